"""A loss as the functions that the theory speaks of, each split into smooth pieces."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from losstheory.formulas.calculus import derivative
from losstheory.formulas.pieces import Part, Pieces, pieces, value_at
from losstheory.formulas.shape import add, mul, sub
from losstheory.formulas.tree import ONE, ZERO, Tree, number, variable
from losstheory.losses.loss import Loss, substitute

End = Tree | str


def domain(loss: Loss) -> tuple[End, End]:
    """The open interval of scores."""
    return (ZERO, ONE) if loss.kind == "probability" else ("-oo", "oo")


def centre(loss: Loss) -> Tree:
    """The score at which the prediction changes; it counts as wrong."""
    return number(Fraction(1, 2)) if loss.kind == "probability" else ZERO


@lru_cache(maxsize=512)
def expression_pieces(loss: Loss, i: int) -> Pieces:
    """Formula i as it stands, on the score domain."""
    return pieces([loss.expressions[i]], loss.variable, *domain(loss))


@lru_cache(maxsize=512)
def side_pieces(loss: Loss, lower: End, upper: End) -> Pieces:
    """The partial losses l+ and l- between two scores."""
    return pieces(list(loss.partials), loss.variable, lower, upper)


def all_pieces(loss: Loss) -> Pieces:
    """The partial losses on the whole score domain."""
    return side_pieces(loss, *domain(loss))


def wrong_and_right(loss: Loss, up: bool) -> tuple[tuple[End, End], tuple[End, End]]:
    """The open wrong and right side for eta > 1/2 (``up``) or eta < 1/2."""
    lower, upper = domain(loss)
    left, right = (lower, centre(loss)), (centre(loss), upper)
    return (left, right) if up else (right, left)


def partials_at(loss: Loss, score: Tree) -> tuple[Tree, Tree]:
    """l+ and l- at a score, exactly."""
    plus, minus = loss.partials
    return value_at(plus, loss.variable, score), value_at(minus, loss.variable, score)


def weighted(eta: Fraction, plus: Tree, minus: Tree) -> Tree:
    """eta l+ + (1 - eta) l-."""
    return add(mul(number(eta), plus), mul(number(1 - eta), minus))


def moved(loss: Loss, i: int, way: int) -> Tree:
    """Formula i at centre + way * s, as a formula in s."""
    step = variable("s") if way == 1 else Tree("mul", (number(-1), variable("s")))
    shift = centre(loss)
    return substitute(loss.expressions[i], loss.variable, step if shift == ZERO else Tree("add", (shift, step)))


@lru_cache(maxsize=512)
def folded_pieces(loss: Loss) -> Pieces:
    """l+ at centre + s and at centre - s (then l- mirrored, unless it is a margin loss), for s > 0."""
    formulas = [moved(loss, 0, 1), moved(loss, 0, -1)]
    if loss.kind != "margin":
        formulas += [moved(loss, 1, -1), moved(loss, 1, 1)]
    return pieces(formulas, "s", ZERO, number(Fraction(1, 2)) if loss.kind == "probability" else "oo")


def even(part: Part) -> Tree:
    """S = (l+(c + s) + l+(c - s)) / 2 of a folded part."""
    half = number(Fraction(1, 2))
    return add(mul(half, part.trees[0]), mul(half, part.trees[1]))


def odd(part: Part) -> Tree:
    """D = (l+(c + s) - l+(c - s)) / 2 of a folded part."""
    half = number(Fraction(1, 2))
    return sub(mul(half, part.trees[0]), mul(half, part.trees[1]))


def slope(part: Part, i: int, name: str) -> Tree:
    return derivative(part.trees[i], name)


def encode(end: End) -> object:
    """An end of an interval in a certificate."""
    return end if isinstance(end, str) else end.to_json()
