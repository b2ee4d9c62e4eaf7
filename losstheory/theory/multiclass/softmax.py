"""Evidence for losses that are sums over the classes of one function of a softmax probability."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from losstheory.claims import Budget, Rule, Status
from losstheory.formulas.calculus import derivative, nth_derivative, substitute
from losstheory.formulas.open_values import at_values, is_open
from losstheory.formulas.shape import HALF, neg, sub
from losstheory.formulas.tree import ONE, ZERO, Tree, number, variable
from losstheory.rigor import prove_sign
from losstheory.rigor.limits import guess_limit
from losstheory.theory.multiclass.forms import is_smooth, is_stationary
from losstheory.theory.properties import rules
from losstheory.theory.search.scores import evaluate

Evidence = dict[str, Any]
FALLING, TO_ONE_HALF, CONVEX_PARTS = rules(
    ("softmax with a falling difference", Status.PROVED, "tewari2007consistency"),
    ("softmax with a difference that falls to one half", Status.PROVED, "tewari2007consistency"),
    ("softmax with convex parts", Status.PROVED, "tewari2007consistency"),
)


def difference_evidence(own: Tree, other: Tree, in_order: bool, budget: Budget) -> Iterator[tuple[Rule, Evidence]]:
    """A rule for a(q_y) + sum b(q_k), or for the order of all classes, with its evidence."""
    if not (is_smooth(own) and is_smooth(other)):
        return
    if (evidence := softmax_evidence(own, other, budget)) is not None:
        if not in_order:
            yield FALLING, evidence
        elif (start := _start(own, other)) is not None:
            yield FALLING, {**evidence, "start": start}
    if (evidence is None or is_open(own)) and (evidence := _to_one_half(own, other, budget)) is not None:
        if not in_order:
            yield TO_ONE_HALF, evidence
        elif (start := _start(own, other)) in ("pole", "steep"):
            yield TO_ONE_HALF, {**evidence, "start": start}


def convex_evidence(own: Tree, other: Tree, k: int, budget: Budget) -> Iterator[tuple[Rule, Evidence]]:
    """For b and l = a - b proofs of b'' >= 0 and l'' >= 0 on (0, 1), where l'(1/(k + 1)) may be negative."""
    if not (is_smooth(own) and is_smooth(other)) or (start := _start(own, other)) not in ("pole", "steep"):
        return
    slope = derivative(sub(own, other), "q")
    at = at_values(substitute(slope, "q", number(Fraction(1, k + 1))))
    if not evaluate(at, {}) < 0:
        return
    bends = {"bends": derivative(slope, "q"), "other bends": nth_derivative(other, "q", 2)}
    proofs = {key: prove_sign(tree, False, "q", ZERO, ONE, budget) for key, tree in bends.items()}
    if None not in proofs.values():
        yield CONVEX_PARTS, {"own": own.to_json(), "other": other.to_json(), "start": start, **proofs}


def _to_one_half(own: Tree, other: Tree, budget: Budget) -> Evidence | None:
    """For l = a - b proofs of l' < 0 and l(q) > l(1 - q) on (0, 1/2), and of l'' >= 0 on (1/2, 1)."""
    difference = sub(own, other)
    slope, mirrored = derivative(difference, "q"), substitute(difference, "q", sub(ONE, variable("q")))
    proofs = {
        "falls": prove_sign(neg(slope), True, "q", ZERO, HALF, budget),
        "bends": prove_sign(derivative(slope, "q"), False, "q", HALF, ONE, budget),
        "leads": prove_sign(sub(difference, mirrored), True, "q", ZERO, HALF, budget),
    }
    return None if None in proofs.values() else {"own": own.to_json(), "other": other.to_json(), **proofs}


def softmax_evidence(own: Tree, other: Tree, budget: Budget, strict: bool = True) -> Evidence | None:
    """a, b and a proof of (b - a)' > 0 (or >= 0) on (0, 1)."""
    rise = derivative(sub(other, own), "q")
    proof = prove_sign(rise, strict, "q", ZERO, ONE, budget) or _by_terms(rise, budget)
    return None if proof is None else {"own": own.to_json(), "other": other.to_json(), "falls": proof}


def _by_terms(f: Tree, budget: Budget) -> Evidence | None:
    """A proof of f > 0 term by term."""
    proofs = [prove_sign(term, True, "q", ZERO, ONE, budget) for term in f.args] if f.op == "add" else [None]
    return None if None in proofs else {"by": "sum", "parts": [[[k], proof] for k, proof in enumerate(proofs)]}


def _start(own: Tree, other: Tree) -> str | None:
    """Why two scores cannot tie at probability 0: a pole, a steep start, or stationarity."""
    own, other = at_values(own), at_values(other)
    if guess_limit(own, "q", ZERO, 1) == "oo":
        return "pole"
    if guess_limit(derivative(own, "q"), "q", ZERO, 1) == "-oo":
        return "steep"
    return "stationary" if is_stationary(own, other) else None
