"""A TOML file as its tables and the lines on which their keys stand, which ``tomllib`` does not tell."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from losstheory.formulas.errors import LossTheoryError

MAX_BYTES, MAX_DOTS = 1 << 20, 64
TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"""(?:"{0,2})|\'\'\'.*?\'\'\'(?:\'{0,2})|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*'
    r"|[\[\]{}=\n]|[^\"'#\[\]{}=\n]+",
    re.DOTALL,
)
BARE = re.compile(r"\s*([A-Za-z0-9_-]+)\s*= 0")
PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
Lines = Mapping[str, int]


class DocumentError(LossTheoryError):
    """A file that is no TOML; ``line`` says where, if that is known."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.line = line


@dataclass(frozen=True)
class Document:
    """What a TOML file holds.

    Attributes:
        tables: the values by key; a decimal is the text of its digits, so that it stays exact.
        text: the file.
    """

    tables: dict[str, Any]
    text: str

    @classmethod
    def read(cls, file: Path) -> Document:
        """The document in a file.

        Raises:
            DocumentError: it cannot be read, is longer than 1 MB, or is no TOML.
        """
        try:
            with file.open("rb") as stream:
                content = stream.read(MAX_BYTES + 1)
        except OSError as error:
            raise DocumentError(f"cannot be read: {error.strerror or error}") from None
        if len(content) > MAX_BYTES:
            raise DocumentError(f"expected at most {MAX_BYTES >> 20} MB")
        try:
            text = content.decode("utf-8-sig").replace("\r\n", "\n")
            if line := _deep_key(text):
                raise DocumentError(f"expected keys of at most {MAX_DOTS} dots", line)
            return cls(tomllib.loads(text, parse_float=_digits), text)
        except UnicodeDecodeError as error:
            raise DocumentError("expected UTF-8", content.count(b"\n", 0, error.start) + 1) from None
        except RecursionError:
            raise DocumentError("nested too deeply") from None
        except ValueError as error:
            raise _syntax_error(str(error), text) from None

    def top(self) -> Lines:
        """The line of each key and of each table that stands outside others, the first where there are several."""
        lines = dict[str, int]()
        for line, header, path in _keys(self.text):
            lines.setdefault((header or path)[0], line)
        return lines

    def lines(self, name: str) -> Sequence[Lines]:
        """For each table ``[[name]]`` the line of its header, under "", and those of its keys, ``"inner.key"`` inside.

        >>> Document({}, '[[claim]]\\nloss = "hinge"\\n[claim.parameters]\\ngamma = 2').lines("claim")
        [{'': 1, 'loss': 2, 'parameters': 3, 'parameters.gamma': 4}]
        """
        found = list[dict[str, int]]()
        for line, header, path in _keys(self.text):
            if header == (name,) and not path:
                found.append({"": line})
            elif header[:1] == (name,) and found:
                inside = (*header[1:], *path)
                for depth in range(1, len(inside) + 1):
                    found[-1].setdefault(".".join(inside[:depth]), line)
        return found


def _deep_key(text: str) -> int | None:
    """The line of the first key with too many dots, on which a reader of TOML would spend its time, if there is one."""
    line, dots = 1, 0
    for token in TOKEN.findall(text):
        if token in "[]{}=\n":
            dots = 0
        elif token[0] not in "\"'#":
            first, *others = (part.count(".") for part in token.split(","))
            if max(dots + first, *others, 0) > MAX_DOTS:
                return line
            dots = others[-1] if others else dots + first
        line += token.count("\n")
    return None


def _digits(text: str) -> str:
    return text.replace("_", "")


def _syntax_error(message: str, text: str) -> DocumentError:
    place = PLACE.search(message)
    if place is None:
        return DocumentError(f"not TOML: {message}")
    line = int(place[1]) if place[1] else text.rstrip("\n").count("\n") + 1
    return DocumentError(f"not TOML: {message[: place.start()]}", line)


def _keys(text: str) -> Iterator[tuple[int, tuple[str, ...], tuple[str, ...]]]:
    """The line, the header above and the path of each key; of a header itself the path is empty. ``text`` is TOML."""
    header: tuple[str, ...] = ()
    for line, statement in _statements(text):
        if statement[0] == "[":
            header = _path("".join(statement))
            yield line, header, ()
        else:
            yield line, header, _path("".join(statement[: statement.index("=")]) + "= 0")


def _statements(text: str) -> Iterator[tuple[int, list[str]]]:
    """The tokens of each header and each ``key = value``, which may go over several lines, with its first line."""
    line, depth, start, tokens = 1, 0, 1, list[str]()
    for token in TOKEN.findall(text + "\n"):
        if token == "\n" and depth == 0:
            if tokens:
                yield start, tokens
            tokens = []
        elif tokens or not (token.isspace() or token.startswith("#")):
            start = start if tokens else line
            tokens.append(token)
            depth += (token in "[{") - (token in "]}")
        line += token.count("\n")


def _path(text: str) -> tuple[str, ...]:
    """The names in a header or before an equals sign, as TOML reads them."""
    if bare := BARE.fullmatch(text):
        return (bare[1],)
    inner: Any = tomllib.loads(text)
    names = list[str]()
    while isinstance(inner, dict | list) and inner:
        if isinstance(inner, dict):
            names += inner
        inner = inner[0] if isinstance(inner, list) else next(iter(inner.values()))
    return tuple(names)
