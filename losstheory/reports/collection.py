"""Collecting claims from TOML files, and from Python files that hold ``CLAIMS``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from losstheory.claims import Claim
from losstheory.formulas.errors import LossTheoryError
from losstheory.reports.claims_file import Fault, read_claims
from losstheory.reports.shipment import shipped_path
from losstheory.runs.modules import module_of
from losstheory.runs.naming import is_claims_file

OWN = Path("claims.toml")


class CollectionError(LossTheoryError):
    """A claims file, or a claim of it, that cannot be used; the message names the file, the line and what is wrong."""


@dataclass(frozen=True)
class Collected:
    """A claim with the file that holds it, and the line, which is known of a TOML file."""

    origin: str
    claim: Claim
    line: int | None = None


def shipped() -> list[Path]:
    """The folder of the analyses: beside the package in the wheel, beside its parent in the repository."""
    return [shipped_path("analyses")]


def usual() -> list[Path]:
    """Where claims are looked for if nobody says where: ``claims.toml`` of the current folder, else those shipped.

    A Python file of the current folder is never taken unasked, since it is run.
    """
    return [OWN] if OWN.is_file() else shipped()


def collect(paths: Iterable[str | Path], on_fault: Callable[[CollectionError], None] | None = None) -> list[Collected]:
    """Every claim of the files, and of the claims files and Python files of the folders, in order.

    A Python file is run: name only files that you trust. Of a TOML file nothing is run.

    Args:
        paths: files, ``.toml`` or ``.py``, and folders.
        on_fault: called with what cannot be used, and the rest goes on; None: the first fault is raised.

    Raises:
        CollectionError: a path does not exist, a file fails or holds no claims, or a claim is wrong.
    """
    found = list[Collected]()
    for path in paths:
        for item in _found(Path(path)):
            if isinstance(item, Collected):
                found.append(item)
            elif on_fault is None:
                raise item
            else:
                on_fault(item)
    return found


def _found(path: Path) -> Iterator[Collected | CollectionError]:
    """The claims of a file or a folder, and what cannot be used of it."""
    try:
        files = _files(path)
    except CollectionError as fault:
        yield fault
        return
    for file in files:
        try:
            yield from _tables(file) if file.suffix == ".toml" else _claims(file)
        except CollectionError as fault:
            yield fault


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        inside = (file for file in path.iterdir() if file.is_file())
        return sorted(
            file for file in inside
            if is_claims_file(file.name) or (file.suffix == ".py" and not file.name.startswith("_"))
        )  # fmt: skip
    if not path.is_file():
        raise CollectionError(f"{path}: no such file or folder; name a TOML or Python file of claims, or a folder")
    if path.suffix not in (".py", ".toml"):
        raise CollectionError(f"{path}: a claims file is a TOML file (.toml), or a Python file with CLAIMS (.py)")
    return [path]


def _tables(file: Path) -> Iterator[Collected | CollectionError]:
    for item in read_claims(file):
        if isinstance(item, Fault):
            place = f"{file}:{item.line}" if item.line is not None else str(file)
            yield CollectionError(f"{place}: {item.reason}")
        else:
            yield Collected(file.stem, item.claim, item.line)


def _claims(file: Path) -> list[Collected]:
    claims = getattr(_load(file), "CLAIMS", None)
    if not isinstance(claims, tuple | list):
        raise CollectionError(f"{file}: expected a tuple CLAIMS, got {type(claims).__name__}")
    labels: set[str] = set()
    for claim in claims:
        if not isinstance(claim, Claim):
            raise CollectionError(f"{file}: CLAIMS holds {claim!r}, which is not a Claim")
        if claim.label in labels:
            raise CollectionError(f"{file}: the label {claim.label!r} occurs twice")
        labels.add(claim.label)
    return [Collected(file.stem, claim) for claim in claims]


def _load(file: Path) -> ModuleType:
    try:
        return module_of(file, "claims")
    except (Exception, SystemExit) as error:  # a stranger's file may raise anything
        raise CollectionError(f"{file}: {type(error).__name__}: {error}") from error
