"""Phase diagrams of families with two parameters: open boxes on which a property holds, fails, or is not decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from losstheory.claims import Status, Verdict
from losstheory.formulas.tree import number
from losstheory.losses.families import Family, ParameterError
from losstheory.losses.open_parameters import open_formulas, open_name
from losstheory.rigor import decide
from losstheory.rigor.simplest import simplest_between
from losstheory.theory.phase.settings import named_family, named_property
from losstheory.theory.phase.throughout import Throughout, inside
from losstheory.theory.properties import LossStatement

SCHEMA = "losstheory/phase_boxes/1"
Box = tuple[tuple[Fraction, Fraction], tuple[Fraction, Fraction]]
BOX_WORK, MAX_BOXES = 6_000, 96


@dataclass(frozen=True)
class BoxCell:
    """An open box of two parameters; ``answer`` is "holds", "fails" or "undecided", by a certificate for all of it."""

    box: Box
    answer: str
    verdict: Verdict

    @property
    def area(self) -> Fraction:
        (a, b), (c, d) = self.box
        return (b - a) * (d - c)

    def to_json(self) -> dict[str, Any]:
        box = [[str(x) for x in side] for side in self.box]
        return {"box": box, "answer": self.answer, "verdict": self.verdict.to_json()}


@dataclass(frozen=True)
class BoxDiagram:
    """Open boxes that fill a rectangle up to their edges, of which nothing is said."""

    family: str
    claimed: str
    parameters: tuple[str, str]
    cells: Sequence[BoxCell]

    def share(self, answer: str) -> Fraction:
        """The part of the rectangle's area with this answer."""
        return sum((c.area for c in self.cells if c.answer == answer), Fraction(0)) / sum(c.area for c in self.cells)

    def to_json(self) -> dict[str, Any]:
        return {
            "schema": SCHEMA,
            "family": self.family,
            "property": self.claimed,
            "parameters": list(self.parameters),
            "shares": {answer: str(self.share(answer)) for answer in ("holds", "fails", "undecided")},
            "cells": [cell.to_json() for cell in self.cells],
        }

    def __str__(self) -> str:
        head = f"{self.claimed} of {self.family}, by {' and '.join(self.parameters)}"
        shares = (f"{answer} on {float(self.share(answer)):.1%}" for answer in ("holds", "fails", "undecided"))
        return f"{head}: {', '.join(shares)} of the rectangle, in {len(self.cells)} boxes"

    def _repr_html_(self) -> str:
        from html import escape

        return f"<p>{escape(str(self))}</p>"


def phase_boxes(
    family: Family | str,
    property: str | type[LossStatement],
    *,
    boxes: int = MAX_BOXES,
    budget: int | None = None,
    **settings: object,
) -> BoxDiagram:
    """For which pairs of parameters the losses of a family have a property, with a certificate for each open box.

    Args:
        family: a family, or the name of one in the catalogue.
        property: a name of ``theory.properties``, such as ``"calibrated"``, or its class.
        boxes: how many boxes are tried; the largest undecided one is halved next.
        budget: units of work for one verdict.
        settings: two parameters as ``(least, greatest)``, exact numbers, the others as exact numbers.

    Raises:
        ParameterError: not two ranges, or a value out of the range of its parameter.
        LossTheoryError: no such property, or one that this kind of loss does not have.

    >>> print(phase_boxes("linex", "convex", a=(1, 2), b=(0, 3)))
    convex of linex, by a and b: holds on 100.0%, fails on 0.0%, undecided on 0.0% of the rectangle, in 1 boxes
    """
    chosen, claimed = named_family(family), named_property(property, family)
    ranges = {label: value for label, value in settings.items() if isinstance(value, tuple)}
    if len(ranges) != 2:
        raise ParameterError(f"two parameters run, each as (least, greatest); got {', '.join(ranges) or 'none'}")
    known = {parameter.name: parameter for parameter in chosen.parameters}
    sides = []
    for label, value in ranges.items():
        if label not in known or len(value) != 2 or None in value:
            raise ParameterError(f"the range of {label} must be (least, greatest) of a parameter of {chosen.name}")
        low, high = (known[label].read(x) if x != known[label].lower else Fraction(x) for x in value)
        if low >= high:
            raise ParameterError(f"the range of {label} must increase, got {value!r}")
        sides.append((low, high))
    labels = tuple(ranges)
    fixed = {label: value for label, value in settings.items() if label not in ranges}
    trees = open_formulas(chosen, fixed, labels)
    names = [open_name(label) for label in labels]

    def cell(box: Box) -> BoxCell:
        ends = tuple((name, number(a), number(b)) for name, (a, b) in zip(names, box, strict=True))
        middle = {name: number(inside(a, b, Fraction(1, 2))) for name, a, b in ends}
        statement = Throughout(claimed, chosen.form, trees, ends, True)
        single = decide(claimed(statement.member(middle)), budget or BOX_WORK)
        if not single.status.decided:
            return BoxCell(box, "undecided", Verdict(statement, Status.UNDECIDED, reason=single.reason))
        holds = single.status is Status.PROVED
        verdict = decide(Throughout(claimed, chosen.form, trees, ends, holds), budget or BOX_WORK)
        decided = verdict.status is Status.PROVED
        return BoxCell(box, ("holds" if holds else "fails") if decided else "undecided", verdict)

    cells = [cell((sides[0], sides[1]))]
    for _ in range(max(0, boxes - 1) // 2):
        waiting = [found for found in cells if found.answer == "undecided"]
        if not waiting:
            break
        largest = max(waiting, key=lambda found: found.area)
        k = cells.index(largest)
        cells[k : k + 1] = map(cell, _halves(largest.box, (sides[0], sides[1])))
    return BoxDiagram(chosen.name, claimed.name, (labels[0], labels[1]), cells)


def _halves(box: Box, whole: Box) -> tuple[Box, Box]:
    """The box cut across the side that is longer in proportion, at a simple number near its middle."""
    relative = [(b - a) / (d - c) for (a, b), (c, d) in zip(box, whole, strict=True)]
    first, second = box
    if relative[0] >= relative[1]:
        cut = _near_middle(*first)
        return ((first[0], cut), second), ((cut, first[1]), second)
    cut = _near_middle(*second)
    return (first, (second[0], cut)), (first, (cut, second[1]))


def _near_middle(low: Fraction, high: Fraction) -> Fraction:
    return simplest_between(low + 3 * (high - low) / 8, low + 5 * (high - low) / 8)
