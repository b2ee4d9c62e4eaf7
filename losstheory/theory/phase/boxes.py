"""Phase diagrams of families with two parameters: open boxes on which a property holds, fails, or is not decided."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from losstheory.claims import Status, Verdict
from losstheory.formulas.tree import Tree, number
from losstheory.losses.families import Family, ParameterError
from losstheory.losses.loss import AnyLoss
from losstheory.losses.open_parameters import open_formulas, open_name
from losstheory.rigor.simplest import simplest_between
from losstheory.theory.phase.deciding import Decider
from losstheory.theory.phase.diagram import WORDS
from losstheory.theory.phase.settings import named_family, named_property
from losstheory.theory.phase.throughout import Throughout
from losstheory.theory.properties import LossStatement

SCHEMA = "losstheory/phase_boxes/1"
Box = tuple[tuple[Fraction, Fraction], tuple[Fraction, Fraction]]
BOX_WORK, MAX_BOXES = 6_000, 96
HALF = Fraction(5, 8)  # the greatest share of a box that a half has


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
    executor: Executor | None = None,
    **settings: object,
) -> BoxDiagram:
    """For which pairs of parameters the losses of a family have a property, with a certificate for each open box.

    Args:
        family: a family, or the name of one in the catalogue.
        property: a name of ``theory.properties``, such as ``"calibrated"``, or its class.
        boxes: how many boxes are tried; the largest undecided one is halved next.
        budget: units of work for one verdict.
        executor: of ``concurrent.futures``, whose workers find the verdicts on boxes of like size together; the diagram
            is the same without.
        settings: two parameters as ``(least, greatest)``, exact numbers, the others as exact numbers.

    Raises:
        ParameterError: not two ranges, or a value out of the range of its parameter.
        LossTheoryError: no such property, or one that this kind of loss does not have.
        ExecutorLost: the executor has no workers any more.

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
    names = (open_name(labels[0]), open_name(labels[1]))
    search = _BoxSearch(claimed, chosen.form, trees, names, (sides[0], sides[1]), Decider(budget or BOX_WORK, executor))
    return BoxDiagram(chosen.name, claimed.name, (labels[0], labels[1]), search.cells(max(0, boxes - 1) // 2))


@dataclass
class _BoxSearch:
    """A family with two open parameters on a rectangle, and one property."""

    claimed: type[LossStatement]
    form: type[AnyLoss]
    trees: tuple[Tree, ...]
    names: tuple[str, str]
    whole: Box
    decide: Decider

    def cells(self, cuts: int) -> list[BoxCell]:
        """Boxes that fill the rectangle, after at most so many cuts, each of the largest undecided one."""
        cells = self.decided([self.whole])
        while cuts and (largest := _largest([found for found in cells if found.answer == "undecided"])[:cuts]):
            cuts -= len(largest)
            halves = iter(self.decided([half for found in largest for half in _halves(found.box, self.whole)]))
            for found in largest:
                k = cells.index(found)
                cells[k : k + 1] = next(halves), next(halves)
        return cells

    def decided(self, boxes: Sequence[Box]) -> list[BoxCell]:
        """One attempt at each box, in the way of its middle."""
        members = [self.claimed(self.throughout(box, True).member(_middle(self.names, box))) for box in boxes]
        self.decide.ahead(members)
        singles = [self.decide(member) for member in members]
        wholes = [
            self.throughout(box, one.status is not Status.REFUTED) for box, one in zip(boxes, singles, strict=True)
        ]
        self.decide.ahead(whole for whole, one in zip(wholes, singles, strict=True) if one.status.decided)
        return [self.cell(*found) for found in zip(boxes, singles, wholes, strict=True)]

    def cell(self, box: Box, single: Verdict, whole: Throughout) -> BoxCell:
        if not single.status.decided:
            return BoxCell(box, "undecided", Verdict(whole, Status.UNDECIDED, reason=single.reason))
        verdict = self.decide(whole)
        return BoxCell(box, WORDS[single.status] if verdict.status is Status.PROVED else "undecided", verdict)

    def throughout(self, box: Box, holds: bool) -> Throughout:
        """That every loss of the box has the property, or that none has it."""
        ends = tuple((name, number(a), number(b)) for name, (a, b) in zip(self.names, box, strict=True))
        return Throughout(self.claimed, self.form, self.trees, ends, holds)


def _middle(names: Sequence[str], box: Box) -> dict[str, Tree]:
    return {name: number((a + b) / 2) for name, (a, b) in zip(names, box, strict=True)}


def _largest(waiting: Sequence[BoxCell]) -> list[BoxCell]:
    """The boxes that are cut before any of their halves, which have at most 5/8 of the area; the largest first."""
    ordered = sorted(waiting, key=lambda found: found.area, reverse=True)
    return [found for found in ordered if found.area > ordered[0].area * HALF]


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
    return simplest_between(low + (1 - HALF) * (high - low), low + HALF * (high - low))
