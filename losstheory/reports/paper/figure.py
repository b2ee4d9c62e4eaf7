"""A figure of a paper: what draws it, and what is known of it before anything runs."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from losstheory.formulas.errors import LossTheoryError

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}")
COLUMNS = ("half", "full")
ASPECT = 0.74  # height over width of one panel


class FigureError(LossTheoryError, ValueError):
    """A figure, or a file of figures, that cannot be used; the message names it."""


@dataclass(frozen=True)
class PaperFigure:
    """One figure.

    Attributes:
        name: of the file to be written, without its suffix.
        origin: the file that holds it.
        content: a hash of what draws it: the bytes of a Python file, or the entry of a TOML file.
        about: one line on what is seen.
        recipe: the entry of a TOML file; None: ``draw`` of the Python file ``origin``.
        column: its usual width, ``"half"`` or ``"full"``.
        aspect: height over width of each panel.
        claims: labels of the claims that it belongs to, or ``"FILE: label"`` for one of a shipped analysis.
        sources: keys of ``refs.bib``.
        inputs: files that it reads.
        library: the claims file in which the labels are looked up, if it names one.
    """

    name: str
    origin: str
    content: str
    about: str = ""
    recipe: dict[str, Any] | None = None
    column: str = "half"
    aspect: float = ASPECT
    claims: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    library: str | None = None

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.name):
            raise FigureError(f"{self.origin}: {self.name!r} is no name for a figure; use letters, digits, -, _ and .")


@dataclass(frozen=True)
class Collected:
    """The figures of some files in order, and why others of them cannot be drawn, by name."""

    figures: tuple[PaperFigure, ...] = ()
    refused: dict[str, str] = field(default_factory=dict)
