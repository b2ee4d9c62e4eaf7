"""Isolation of the zeros of a smooth expression by certified signs, slopes and bisection."""

from __future__ import annotations

from fractions import Fraction

from flint import arb, ctx

from losstheory.formulas.calculus import derivative, rebuild, substitute
from losstheory.formulas.constants import between, bounds, inside, sign_of_constant
from losstheory.formulas.enclosures import enclose, refined
from losstheory.formulas.errors import DomainError, Unresolved
from losstheory.formulas.forms import sign_by_form
from losstheory.formulas.intervals import INFINITY, MINUS_INFINITY, Interval, exact
from losstheory.formulas.polynomial_zeros import changes_sign_once, polynomial_zeros, short_bracket
from losstheory.formulas.rational_functions import RationalFunction, rational_function
from losstheory.formulas.shape import add, exp, mul, neg, softplus
from losstheory.formulas.tree import ZERO, Tree, number, variable
from losstheory.formulas.zeros import vanishes_at

End = Tree | str
MAX_BOXES, MAX_ZEROS, MAX_ORDER = 300, 60, 3
PRECISION, MAX_DENOMINATOR = 64, 1000
MAX_TAIL, MIN_BOX = 1 << 24, Fraction(1, 1 << 32)


def isolate(tree: Tree, whole: Tree, name: str, lower: End, upper: End) -> list[Tree]:
    """The zeros of ``tree`` in the open interval: rationals that were met, and crossings.

    Tails come first: where their sign cannot be settled, nothing else is tried. ``whole`` is a multiple of
    ``tree``; it becomes the expression of a crossing where its slope allows.

    Raises:
        Unresolved: more than MAX_BOXES boxes would be needed (multiple zeros), or there are more than MAX_ZEROS zeros.
    """
    found: list[Tree] = []
    boxes = [(lower, upper)]
    for _ in range(MAX_BOXES):
        if not boxes:
            return found
        a, b = boxes.pop()
        if sign_on(tree, name, a, b, MAX_ORDER) is not None:
            continue
        bracket = _rational_bracket(tree, name, a, b)
        if bracket is not None:
            if len(found) >= MAX_ZEROS:
                break
            found.append(_rational_zero(tree, name, *bracket) or crossing((whole, tree), name, *bracket))
            continue
        middle = _split(a, b)
        if sign_of_constant(substitute(tree, name, middle)) == 0:
            found.append(middle)
        boxes += [(middle, b), (a, middle)] if isinstance(a, str) else [(a, middle), (middle, b)]
    raise Unresolved(f"the zeros of an expression in {name} could not be isolated with {MAX_BOXES} boxes")


def sign_on(tree: Tree, name: str, lower: End, upper: End, order: int) -> int | None:
    """The strict sign of ``tree`` on the open interval, or None.

    By its enclosure or its form; by the zeros of its numerator; by its slope, since a strictly monotone function
    that is >= 0 on an open interval, or at the end where it is least, is > 0 on it; after a positive factor.
    """
    with ctx.workprec(PRECISION):
        box = enclose(tree, {name: hull(lower, upper)})
    found = box.sign or sign_by_form(tree)
    if found:
        return found
    function = rational_function(tree, name)
    if function is not None and function.rate is None:
        return _polynomial_sign(tree, function, name, lower, upper)
    if not order:
        return None
    slope = sign_on(derivative(tree, name), name, lower, upper, order - 1)
    if slope is not None and (found := _sign_from_slope(tree, name, lower, upper, slope, box)):
        return found
    if isinstance(lower, Tree) and isinstance(upper, Tree):
        return None
    signs = (
        sign_on(other, name, lower, upper, order - 1) for other in (*_mirrored(tree), *_without_exponentials(tree))
    )
    return next(filter(None, signs), None)


def _sign_from_slope(tree: Tree, name: str, lower: End, upper: End, slope: int, box: Interval) -> int | None:
    if box.lower >= 0 or box.upper <= 0:
        return 1 if box.lower >= 0 else -1
    low, high = (_sign_at_end(tree, name, end) for end in (lower, upper))
    if low is not None and low * slope >= 0:
        return slope
    if high is not None and high * slope <= 0:
        return -slope
    return None


def _mirrored(tree: Tree) -> list[Tree]:
    """The tree with each softplus(u) written as u + softplus(-u)."""
    arguments = {node.args[0] for node in tree.walk() if node.op == "softplus"}
    return [_replaced(tree, Tree("softplus", (u,)), add(u, softplus(neg(u)))) for u in sorted(arguments, key=repr)]


def _replaced(tree: Tree, old: Tree, new: Tree) -> Tree:
    if tree == old:
        return new
    return tree if not tree.children else rebuild(tree, tuple(_replaced(child, old, new) for child in tree.children))


def _polynomial_sign(tree: Tree, function: RationalFunction, name: str, lower: End, upper: End) -> int | None:
    if not function.numerator:
        return None
    zeros = polynomial_zeros(function.numerator) + polynomial_zeros(function.denominator)
    if any(inside(zero, lower, upper) for zero in zeros):
        return None
    return sign_of_constant(substitute(tree, name, number(between(lower, upper))))


def _without_exponentials(tree: Tree) -> list[Tree]:
    """The sum times e^-u, for each factor e^u of its terms."""
    if tree.op != "add":
        return []
    factors = {f for term in tree.args for f in (term.args if term.op == "mul" else (term,)) if f.op == "exp"}
    return [add(*(mul(term, exp(neg(f.args[0]))) for term in tree.args)) for f in sorted(factors, key=repr)]


def hull(lower: End, upper: End) -> Interval:
    """The closed hull of two ends."""
    low = MINUS_INFINITY if isinstance(lower, str) else enclose(lower, {}).lower
    high = INFINITY if isinstance(upper, str) else enclose(upper, {}).upper
    return Interval(low, high)


def _sign_at_end(tree: Tree, name: str, end: End) -> int | None:
    """The sign at a finite end where the expression is defined."""
    if isinstance(end, str):
        return None
    try:
        value = substitute(tree, name, end)
    except DomainError:
        return None
    with ctx.workprec(PRECISION):
        box = enclose(value, {})
    if not (box.lower.is_finite() and box.upper.is_finite()):
        return None
    return 0 if vanishes_at(tree, name, end) else sign_of_constant(value)


def _rational_bracket(tree: Tree, name: str, lower: End, upper: End) -> tuple[Fraction, Fraction] | None:
    """Rational ends of a box on which the expression is strictly monotone and changes sign."""
    if isinstance(lower, str) or isinstance(upper, str):
        return None
    a, b = lower.value, upper.value
    if a is None or b is None:
        return None
    return (a, b) if changes_sign_once(tree, name, a, b) else None


def _rational_zero(tree: Tree, name: str, lower: Fraction, upper: Fraction) -> Tree | None:
    """The zero in a bracket if it is a rational with a small denominator."""
    with ctx.workprec(128):
        box = refined(Tree("crossing", (substitute(tree, name, variable("x")), lower, upper)), 64)
        middle = exact((box.lower + box.upper).mid()) / 2
    value = number(middle.limit_denominator(MAX_DENOMINATOR))
    return value if inside(value, number(lower), number(upper)) and substitute(tree, name, value) == ZERO else None


def _split(lower: End, upper: End) -> Tree:
    """A rational inside: 0, or away from it by doubling on half-lines, and a little off the middle of a box."""
    if isinstance(lower, str) and isinstance(upper, str):
        return number(0)
    edge = next((end for end in (lower, upper) if isinstance(end, Tree)), None)
    if edge is not None and isinstance(lower, str) + isinstance(upper, str) and abs(bounds(edge)[0]) > MAX_TAIL:
        raise Unresolved("the sign of an expression near infinity could not be settled")
    if isinstance(upper, str):
        low = bounds(lower)[1] if isinstance(lower, Tree) else Fraction(0)
        return number(low.__floor__() + max(1, abs(low.__floor__())))
    if isinstance(lower, str):
        high = bounds(upper)[0]
        return number(high.__ceil__() - max(1, abs(high.__ceil__())))
    low, high = bounds(lower)[1], bounds(upper)[0]
    if not high - low > MIN_BOX:
        raise Unresolved("a box became too small to be split")
    return number((low + (high - low) * Fraction(15, 32)).limit_denominator(max(4, int(8 / (high - low)) + 1)))


def crossing(candidates: tuple[Tree, ...], name: str, lower: Fraction, upper: Fraction) -> Tree:
    """The zero in a bracket as a crossing of the first candidate that is strictly monotone on a short bracket."""
    x = variable("x")
    last = substitute(candidates[-1], name, x)
    zero = Tree("crossing", (last, lower, upper))
    for bits in (10, 20, 40):
        with ctx.workprec(128):
            box = refined(zero, 64)
            short = short_bracket(box.lower.union(box.upper), bits)
        short = max(short[0], lower), min(short[1], upper)
        for candidate in candidates:
            expression = substitute(candidate, name, x)
            if changes_sign_once(expression, "x", *short):
                return Tree("crossing", (expression, *short))
    return zero


def crossing_near(candidates: tuple[Tree, ...], name: str, enclosure: arb) -> Tree:
    """The crossing in a small ball that holds exactly one zero."""
    for bits in (10, 20, 40, 60):
        bracket = short_bracket(enclosure, bits)
        for candidate in candidates:
            if changes_sign_once(candidate, name, *bracket):
                return Tree("crossing", (substitute(candidate, name, variable("x")), *bracket))
    raise Unresolved(f"a zero in {name} could not be bracketed")
