"""Losses that are the conjugate of a strictly convex entropy, less the score of the class."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from ...calculus import derivative, substitute
from ...losses import Domain, finite_limit, one_sided
from ...multiclass import MulticlassLoss
from ...nodes import ONE, ZERO, Node, add, mul, neg, number, power, sub, variable
from ...several import read_whole
from ...signs import check_sign
from ...thresholds import Cell, CellPlace, cells, read_cell
from ...wellformed import check_formula
from ...work import Reject
from ..evidence import field, fraction, point, whole

MAX_DEGREE = 8


@dataclass(frozen=True)
class Entropy:
    """An entropy by its slope at z, where p = z^degree up to a factor, and its conjugate at threshold 0."""

    degree: int
    slope: Callable[[Node], Node]
    conjugate: Callable[[list[Node], int], Node]
    everywhere: bool


def conjugate(loss: MulticlassLoss, evidence: object) -> None:
    """l_y(s) = F(s - m e_y) - s_y + e, F the conjugate of a symmetric, strictly convex entropy, m >= 0."""
    margin, offset = fraction(evidence, "margin"), point(evidence, "offset")
    if margin < 0:
        raise Reject("the margin is negative")
    entropy = _entropy(evidence)
    ties = any(map(_jumps, loss.formulas))
    for cell in cells(loss.classes, _symmetric(loss), ties, entropy.everywhere):
        _check_cell(loss, entropy, cell, margin, offset)


def _entropy(evidence: object) -> Entropy:
    degree = whole(evidence, "degree", MAX_DEGREE + 1)
    if degree < 1:
        raise Reject("the degree is a whole number from 1 on")
    match field(evidence, "by"):
        case "sum":
            return _sum(evidence, degree)
        case "norm":
            return _norm(evidence, degree)
    raise Reject("an entropy is given 'by' a sum or a norm")


def _sum(evidence: object, degree: int) -> Entropy:
    """The sum of h(p_k); h(z^degree) = H(z), smooth on (0, 1), with a slope h' that rises and is finite at 1."""
    term = field(evidence, "term")
    check_formula(term, "z")
    (piece,) = Domain("z", ZERO, ONE, (term,)).pieces([])
    z, (value,) = variable("z"), piece.nodes
    slope = mul(number(Fraction(1, degree)), piece.slope(), power(z, 1 - degree))
    check_sign(piece.place, derivative(slope, "z"), True, field(evidence, "rises"))
    start, end = (finite_limit(piece.place, value, side) for side in ("lower", "upper"))
    first, last = one_sided(piece.place, slope, "lower"), finite_limit(piece.place, slope, "upper")

    def at(node: Node, z0: Node, lower: object, upper: Node) -> Node:
        if z0 is ZERO:
            assert isinstance(lower, Node)
            return lower
        return upper if z0 is ONE else substitute(node, "z", z0)

    def conjugate(shares: list[Node], vanishing: int) -> Node:
        gains = [mul(power(x, degree), at(slope, x, first, last)) for x in shares]
        costs = [at(value, x, start, end) for x in shares]
        return add(*gains, *map(neg, costs), mul(number(-vanishing), start))

    return Entropy(degree, lambda x: at(slope, x, first, last), conjugate, isinstance(first, str))


def _norm(evidence: object, degree: int) -> Entropy:
    """weight (p_1^a + … + p_K^a)^(1/a), a = degree >= 2; z = p / |p|, and the conjugate at threshold 0 is 0."""
    weight = fraction(evidence, "weight")
    if weight <= 0 or degree < 2:
        raise Reject("a norm of order 2 at least with a positive weight is expected")
    return Entropy(degree, lambda x: mul(number(weight), power(x, degree - 1)), lambda shares, vanishing: ZERO, False)


def _check_cell(loss: MulticlassLoss, entropy: Entropy, cell: Cell, margin: Fraction, offset: Node) -> None:
    """Where s_k = c + slope(z_k) above the threshold and s_k <= c + slope(0) below, F(s) = c + the conjugate at 0."""
    heights, depths, c = cell.heights, cell.depths, variable("@c")
    total = add(*(power(height, entropy.degree) for height in heights.values()))
    scale = power(total, Fraction(-1, entropy.degree))
    shares = {k: mul(height, scale) for k, height in heights.items()}
    scores = {k: add(c, entropy.slope(share)) for k, share in shares.items()}
    for k in range(loss.classes):
        if k not in scores:
            scores[k] = add(c, entropy.slope(ZERO), neg(depths.get(k, ZERO)))
    least = add(c, entropy.conjugate(list(shares.values()), loss.classes - len(shares)), offset)
    for y, formula in enumerate(loss.formulas):
        values = {name: add(scores[k], number(margin)) if k == y else scores[k] for k, name in enumerate(loss.names)}
        place = CellPlace(cell, values)
        if not place.vanishes(sub(read_cell(formula, place), sub(least, values[loss.names[y]]))):
            raise Reject(f"the loss of class {y + 1} is not shown to be the conjugate of the entropy")


def _symmetric(loss: MulticlassLoss) -> bool:
    """Whether a permutation of the scores permutes the losses, for an exchange and for a cycle."""
    count = loss.classes
    for image in ([1, 0, *range(2, count)], [*range(1, count), 0]):
        for y, formula in enumerate(loss.formulas):
            moved = _renamed(formula, {loss.names[k]: loss.names[i] for k, i in enumerate(image)})
            if _unordered(moved) != _unordered(loss.formulas[image[y]]):
                moved_node = read_whole(moved, loss.scores)
                if not loss.scores.vanishes(sub(moved_node, loss.whole[image[y]])):
                    return False
    return True


def _unordered(data: object) -> str:
    """The formula as text that does not depend on the order of terms, of factors, and under a maximum or minimum."""
    if not isinstance(data, list):
        return str(data)
    parts = data[1:]
    if data[0] in ("add", "mul", "max", "min"):
        while any(isinstance(part, list) and part[0] == data[0] for part in parts):
            nested = (part[1:] if isinstance(part, list) and part[0] == data[0] else [part] for part in parts)
            parts = [item for items in nested for item in items]
        return f"{data[0]}({', '.join(sorted(map(_unordered, parts)))})"
    return f"{_unordered(data[0])}({', '.join(map(_unordered, parts))})"


def _renamed(data: object, names: dict[str, str]) -> object:
    if isinstance(data, list):
        return [_renamed(item, names) for item in data]
    return names.get(data, data) if isinstance(data, str) else data


def _jumps(data: object) -> bool:
    """Whether an operation occurs that may be discontinuous where it is defined."""
    return isinstance(data, list) and (data[0] in ("sign", "piecewise") or any(map(_jumps, data[1:])))
