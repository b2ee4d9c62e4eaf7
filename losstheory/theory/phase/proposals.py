"""Evidence for a whole range of parameters, proposed from certificates of single members; the checker decides."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from losstheory.claims import Budget
from losstheory.formulas.calculus import derivative, normal, substitute
from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.shape import add, mul, neg, power, sub
from losstheory.formulas.tree import Tree, number, variable
from losstheory.theory.phase.covering import exponentials, moving_covers
from losstheory.theory.phase.lifting import DECIDED, undetailed
from losstheory.theory.phase.moving import Moving, Sample
from losstheory.theory.phase.one_side import one_side_better
from losstheory.theory.phase.refuting import Proposal, bent, different_sums, negative, rising, sloping
from losstheory.theory.views import side_pieces

if TYPE_CHECKING:
    from losstheory.theory.phase.throughout import Throughout

SLOPES = "convex with opposite slopes at the centre"


def general_proposals(moving: Moving, budget: Budget) -> Iterator[Proposal]:
    """Rules with evidence that is read off the formulas, and needs no verdict on a member."""
    claimed, holds = moving.statement.claimed.name, moving.statement.holds
    own = {
        ("convex", True): _convex,
        ("convex", False): bent,
        ("strictly_convex", False): bent,
        ("strongly_convex", False): bent,
        ("nonincreasing", False): rising,
        ("nonnegative", False): negative,
        ("differentiable_at_centre", True): _smooth_at_centre,
        ("differentiable_at_centre", False): _smooth_at_centre,
        ("proper", False): sloping,
        ("strictly_proper", False): sloping,
        ("symmetric", False): different_sums,
        ("bounded_below", True): _floors,
        ("calibrated", True): _covers,
        ("calibrated", False): one_side_better,
    }.get((claimed, holds))
    if own is not None:
        yield from own(moving, budget)


def proposals(statement: Throughout, samples: list[Sample]) -> Iterator[Proposal]:
    """Rules with the evidence of a few members, read as evidence in the parameter."""
    refuted = (statement.claimed.name, statement.holds) == ("calibrated", False)
    if refuted:
        yield from _level(statement, samples)
    if any(verdict.rule == SLOPES for _, verdict in samples):
        yield from _convex_slopes(Moving(statement, tuple(values for values, _ in samples)))
    yield from _copied(statement, samples)
    if refuted:
        yield from _stepping(Moving(statement, tuple(values for values, _ in samples)))


def _copied(statement: Throughout, samples: list[Sample]) -> Iterator[Proposal]:
    """What the samples of one rule have in common as functions of the parameter; else the evidence of each."""
    seen: list[Proposal] = []
    for rule in dict.fromkeys(verdict.rule for _, verdict in samples):
        same = [
            (values, undetailed(v.certificate["evidence"])) for values, v in samples if v.rule == rule and v.certificate
        ]
        common = Moving(statement, tuple(values for values, _ in same)).common([evidence for _, evidence in same])
        for evidence in ([] if common is None else [common]) + [evidence for _, evidence in same]:
            if rule is not None and (rule, evidence) not in seen:
                seen.append((rule, evidence))
                yield rule, evidence


def _convex(moving: Moving, budget: Budget | None = None) -> Iterator[Proposal]:
    yield "convex partial losses", {"parts": [{"by": "calculus"} for _ in moving.statement.formulas]}
    cuts = moving.own_cuts()
    if cuts is not None:
        parts = [{"by": "curvature", "cuts": c, "signs": [DECIDED] * (len(c) + 1)} for c in cuts]
        yield "convex partial losses", {"parts": parts}


def _floors(moving: Moving, budget: Budget) -> Iterator[Proposal]:
    """Zero or a parameter, with either sign, below each formula."""
    cuts = moving.own_cuts()
    names = [variable(name) for name, _, _ in moving.statement.ranges]
    for floor in ("0", *(tree.to_json() for name in names for tree in (name, neg(name)))):
        if cuts is not None:
            yield (
                "floor",
                {"parts": [{"cuts": inner, "floor": floor, "signs": [DECIDED] * (len(inner) + 1)} for inner in cuts]},
            )


def _covers(moving: Moving, budget: Budget) -> Iterator[Proposal]:
    if len(moving.values) > 1 or exponentials(moving):
        yield from (("negative odd part", evidence) for evidence in moving_covers(moving))


def _convex_slopes(moving: Moving) -> Iterator[Proposal]:
    """Convexity with slopes next to the centre."""
    for _, convex in _convex(moving):
        yield SLOPES, {"convex": convex, "between": _around(moving)}


def _around(moving: Moving) -> list[Any]:
    """The interval about the score 0 with half of the way to the nearest cut on both sides."""
    flat = [cut for found in moving.own_cuts() or [] for cut in found]
    near = [(abs(x), cut) for cut in flat if (x := moving.at(cut, 0))]
    nearest = min(near, key=lambda pair: pair[0])[1] if near else "2"
    way = "1/2" if not near or (moving.at(nearest, 0) or 0) > 0 else "-1/2"
    room = ["mul", way, nearest]
    return [["mul", "-1", room], room]


def _smooth_at_centre(moving: Moving, budget: Budget) -> Iterator[Proposal]:
    cuts = moving.own_cuts()
    if cuts is None or moving.statement.form.kind == "probability":
        return
    base = {"between": _around(moving), "domain": cuts}
    if moving.statement.holds:
        yield "equal one-sided slopes", base
    else:
        yield from (("unequal one-sided slopes", {**base, "which": i}) for i in (0, 1))


def _level(statement: Throughout, samples: list[Sample]) -> Iterator[Proposal]:
    """The eta at which the conditional risk of a convex loss is level at the centre."""
    rule = "convex with a slope at the centre that leads nowhere"
    of_rule = [(values, v.certificate["evidence"]) for values, v in samples if v.rule == rule and v.certificate]
    for eta in _level_etas(statement, [values for values, _ in of_rule]):
        for _, evidence in of_rule[:1]:
            kept = {key: undetailed(value) for key, value in evidence.items() if key in ("to", "domain")}
            convex = {"parts": [{"by": "calculus"} for _ in statement.formulas]}
            yield rule, {**kept, "convex": convex, "eta": eta}


def _level_etas(statement: Throughout, values: list[dict[str, Fraction]]) -> Iterator[Any]:
    """l-'(c) / (l-'(c) - l+'(c)): from the formulas where they are smooth, and from rational slopes of the samples."""
    if statement.form.kind != "pair":
        return
    with suppress(LossTheoryError):
        yield _balance(*(substitute(derivative(normal(f), "t"), "t", number(0)) for f in statement.formulas)).to_json()
    found = []
    for sample in values:
        member = statement.member({name: number(x) for name, x in sample.items()})
        part = side_pieces(member, number(0), "oo").parts[0]
        eta = _balance(*(substitute(derivative(tree, "t"), "t", number(0)) for tree in part.trees))
        found.append((sample, eta.to_json()))
    common = Moving(statement, tuple(sample for sample, _ in found)).common([eta for _, eta in found])
    if common is not None:
        yield common


def _balance(plus: Tree, minus: Tree) -> Tree:
    return mul(minus, power(sub(minus, plus), Fraction(-1)))


def _stepping(moving: Moving) -> Iterator[Proposal]:
    """The centre as a minimum for an eta that tends to one half where the parameter tends to an end of its range."""
    statement, cuts = moving.statement, moving.own_cuts()
    if len(statement.ranges) > 1 or statement.form.kind != "margin" or cuts is None:
        return
    name, lower, upper = statement.ranges[0]
    for which, end in ((1, lower), (-1, upper)):
        if isinstance(end, str):
            continue
        way = mul(number(which), sub(variable(name), end))
        for room in ("2", "1", "4", "8"):
            part = mul(way, power(add(way, number(room)), Fraction(-1)))
            for share in ("1/2", "1/4", "1/16"):
                eta = add(number("1/2"), mul(number(share), part))
                base = {"eta": eta.to_json(), "score": "0", "domain": cuts, "cuts": [], "signs": [DECIDED]}
                yield "minimum on the wrong side", base
