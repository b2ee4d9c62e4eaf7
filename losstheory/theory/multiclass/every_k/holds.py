"""Evidence that a loss has a property for every number of classes."""

from __future__ import annotations

from collections.abc import Iterator

from losstheory.formulas.calculus import derivative, nth_derivative, substitute
from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.pieces import Pieces, pieces
from losstheory.formulas.shape import neg, sigmoid, sub
from losstheory.formulas.tree import ONE, ZERO, Tree, variable
from losstheory.theory.multiclass.every_k.functions import DECIDE, Evidence, Functions
from losstheory.theory.multiclass.softmax import difference_evidence
from losstheory.theory.search.signs import cuts_json

Found = Iterator[tuple[str, Evidence]]
PROOFS = ("falls", "bends", "leads")


def calibrated(f: Functions, in_order: bool) -> Found:
    """By the form of the loss, one of its terms or two."""
    match sorted(f.terms):
        case ["softmax"]:
            yield from _softmax(f, in_order)
        case ["normalised", "softmax"] if not in_order:
            part = f.smooth("normalised")
            sinks = part and f.prove(neg(derivative(part[0], "q")), False, "q", ZERO, ONE)
            for rule, evidence in _softmax(f, False):
                if sinks and rule.endswith("falling difference"):
                    yield "softmax and a normalised part", {**evidence, "sinks": sinks}
        case ["pairwise"]:
            signs = f.each("pairwise", lambda trees: neg(derivative(trees[0], "t")), False)
            if signs is not None:
                yield "pairwise comparison", {"signs": signs}
        case ["scores"] if f.loss.sum_to_zero:
            yield from _constrained(f, in_order)
        case ["scores"]:
            falls = f.each("scores", lambda trees: derivative(sub(trees[1], trees[0]), "s"), True)
            if falls is not None:
                yield "one versus all with a falling difference", {"falls": falls}


def _softmax(f: Functions, in_order: bool) -> Found:
    trees = f.smooth("softmax")
    for rule, evidence in difference_evidence(trees[0], trees[1], in_order, f.budget) if trees else ():
        kept = {key: value for key, value in evidence.items() if key not in ("own", "other")}
        yield rule.name, kept | {key: DECIDE for key in PROOFS if f.counts and key in kept}


def _constrained(f: Functions, in_order: bool) -> Found:
    """A function that rises everywhere; or, cut at 0, one that rises from there on."""
    function = f.terms["scores"][1]
    try:
        parts = (
            [_pieces(function, "-oo", "oo")]
            if in_order
            else [_pieces(function, "-oo", ZERO), _pieces(function, ZERO, "oo")]
        )
    except LossTheoryError:
        return
    rows = [(part, in_order or k == 1) for k, split in enumerate(parts) for part in split.parts]
    signs = [f.prove(derivative(part.trees[0], "s"), strict, "s", part.lower, part.upper) for part, strict in rows]
    if None not in signs:
        middle = [] if in_order else [ZERO.to_json()]
        found = {"scores": [*cuts_json(parts[0]), *middle, *(cuts_json(parts[1]) if middle else [])]}
        yield "constrained comparison", {"signs": signs, "cuts": found}


def _pieces(tree: Tree, lower: Tree | str, upper: Tree | str) -> Pieces:
    return pieces([tree], "s", lower, upper)


def convex(f: Functions) -> Found:
    """Proofs for each term."""
    terms: Evidence = {}
    more: Evidence = {}
    for kind in f.terms:
        if kind == "normalised":
            return
        found = _log_odds(f) if kind == "softmax" else _curved(f, kind)
        if found is None:
            return
        terms[kind] = found
        if kind == "largest_rival":
            more["sinks"] = f.each(kind, lambda trees: neg(derivative(trees[0], "t")), False)
    if None not in more.values():
        yield "convex terms", {"terms": terms, **more}


def _log_odds(f: Functions) -> list[Evidence] | None:
    """That f(1/(1 + e^x)) rises and bends upwards, for both functions of the softmax term."""
    trees = f.smooth("softmax")
    if trees is None:
        return None
    found = []
    for tree in trees:
        slope = derivative(substitute(tree, "q", sigmoid(neg(variable("x")))), "x")
        proofs = {
            "rises": f.prove(slope, False, "x", "-oo", "oo"),
            "bends": f.prove(derivative(slope, "x"), False, "x", "-oo", "oo"),
        }
        if None in proofs.values():
            return None
        found.append(proofs)
    return found


def _curved(f: Functions, kind: str) -> list[Evidence] | None:
    split = f.split[kind]
    if split is None:
        return None
    found: list[Evidence] = []
    for i in range(len(f.terms[kind])):
        signs = f.each(kind, lambda trees, i=i: nth_derivative(trees[i], split.variable, 2), False)  # type: ignore[misc]
        if signs is None:
            return None
        found.append({"by": "curvature", "cuts": cuts_json(split), "signs": signs})
    return found


def softmax_proper(f: Functions) -> Found:
    """A stationary softmax loss, or a convex comparison of pairs."""
    if list(f.terms) == ["pairwise"] and f.smooth("pairwise"):
        signs = f.each("pairwise", lambda trees: nth_derivative(trees[0], "t", 2), False)
        if signs is not None:
            yield "pairs stationary at the log-odds", {"bends": signs[0]}
    trees = f.smooth("softmax")
    if trees is None or set(f.terms) != {"softmax"}:
        return
    falls = f.prove(derivative(sub(trees[1], trees[0]), "q"), False, "q", ZERO, ONE)
    if falls is not None:
        yield "stationary softmax with a falling difference", {"falls": falls}
