"""Collecting claims from Python files that hold ``CLAIMS``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import losstheory
from losstheory.claims import Claim
from losstheory.formulas.errors import LossTheoryError
from losstheory.runs.modules import module_of


class CollectionError(LossTheoryError):
    """A claims file that cannot be used; the message names the file and what is wrong with it."""


@dataclass(frozen=True)
class Collected:
    """A claim with the file that holds it."""

    origin: str
    claim: Claim


def shipped() -> list[Path]:
    """The folder of the analyses: beside the package in the wheel, beside its parent in the repository."""
    package = Path(losstheory.__file__).parent
    inside = package / "_shipped" / "analyses"
    return [inside if inside.is_dir() else package.parent / "analyses"]


def collect(paths: Iterable[str | Path]) -> list[Collected]:
    """Every claim of the files, and of the Python files of the folders, in order.

    The files are run: name only files that you trust.

    Raises:
        CollectionError: a path does not exist, or a file fails, has no ``CLAIMS``, or repeats a label.
    """
    return [item for path in paths for file in _files(Path(path)) for item in _claims(file)]


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(file for file in path.glob("*.py") if not file.name.startswith("_"))
    if not path.is_file():
        raise CollectionError(f"{path}: no such file or folder; name a Python file with CLAIMS, or a folder of them")
    if path.suffix != ".py":
        raise CollectionError(f"{path}: a claims file is a Python file with CLAIMS (other formats are not read yet)")
    return [path]


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
