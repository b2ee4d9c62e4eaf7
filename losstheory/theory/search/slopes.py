"""Evidence that a loss is calibrated: convex losses, and losses that are monotone on the wrong side."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from losstheory.claims import Budget
from losstheory.formulas.calculus import derivative, substitute
from losstheory.formulas.constants import between
from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.pieces import Part, Pieces
from losstheory.formulas.shape import add, mul, sub
from losstheory.formulas.tree import Tree, number
from losstheory.losses.loss import Loss
from losstheory.theory.convexity import convex_evidence, violated_chord
from losstheory.theory.search.signs import cuts_json, prove_each, sign
from losstheory.theory.views import centre, domain, partials_at, side_pieces

Found = tuple[dict[str, object], dict[str, str]]


def next_to_centre(loss: Loss) -> tuple[Part, Part]:
    """The smooth parts that end and begin at the centre."""
    lower, upper = domain(loss)
    return side_pieces(loss, lower, centre(loss)).parts[-1], side_pieces(loss, centre(loss), upper).parts[0]


def slopes_at_centre(loss: Loss, part: Part) -> tuple[Tree, Tree] | None:
    """One-sided slopes of l+ and l- at the centre, from a part next to it."""
    try:
        plus, minus = (substitute(derivative(tree, loss.variable), loss.variable, centre(loss)) for tree in part.trees)
    except LossTheoryError:
        return None
    return plus, minus


def looks_convex(loss: Loss, budget: Budget) -> bool:
    """No violated chord was found."""
    return all(violated_chord(loss, i, budget) is None for i in range(len(loss.expressions)))


def convex_slopes(loss: Loss, budget: Budget) -> Iterator[Found]:
    """Convex partial losses with -l+' = l-' > 0 at the centre, from both sides."""
    left, right = next_to_centre(loss)
    slopes = [slopes_at_centre(loss, part) for part in (left, right)]
    if slopes[0] is None or slopes[1] is None:
        return
    (p0, m0), (p1, m1) = slopes[0], slopes[1]
    if sign(p0) != -1 or any(sign(x) != 0 for x in (add(p0, m0), sub(p0, p1), sub(m0, m1))):
        return
    if looks_convex(loss, budget):
        between_ = [near(left).to_json(), near(right).to_json()]
        yield {"convex": convex_evidence(loss, budget), "between": between_}, {}


def near(part: Part) -> Tree:
    """A rational inside a part next to the centre."""
    return number(between(part.lower, part.upper))


def monotone_wrong_side(loss: Loss, budget: Budget) -> Iterator[Found]:
    """l+ and the sum fall up to the centre, l- and the sum rise from it on, and a step across pays."""
    lower, upper = domain(loss)
    middle, name = centre(loss), loss.variable
    sides = {"left": (side_pieces(loss, lower, middle), 1, 0), "right": (side_pieces(loss, middle, upper), -1, 1)}
    steps = {"beyond_right": _step(loss, True), "beyond_left": _step(loss, False)}
    if None in steps.values():
        return
    evidence: dict[str, object] = dict(steps)
    for side, (split, way, i) in sides.items():
        partial = _monotone(split, lambda part, i=i: part.trees[i], way, name, budget)
        total = _monotone(split, lambda part: add(*part.trees), way, name, budget) if partial else None
        if partial is None or total is None:
            return
        evidence[side] = {"partial": partial, "sum": total}
    yield evidence, {}


def _monotone(split: Pieces, of, way: int, name: str, budget: Budget) -> dict[str, object] | None:  # type: ignore[no-untyped-def]
    """``way`` times an expression does not increase."""
    proofs = prove_each(split.parts, lambda part: mul(number(-way), derivative(of(part), name)), False, name, budget)
    return None if proofs is None else {"cuts": cuts_json(split), "signs": proofs}


def _step(loss: Loss, up: bool) -> dict[str, object] | None:
    """A score beyond the centre with a smaller partial loss and no larger sum: by slopes, or at a point."""
    part = next_to_centre(loss)[1 if up else 0]
    slopes, way = slopes_at_centre(loss, part), 1 if up else -1
    if slopes is not None:
        partial, total = (mul(number(way), x) for x in (slopes[0] if up else slopes[1], add(*slopes)))
        if sign(partial) == -1 and sign(total) in (0, -1):
            return {"by": "slopes", "to": near(part).to_json()}
    here = partials_at(loss, centre(loss))
    for reach in ("1/8", "1/3", "1", "3"):
        to = add(centre(loss), number(way * Fraction(reach)))
        try:
            there = partials_at(loss, to)
        except LossTheoryError:
            continue
        i = 0 if up else 1
        if sign(sub(there[i], here[i])) == -1 and sign(sub(add(*there), add(*here))) in (0, -1):
            return {"by": "point", "to": to.to_json()}
    return None
