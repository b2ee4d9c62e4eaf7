"""Wrong scores of losses of the probability of the own class that are best whatever the value of a parameter."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from losstheory.formulas.calculus import derivative, normal, rebuild, substitute
from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.shape import log, mul, power, sub
from losstheory.formulas.tree import ONE, ZERO, Tree, number
from losstheory.theory.search.wrong_scores import Order, Top

Proposal = tuple[str, dict[str, Any]]
MINIMUM, INFIMUM = "minimum at a wrong score", "infimum along wrong scores"
DECIDED = {"by": "decide"}


def low_probability(own: Tree, classes: int, wrong: Top | Order) -> Iterator[Proposal]:
    """A certain class is best at x, at most 1/(k + 1): k classes have 1/(k + 1) each, the others the rest.

    With no others the k classes share all of 1 - x. The scores are those of the certain class at zero.
    """
    k = 1 if isinstance(wrong, Order) else wrong.k
    others, share = classes - 1 - k, number(Fraction(1, k + 1))
    for best in _best(derivative(own, "q")):
        try:
            ratio = power(best, Fraction(-1))
            if others:
                ahead = mul(share, ratio)
                behind = [log(mul(number(Fraction(1, others)), sub(ahead, ONE)))] * others
            else:
                ahead, behind = mul(number(Fraction(1, k)), sub(ratio, ONE)), []
            score = [ZERO, *[log(ahead)] * k, *behind]
            level = substitute(own, "q", best)
        except LossTheoryError:
            continue
        chosen = {"pair": [1, 0]} if isinstance(wrong, Order) else {"chosen": list(range(1, k + 1))}
        ladders = [{"by": "ladder", "at": way, "slope": DECIDED} for way in ("upper", "lower")]
        split = {"by": "split", "at": [best.to_json()], "parts": ladders}
        signs: list[dict[str, Any]] = [split, *[{"by": "identity"}] * (classes - 1)]
        floor = _floor(own, ZERO, [level, *[ZERO] * (classes - 1)], signs)
        law = ["1", *["0"] * (classes - 1)]
        yield MINIMUM, {"p": law, "at": [s.to_json() for s in score], **chosen, "least": floor}


def certain_class(own: Tree, classes: int, wrong: Top | Order) -> Iterator[Proposal]:
    """Where a lies above its chord from 0 to 1, the first class alone has a probability, and the others tie."""
    if isinstance(wrong, Top) and wrong.k == 1:
        return
    try:
        start, end = _at_zero(own), substitute(own, "q", ONE)
    except LossTheoryError:
        return
    law = [Fraction(2, 3), Fraction(1, 3), *[Fraction(0)] * (classes - 2)]
    levels = [mul(number(p), start) for p in law]
    slope = mul(number(law[0]), sub(end, start))
    ahead = {"pair": [2, 1]} if isinstance(wrong, Order) else {"chosen": [0, *range(2, wrong.k + 1)]}
    ray = {"from": ["0"] * classes, "along": ["1", *["0"] * (classes - 1)], "after": "0"}
    proof: dict[str, Any] = DECIDED
    for factor in (["pow", "q", "-1"], power(sub(start, end), Fraction(-1)).to_json()):
        proof = {"by": "times", "factor": factor, "positive": DECIDED, "then": proof}
    floor = _floor(own, slope, levels, [proof] * classes)
    yield INFIMUM, {"p": [str(p) for p in law], **ray, **ahead, "least": floor}


def _at_zero(tree: Tree) -> Tree:
    """a(0), with 0 for each power of q whose exponent is a parameter."""
    if tree.op == "exp" and "q" in tree.variables():
        return ZERO
    if not tree.children:
        return substitute(tree, "q", ZERO)
    return rebuild(tree, tuple(map(_at_zero, tree.children)))


def _floor(own: Tree, slope: Tree, levels: list[Tree], signs: list[dict[str, Any]]) -> dict[str, Any]:
    """p_k a(q) >= slope q + level_k on (0, 1), summed over the classes."""
    lines = {"multiplier": slope.to_json(), "levels": [x.to_json() for x in levels], "signs": signs}
    return {"by": "multiplier", "own": own.to_json(), "other": "0", **lines}


def _best(slope: Tree) -> Iterator[Tree]:
    """Zeros of the slope in q, as expressions in the parameter."""
    from sympy import Poly, PolynomialError, cancel, fraction, together

    from losstheory.formulas.bridge import from_sympy, to_sympy
    from losstheory.formulas.symbols import symbol

    try:
        top = fraction(cancel(together(to_sympy(slope))))[0]
        factors = Poly(top, symbol("q")).factor_list()[1]
    except (PolynomialError, LossTheoryError):
        return
    for factor, _ in factors:
        if factor.degree() == 1 and factor.gen == symbol("q"):
            yield normal(from_sympy(cancel(-factor.all_coeffs()[1] / factor.all_coeffs()[0])))
