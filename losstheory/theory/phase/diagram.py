"""Phase diagrams of families with one parameter: where a property holds, where it fails, where it is not known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import escape
from typing import Any

from losstheory.claims import Status, Verdict
from losstheory.formulas.constants import compare, inside
from losstheory.formulas.tree import Tree, number

SCHEMA = "losstheory/phase_diagram/1"
WORDS = {Status.PROVED: "holds", Status.REFUTED: "fails"}
End = Tree | str


@dataclass(frozen=True)
class Cell:
    """An open interval of the parameter, or one value (``lower`` is ``upper``), and what is decided there.

    ``answer`` is "holds", "fails" or "undecided"; the verdict carries the certificate for the whole cell.
    """

    lower: End
    upper: End
    answer: str
    verdict: Verdict

    @property
    def is_point(self) -> bool:
        return self.lower is self.upper

    @property
    def range(self) -> str:
        """The cell in interval notation."""
        return f"{{{_text(self.lower)}}}" if self.is_point else f"({_text(self.lower)}, {_text(self.upper)})"

    def to_json(self) -> dict[str, Any]:
        ends = {"lower": _encoded(self.lower), "upper": _encoded(self.upper)}
        return {**ends, "answer": self.answer, "verdict": self.verdict.to_json()}


@dataclass(frozen=True)
class PhaseDiagram:
    """Cells in increasing order that fill the range of the parameter."""

    family: str
    claimed: str
    parameter: str
    cells: Sequence[Cell]

    @property
    def regions(self) -> tuple[tuple[str, str], ...]:
        """Neighbouring cells of one answer joined: (range, answer), a bracket where an end belongs to the region.

        A property that holds at one value only is a region of that value, as ("{0}", "holds").
        """
        out = []
        start = 0
        for k in range(1, len(self.cells) + 1):
            if k == len(self.cells) or self.cells[k].answer != self.cells[start].answer:
                out.append((_joined(self.cells[start:k]), self.cells[start].answer))
                start = k
        return tuple(out)

    @property
    def thresholds(self) -> tuple[Tree, ...]:
        """The exact values at which the answer changes between holds and fails."""
        found = []
        for before, here, after in zip(self.cells, self.cells[1:], self.cells[2:], strict=False):
            decided = {before.answer, here.answer, after.answer} - {"undecided"}
            both = "undecided" not in (before.answer, after.answer)
            if here.is_point and isinstance(here.lower, Tree) and both and len(decided) == 2:
                found.append(here.lower)
        return tuple(found)

    def at(self, value: Fraction | int) -> Cell | None:
        """The cell with this value of the parameter; None outside the range of the diagram."""
        exact = number(Fraction(value))
        for cell in self.cells:
            if cell.is_point:
                if isinstance(cell.lower, Tree) and compare(exact, cell.lower) == 0:
                    return cell
            elif inside(exact, cell.lower, cell.upper):
                return cell
        return None

    def where(self, answer: str) -> tuple[str, ...]:
        """The ranges of one answer: "holds", "fails" or "undecided"."""
        return tuple(place for place, found in self.regions if found == answer)

    def to_json(self) -> dict[str, Any]:
        return {
            "schema": SCHEMA,
            "family": self.family,
            "property": self.claimed,
            "parameter": self.parameter,
            "regions": [{"range": place, "answer": answer} for place, answer in self.regions],
            "thresholds": [x.to_json() for x in self.thresholds],
            "cells": [cell.to_json() for cell in self.cells],
        }

    def __str__(self) -> str:
        head = f"{self.claimed} of {self.family}, by {self.parameter}"
        width = max(len(place) for place, _ in self.regions)
        return "\n".join([head, *(f"  {place:<{width}}  {answer}" for place, answer in self.regions)])

    def _repr_html_(self) -> str:
        rows = "".join(f"<tr><td>{escape(place)}</td><td>{answer}</td></tr>" for place, answer in self.regions)
        head = f"<tr><th>{escape(self.parameter)}</th><th>{escape(self.claimed)}</th></tr>"
        return f"<table><caption>{escape(self.family)}</caption><thead>{head}</thead><tbody>{rows}</tbody></table>"


def _joined(cells: Sequence[Cell]) -> str:
    first, last = cells[0], cells[-1]
    if len(cells) == 1:
        return first.range
    left, right = "[" if first.is_point else "(", "]" if last.is_point else ")"
    return f"{left}{_text(first.lower)}, {_text(last.upper)}{right}"


def _text(x: End) -> str:
    return str(x)


def _encoded(x: End) -> object:
    return x if isinstance(x, str) else x.to_json()


def length(lower: End, upper: End) -> Fraction | None:
    """The length of an interval, None if it is infinite."""
    from losstheory.formulas.constants import bounds

    if isinstance(lower, str) or isinstance(upper, str):
        return None
    return bounds(upper)[1] - bounds(lower)[0]
