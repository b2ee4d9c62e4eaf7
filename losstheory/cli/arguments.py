"""What the commands share in reading their arguments."""

from __future__ import annotations

import re
from argparse import ArgumentParser, ArgumentTypeError, HelpFormatter
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from fractions import Fraction
from pathlib import Path
from typing import NoReturn

from losstheory.cli.boundary import UsageError

EXAMPLE = "Example: losstheory "
LONG_OPTION = re.compile(r"--[A-Za-z][A-Za-z-]*(=.*)?", re.DOTALL)


class Paragraphs(HelpFormatter):
    """Help in which paragraphs stay apart, and a line that is an example stays whole."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        fill = super()._fill_text
        parts = (part.strip() for part in re.split(r"\n\s*\n", text.strip()))
        return "\n\n".join(part if part.startswith(EXAMPLE) else fill(part, width, indent) for part in parts)


class Parser(ArgumentParser):
    """An argument parser without abbreviations, with one-line errors."""

    def __init__(self, command: str, description: str | None) -> None:
        super().__init__(
            prog=f"losstheory {command}", description=description, allow_abbrev=False, formatter_class=Paragraphs
        )

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: error: {message}; try `{self.prog} --help`\n")


def shield_minus(arguments: Sequence[str]) -> list[str]:
    """The arguments with a blank before each expression that begins with a minus sign.

    ``-log(p)`` is then no option for the parser; so is whatever follows ``--``.

    >>> shield_minus(["-log(p)", "--kind=pair", "--", "-h"])
    [' -log(p)', '--kind=pair', ' -h']
    """
    shielded, after = list[str](), False
    for argument in arguments:
        if not after and argument == "--":
            after = True
        elif argument.startswith("-") and (after or not (argument == "-h" or LONG_OPTION.fullmatch(argument))):
            shielded.append(f" {argument}")
        else:
            shielded.append(argument)
    return shielded


def expression(text: str) -> str:
    """An expression or catalogue terms, without the blanks around it."""
    return text.strip()


def natural(text: str) -> int:
    """A positive whole number."""
    if not re.fullmatch(r"[0-9]{1,18}", text) or int(text) == 0:
        raise ArgumentTypeError(f"expected a positive whole number, got {text!r}")
    return int(text)


def number_of_classes(text: str) -> int | str:
    """A positive whole number, or the word every."""
    return text if text == "every" else natural(text)


def seconds(text: str) -> float:
    """A positive, finite number of seconds."""
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?|\.[0-9]{1,9}", text) or float(text) == 0:
        raise ArgumentTypeError(f"expected a positive number of seconds, got {text!r}")
    return float(text)


def uniform_noise(text: str) -> Fraction:
    """The rate of ``symmetric:RATE``, label noise that flips to every other class alike."""
    found = re.fullmatch(r"symmetric:([0-9]{1,9}|[0-9]{0,9}\.[0-9]{1,9}|[0-9]{1,9}/[1-9][0-9]{0,8})", text)
    if found is None:
        raise ArgumentTypeError(f"expected symmetric:RATE such as symmetric:0.4 or symmetric:2/5, got {text!r}")
    return Fraction(found[1])


def names(text: str) -> tuple[str, ...]:
    """Names with commas between, blanks ignored, each once."""
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


def expect_writable(file: str) -> None:
    """Refuse a file that cannot be made, before the work is done.

    Raises:
        UsageError: it is a folder, or its folder does not exist.
    """
    path = Path(file)
    if path.is_dir():
        raise UsageError(f"{file} is a folder; name a file to write to")
    if not path.parent.is_dir():
        raise UsageError(f"there is no folder {path.parent} to write {file} to")


def expect_known(wanted: Iterable[str], known: Sequence[str], noun: str) -> None:
    """Refuse names that nobody knows.

    Raises:
        UsageError: the first such name, with the nearest known ones.
    """
    for name in wanted:
        if name not in known:
            close = get_close_matches(name, known, 3, 0.5)
            hint = f"did you mean {' or '.join(close)}?" if close else f"expected one of {', '.join(known)}"
            raise UsageError(f"there is no {noun} {name!r}; {hint}")
