"""A property of every loss of a family, or of none of them, while the parameters run through open intervals.

The rules are those of one loss, with the parameters left open (``parameters``): what a rule derives holds for each
value of them, so the conclusion does. The refutations stated here have witnesses that may move with the parameters.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..calculus import substitute
from ..constants import sign
from ..delineation import negative_somewhere
from ..losses import Loss, below, one_sided
from ..nodes import ZERO, Node, add, mul, number, sub
from ..parameters import NONE, open_ranges, opened
from ..places import OpenInterval, end
from ..ranges import ParameterRange, open_range
from ..reading import read
from ..signs import check_sign
from ..wellformed import check_end, check_name
from ..work import Reject
from . import (
    calibration,
    convexity,
    lipschitz,
    monotonicity,
    oddpart,
    properness,
    refutation,
    smoothness,
    strictness,
    symmetry,
)
from .evidence import field, items, point, side, whole
from .monotonicity import inner
from .one_side import one_side_better
from .properness import P, weighted

PROVED, REFUTED = "PROVED", "REFUTED"
Check = Callable[[Loss, object], object]
FIELDS = {"property", "parameters", "holds", "claim"}
TAKEN = frozenset(("t", "p", "r", "s", "x", "eta"))


def read_throughout(statement: dict[str, Any]) -> dict[str, ParameterRange]:
    """The ranges of a statement ``throughout``, each shown not to be empty; one or two of them."""
    parameters, claim = statement.get("parameters"), statement.get("claim")
    if set(statement) != FIELDS or not isinstance(statement["holds"], bool):
        raise Reject(
            f"a statement throughout a range has the fields {', '.join(sorted(FIELDS))}; holds is true or false"
        )
    if not isinstance(claim, dict) or not isinstance(claim.get("property"), str):
        raise Reject("the claim names no property")
    if not isinstance(parameters, list) or not 1 <= len(parameters) <= 2:
        raise Reject("there are one or two parameters")
    return read_ranges(parameters)


def read_ranges(parameters: list[object]) -> dict[str, ParameterRange]:
    """Parameters as [name, lower, upper], each range shown not to be empty."""
    ranges: dict[str, ParameterRange] = {}
    for item in parameters:
        if not isinstance(item, list) or len(item) != 3:
            raise Reject("a parameter is [name, lower, upper]")
        name = check_name(item[0])
        if name in TAKEN or name in ranges:
            raise Reject(f"{name} cannot be the name of a parameter here")
        for data in item[1:]:
            check_end(data)
        if item[1] == "oo" or item[2] == "-oo":
            raise Reject(f"the range of {name} is empty")
        ranges[name] = open_range(name, end(item[1]), end(item[2]))
    return ranges


def bends_down(loss: Loss, evidence: object) -> None:
    """One formula f is smooth on two intervals that meet at a cut, and its slope falls there.

    A convex f would have one-sided slopes f'(x-) <= f'(x+), the limits of its slope from both sides.
    """
    domain = loss.domain.only(whole(evidence, "which", len(loss.formulas)))
    cut = point(evidence, "at")
    lower, upper = inner(domain, evidence)
    domain.at(cut)
    (left,), (right,) = domain.restrict(lower, cut).pieces([]), domain.restrict(cut, upper).pieces([])
    if not below(one_sided(right.place, right.slope(), "lower"), one_sided(left.place, left.slope(), "upper")):
        raise Reject("the slope is not shown to fall at the cut")


def negative_curvature(loss: Loss, evidence: object) -> None:
    """One formula is smooth on an interval and its second derivative is negative somewhere on it.

    By its sign at a point; by the limit at an end of its product with a positive factor; or since it is a quotient of
    polynomials that is negative somewhere for one value of the parameter, hence for all (``delineation``).
    """
    domain = loss.domain.only(whole(evidence, "which", len(loss.formulas)))
    lower, upper = inner(domain, evidence)
    (piece,) = domain.restrict(lower, upper).pieces([])
    bend = piece.slope(order=2)
    match field(evidence, "by"):
        case "point":
            at = point(evidence, "at")
            shown = piece.place.inside(at) and sign(substitute(bend, loss.name, at)) == -1
        case "limit":
            factor = read(field(evidence, "factor"), piece.place)
            check_sign(piece.place, factor, True, {"by": "decide"})
            shown = below(one_sided(piece.place, mul(factor, bend), side(evidence, "end")), ZERO)
        case "delineation":
            shown = negative_somewhere(piece.place, bend)
        case other:
            raise Reject(f"unknown proof of a negative curvature {str(other)[:40]!r}")
    if not shown:
        raise Reject("the second derivative is not shown to be negative somewhere")


def different_sums(loss: Loss, evidence: object) -> None:
    """The sums of the partial losses at two scores differ."""
    if not (isinstance(evidence, dict) and "proof" in evidence):
        return symmetry.asymmetric(loss, evidence)
    x, y = (point({"x": item}, "x") for item in items(evidence, "points", 2))
    first, second = (add(*loss.partials.at(z)) for z in (x, y))
    _check_over_parameter(sub(first, second), evidence)


def sum_that_bends(loss: Loss, evidence: object) -> None:
    """A derivative of the sum of the partial losses is not zero at a score."""
    bend = symmetry.bend_of_sum(loss, evidence)
    if isinstance(evidence, dict) and "proof" in evidence:
        return _check_over_parameter(bend, evidence)
    if sign(bend) not in (1, -1):
        raise Reject("the derivative of the sum is not shown to differ from zero")


def sum_without_bound(loss: Loss, evidence: object) -> None:
    """The sum of the partial losses tends to infinity at an end of an interval on which both are smooth."""
    (piece,) = loss.partials.restrict(*inner(loss.partials, evidence)).pieces([])
    if one_sided(piece.place, add(*piece.nodes), side(evidence, "end")) not in ("-oo", "oo"):
        raise Reject("the sum is not shown to tend to infinity")


def slope_at_forecast(loss: Loss, evidence: object) -> None:
    """At a forecast q inside a smooth piece q l+'(q) + (1 - q) l-'(q) is not zero.

    So the conditional risk at eta = q has a slope at p = q, and q does not minimise it.
    """
    at = point(evidence, "at")
    lower, upper = inner(loss.domain, evidence)
    (piece,) = loss.domain.restrict(lower, upper).pieces([])
    if loss.kind != "probability" or not piece.place.inside(at):
        raise Reject("the forecast is not shown to lie inside the interval")
    slope = substitute(weighted(P, piece.slope(0), piece.slope(1)), "p", at)
    if isinstance(evidence, dict) and "proof" in evidence:
        return _check_over_parameter(slope, evidence)
    if sign(slope) not in (1, -1):
        raise Reject("the slope at the forecast is not shown to differ from zero")


def _check_over_parameter(node: Node, evidence: dict[str, object]) -> None:
    """The sign "way" of an expression for every value of the only parameter, by a proof."""
    way = {"+": 1, "-": -1}.get(str(evidence.get("way")))
    if way is None:
        raise Reject("the way must be '+' or '-'")
    check_over_parameter(mul(number(way), node), True, evidence["proof"])


def check_over_parameter(node: Node, strict: bool, proof: object) -> None:
    """The expression is positive (nonnegative) for every value of the only parameter, by a proof."""
    ranges = list(open_ranges().items())
    if len(ranges) != 1:
        raise Reject("a proof over the parameter needs a single parameter")
    name, found = ranges[0]
    with opened(NONE):
        check_sign(OpenInterval(name, found.lower, found.upper), node, strict, proof)


NOT_CONVEX: dict[str, Check] = {
    "negative curvature": negative_curvature,
    "slope that falls at a cut": bends_down,
}
THROUGHOUT_RULES: dict[tuple[str, str], dict[str, Check]] = {
    ("convex", PROVED): {"convex partial losses": convexity.convex},
    ("convex", REFUTED): {"violated chord": convexity.not_convex, **NOT_CONVEX},
    ("nonincreasing", PROVED): {"nonpositive slope": monotonicity.nonincreasing},
    ("nonincreasing", REFUTED): {"rise between two scores": monotonicity.increasing_somewhere},
    ("bounded_below", PROVED): {"floor": monotonicity.bounded_below},
    ("bounded_below", REFUTED): {"limit minus infinity": monotonicity.unbounded_below},
    ("nonnegative", PROVED): {"floor at zero": monotonicity.nonnegative},
    ("nonnegative", REFUTED): {"negative value": monotonicity.negative_somewhere},
    ("strictly_convex", PROVED): {"convex without a straight part": strictness.strictly_convex},
    ("strictly_convex", REFUTED): {"point on or above a chord": strictness.not_strictly_convex, **NOT_CONVEX},
    ("strongly_convex", PROVED): {"convex less a parabola": strictness.strongly_convex},
    ("strongly_convex", REFUTED): {
        "point on or above a chord": strictness.not_strictly_convex,
        "curvature without a positive bound": strictness.flat_end,
        **NOT_CONVEX,
    },
    ("lipschitz", PROVED): {"bounded slope": lipschitz.lipschitz},
    ("lipschitz", REFUTED): {"jump": lipschitz.jump, "unbounded slope": lipschitz.steep_end},
    ("differentiable", PROVED): {"equal slopes at each cut": smoothness.differentiable_everywhere},
    ("differentiable", REFUTED): {"point without a slope": smoothness.not_differentiable_somewhere},
    ("differentiable_at_centre", PROVED): {"equal one-sided slopes": smoothness.differentiable},
    ("differentiable_at_centre", REFUTED): {"unequal one-sided slopes": smoothness.not_differentiable},
    ("symmetric", PROVED): {"constant sum": symmetry.symmetric},
    ("symmetric", REFUTED): {
        "two different sums": different_sums,
        "sum that bends": sum_that_bends,
        "sum without a bound": sum_without_bound,
    },
    ("proper", PROVED): {"nonnegative weight": properness.proper},
    ("proper", REFUTED): {
        "better forecast": properness.improper,
        "slope at the forecast": slope_at_forecast,
    },
    ("strictly_proper", PROVED): {"positive weight": properness.strictly_proper},
    ("strictly_proper", REFUTED): {
        "forecast that is no worse": properness.not_strictly_proper,
        "slope at the forecast": slope_at_forecast,
    },
    ("calibrated", PROVED): {
        "convex with opposite slopes at the centre": calibration.convex_slopes,
        "centre best on the wrong side": calibration.centre_best,
        "falling with a strict start": oddpart.falling_loss,
        "negative odd part": oddpart.odd_part,
        "proper with a weight next to the centre": properness.proper_with_weight,
    },
    ("calibrated", REFUTED): {
        "minimum on the wrong side": refutation.wrong_side,
        "infimum on the wrong side": refutation.wrong_side_limit,
        "unbounded on the wrong side": refutation.unbounded_on_wrong_side,
        "convex with a slope at the centre that leads nowhere": refutation.convex_slope,
        "mirror image no worse": oddpart.mirror_image,
        "one side better at even odds": one_side_better,
    },
}
