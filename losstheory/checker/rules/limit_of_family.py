"""A loss at an end of a range of the parameter, as the limit of the losses of a family inside the range."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..losses import Domain, Loss, replaced, same
from ..nodes import sub
from ..parameters import opened
from ..wellformed import check_end, check_formula
from ..work import Reject
from .evidence import field, items, side
from .throughout import THROUGHOUT_RULES, read_ranges

CONTINUOUS = frozenset(
    ("add", "mul", "max", "min", "abs", "exp", "log", "softplus", "sigmoid", "erf", "atan")
    + ("sin", "cos", "tan", "sinh", "cosh", "tanh")
)


def rule(name: str) -> dict[str, Callable[[Loss, object], None]]:
    """The rule for a property that consists of weak inequalities between finitely many values: limits keep them."""

    def check(loss: Loss, evidence: object) -> None:
        """At each score the value of this loss is the limit of those of a family that has the property."""
        parameter = field(evidence, "parameter")
        ranges = read_ranges([parameter])
        (label,) = ranges
        end: Any = parameter[1 if side(evidence, "end") == "lower" else 2]  # type: ignore[index]
        check_end(end)
        family = items(evidence, "family", len(loss.formulas))
        for formula, own, cuts in zip(family, loss.formulas, items(evidence, "domain", len(family)), strict=True):
            check_formula(formula, (loss.name, label))
            if end in ("oo", "-oo") or not continuous(formula, label):
                raise Reject("the family is not shown to be continuous at that end")
            _check_equal(loss, (replaced(formula, label, end), own), cuts)
        inside = THROUGHOUT_RULES[name, "PROVED"].get(str(field(evidence, "rule")))
        if inside is None:
            raise Reject(f"{str(field(evidence, 'rule'))[:60]!r} is no rule for {name} throughout a range")
        with opened(ranges):
            inside(Loss(loss.kind, tuple(family)), field(evidence, "throughout"))

    return {"limit of a family": check}


def _check_equal(loss: Loss, formulas: tuple[object, object], cuts: object) -> None:
    """Both formulas are defined and equal at each score, so the arguments of logarithms are positive there."""
    domain = Domain(loss.name, loss.domain.lower, loss.domain.upper, formulas)
    pieces = domain.pieces(cuts)
    equal = all(piece.place.vanishes(sub(*piece.nodes)) for piece in pieces)
    if not equal or not all(same(*domain.at(piece.cut)) for piece in pieces[:-1]):
        raise Reject("the loss is not the family at that end")


def continuous(data: object, label: str) -> bool:
    """Whether a formula is a continuous function of the parameter wherever it is defined, branches apart."""
    if not _mentions(data, label) or data == label:
        return True
    assert isinstance(data, list)
    name, args = data[0], data[1:]
    if name == "piecewise":
        return all(continuous(value, label) and not _mentions(condition, label) for value, condition in args)
    if name == "pow":
        return not _mentions(args[1], label) and continuous(args[0], label)
    return name in CONTINUOUS and all(continuous(arg, label) for arg in args)


def _mentions(data: object, label: str) -> bool:
    return any(_mentions(item, label) for item in data) if isinstance(data, list) else data == label
