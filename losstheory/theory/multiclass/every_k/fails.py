"""Evidence that a loss has a property for no number of classes from some number on."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from losstheory.formulas.calculus import derivative, normal, nth_derivative, substitute
from losstheory.formulas.shape import add, mul, neg, sub
from losstheory.formulas.tree import ONE, ZERO, Tree, number, variable
from losstheory.rigor.limits import guess_limit
from losstheory.theory.multiclass.every_k.functions import Evidence, Functions
from losstheory.theory.search.scores import evaluate
from losstheory.theory.search.signs import positive

Found = Iterator[tuple[str, Evidence]]
START = {
    "normalised part with a pole at zero": 3,
    "largest rival with a line below": 3,
    "pairwise comparison without a lower bound": 3,
    "least at a probability up to one half": 2,
    "sum of bent functions": 2,
    "one-term loss that is not logarithmic": 3,
}
"""The number of classes from which on the rule refutes."""
GRID = np.arange(1, 2000) / 2000
PROBES = (Fraction(1, 2), Fraction(1, 5), Fraction(4, 5), Fraction(1, 3))


def calibrated(f: Functions) -> Found:
    """Witnesses by the form of the loss."""
    match list(f.terms):
        case ["normalised"]:
            trees = f.smooth("normalised")
            if trees and guess_limit(trees[0], "q", ZERO, 1) == "oo":
                yield "normalised part with a pole at zero", {}
        case ["largest_rival"]:
            yield from _line_below(f)
        case ["pairwise"]:
            split = f.split["pairwise"]
            if split and guess_limit(split.parts[-1].trees[0], "t", "oo", -1) == "-oo":
                yield "pairwise comparison without a lower bound", {}
        case ["softmax"]:
            yield from _least_inside(f)


def _line_below(f: Functions) -> Found:
    """A line through the value at 0 with a slope from the left or from the right that is at most 0."""
    split = f.split["largest_rival"]
    if split is None:
        return
    for part in split.parts:
        if not isinstance(part.lower, Tree) or not positive(part.lower):
            slope = substitute(derivative(part.trees[0], "t"), "t", ZERO)
            level = substitute(normal(f.terms["largest_rival"][0]), "t", ZERO)
            if slope.variables() or positive(slope):
                continue
            line = add(level, mul(slope, variable("t")))
            above = f.each("largest_rival", lambda trees, line=line: sub(trees[0], line), False)  # type: ignore[misc]
            if above is not None:
                yield "largest rival with a line below", {"slope": slope.to_json(), "above": above}
                return


def _least_inside(f: Functions) -> Found:
    """The probability at which a one-term loss seems to be least, if it is at most 1/2."""
    trees = f.smooth("softmax")
    if trees is None or trees[1].variables():
        return
    best = Fraction(float(GRID[int(np.argmin(evaluate(trees[0], {"q": GRID})))])).limit_denominator(60)
    if not 0 < best <= Fraction(1, 2):
        return
    at = number(best)
    gap = sub(trees[0], substitute(trees[0], "q", at))
    above = [f.prove(gap, False, "q", *ends) for ends in ((ZERO, at), (at, ONE))]
    if None not in above:
        yield "least at a probability up to one half", {"at": str(best), "above": above}


def absent_class(f: Functions) -> Evidence | None:
    """That the functions are least for a class whose score tends to minus infinity."""
    above = {}
    for kind in f.terms:
        split = f.split[kind]
        if kind not in ("pairwise", "scores") or split is None or f.loss.sum_to_zero:
            return None
        i, part, way = (1, split.parts[0], 1) if kind == "scores" else (0, split.parts[-1], -1)
        limit = guess_limit(part.trees[i], split.variable, "-oo" if kind == "scores" else "oo", way)
        if not isinstance(limit, Tree):
            return None
        proofs = f.each(kind, lambda trees, i=i, limit=limit: sub(trees[i], limit), False)  # type: ignore[misc]
        if proofs is None:
            return None
        above[kind] = proofs
    return {"above": above}


def bent_sum(f: Functions) -> Found:
    """A summand of the sum of the losses that is strictly convex or concave."""
    kinds = [kind for kind in f.terms if kind != "normalised"]
    trees = f.smooth(kinds[0]) if len(kinds) == 1 and kinds[0] != "largest_rival" else None
    if trees is None:
        return
    name = next(iter({name for tree in trees for name in tree.variables()}), "t")
    if kinds[0] == "pairwise":
        summand = add(trees[0], substitute(trees[0], "t", neg(variable("t"))))
    else:
        summand = add(trees[0], mul(number(2), trees[1]))
    bend = nth_derivative(summand, name, 2)
    ends = (ZERO, ONE) if name == "q" else ("-oo", "oo")
    for way, signed in (("+", bend), ("-", neg(bend))):
        proof = f.prove(signed, True, name, *ends)
        if proof is not None:
            alone = kinds[0] == "pairwise" or not trees[1].variables()
            yield "sum of bent functions", {"way": way, "bends": proof if alone else {"by": "decide"}}
            return


def softmax_proper(f: Functions) -> Found:
    """Two probabilities at which q a'(q) differs."""
    trees = f.smooth("softmax")
    if trees is None or set(f.terms) != {"softmax"} or trees[1].variables():
        return
    values = evaluate(mul(variable("q"), derivative(trees[0], "q")), {"q": np.array(list(map(float, PROBES)))})
    values = np.broadcast_to(values, len(PROBES))
    far = int(np.argmax(np.abs(values - values[0])))
    if values[far] != values[0]:
        yield "one-term loss that is not logarithmic", {"points": [str(PROBES[0]), str(PROBES[far])]}
