"""A multiclass loss of every number of classes as the checker reads it: terms whose functions are written once.

softmax        a(q_y) + sum of b(q_k) over k != y, q the softmax of the scores
normalised     w n(q_y) / (n(q_1) + … + n(q_K)), w > 0 a number, n > 0
scores         a(s_y) + sum of b(s_k) over k != y
pairwise       sum of phi(s_y - s_k) over k != y
largest_rival  phi(s_y - max of s_k over k != y)

The functions may contain K; while it is open it is any real number above ``first`` - 1, so that what is shown of a
function of one variable is shown for each K. In place of q they may be written in u = 1/q - 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .losses import Domain, Piece, replaced
from .multiclass import MAX_CLASSES
from .nodes import ONE, ZERO
from .notation import parse_number
from .signs import check_sign
from .wellformed import check_formula
from .work import Reject

EVERY_K, KIND, COUNT = "every_k", "multiclass_every_k", "K"
TERMS = {
    "softmax": (("q", "u"), 2),
    "normalised": (("q", "u"), 2),
    "scores": (("s",), 2),
    "pairwise": (("t",), 1),
    "largest_rival": (("t",), 1),
}
FIELDS = {"property", "from", "holds", "claim"}


@dataclass(frozen=True)
class EveryKLoss:
    """The terms of a loss for every K >= ``first``, on all scores or on those of sum zero."""

    terms: dict[str, list[object]]
    constrained: bool
    first: int
    value: object = None

    def consists_of(self, *names: str) -> bool:
        """Whether these are its terms, all of them."""
        return set(self.terms) == set(names)

    def domain(self, name: str) -> Domain:
        """The functions of a term where they are asked for."""
        functions = self.terms[name][:1] if name == "normalised" else self.terms[name]
        if TERMS[name][0][0] != "q":
            return Domain(TERMS[name][0][0], "-oo", "oo", tuple(functions))
        odds = ["add", ["pow", "q", "-1"], "-1"]
        return Domain("q", ZERO, ONE, tuple(replaced(formula, "u", odds) for formula in functions))

    def pieces(self, name: str, evidence: object) -> list[Piece]:
        """The functions of a term between the cuts of the evidence, defined at the cuts as well."""
        cuts = evidence.get("cuts") if isinstance(evidence, dict) else None
        domain = self.domain(name)
        pieces = domain.pieces(cuts.get(name) if isinstance(cuts, dict) else None)
        for piece in pieces[:-1]:
            domain.at(piece.cut)
        return pieces

    def piece(self, name: str) -> Piece:
        """The functions of a term that are smooth on the whole interval."""
        (piece,) = self.domain(name).pieces([])
        return piece

    def check_defined(self, evidence: object) -> None:
        """Every function is real-valued, and one by whose sum is divided is positive, for every K."""
        for name in self.terms:
            piece, *rest = self.pieces(name, evidence)
            if name == "normalised":
                if rest:
                    raise Reject("the function of a normalised part is smooth on (0, 1), without cuts")
                check_sign(piece.place, piece.nodes[0], True, evidence.get("positive"))  # type: ignore[attr-defined]

    def mentions_count(self) -> bool:
        return any(_mentions(formula) for functions in self.terms.values() for formula in functions)

    def of(self, classes: int) -> dict[str, object]:
        """The JSON of the loss of K classes, for the rules of one K."""
        if not self.first <= classes <= MAX_CLASSES:
            raise Reject(f"expected a number of classes from {self.first} to {MAX_CLASSES}")
        kind = "multiclass_sum_to_zero" if self.constrained else "multiclass"
        rows = [_sum([_sum(self._parts(name, y, classes)) for name in self.terms]) for y in range(classes)]
        return {"kind": kind, "expressions": rows}

    def _parts(self, name: str, y: int, classes: int) -> list[object]:
        """The summands of a term in the loss of class y + 1."""
        functions = [replaced(formula, COUNT, str(classes)) for formula in self.terms[name]]
        scores = [f"s{k + 1}" for k in range(classes)]
        rivals = [k for k in range(classes) if k != y]
        match name:
            case "softmax" | "scores":
                own, other = functions
                chosen = [(own if k == y else other, k) for k in range(classes)]
                return [self._at_class(name, formula, scores, k) for formula, k in chosen if formula != "0"]
            case "normalised":
                values = [_at_share(functions[0], scores, k) for k in range(classes)]
                return [["mul", functions[1], values[y], ["pow", ["add", *values], "-1"]]]
            case "pairwise":
                return [replaced(functions[0], "t", _gap(scores[y], scores[k])) for k in rivals]
        largest = ["max", *(scores[k] for k in rivals)] if len(rivals) > 1 else scores[rivals[0]]
        return [replaced(functions[0], "t", _gap(scores[y], largest))]

    @staticmethod
    def _at_class(name: str, formula: object, scores: list[str], k: int) -> object:
        return replaced(formula, "s", scores[k]) if name == "scores" else _at_share(formula, scores, k)


def _sum(parts: list[object]) -> object:
    return ["add", *parts] if len(parts) > 1 else parts[0] if parts else "0"


def _gap(left: object, right: object) -> object:
    return ["add", left, ["mul", "-1", right]]


def _at_share(formula: object, scores: list[str], k: int) -> object:
    """A function of q or of u at class k."""
    ratios = [["exp", _gap(score, scores[k])] for j, score in enumerate(scores) if j != k]
    odds = ["add", *ratios] if len(ratios) > 1 else ratios[0]
    return replaced(replaced(formula, "u", odds), "q", ["pow", ["add", "1", *ratios], "-1"])


def _mentions(data: object) -> bool:
    return any(map(_mentions, data)) if isinstance(data, list) else data == COUNT


def read_every_k(statement: dict[str, Any], valued: bool) -> EveryKLoss:
    """The loss of a statement for every number of classes, or for none."""
    claim, first = statement.get("claim"), statement.get("from")
    if set(statement) != FIELDS or not isinstance(statement["holds"], bool):
        raise Reject(f"a statement for every K has the fields {', '.join(sorted(FIELDS))}; holds is true or false")
    if isinstance(first, bool) or not isinstance(first, int) or not 2 <= first <= MAX_CLASSES:
        raise Reject(f"the least number of classes lies from 2 to {MAX_CLASSES}")
    wanted = {"property", "loss", "value"} if valued else {"property", "loss"}
    if not isinstance(claim, dict) or set(claim) != wanted:
        raise Reject(f"the claim for every K has the fields {', '.join(sorted(wanted))}")
    data = claim["loss"]
    if not isinstance(data, dict) or set(data) != {"kind", "sum_to_zero", "terms"} or data["kind"] != KIND:
        raise Reject(f"a loss of every K has the kind {KIND}, sum_to_zero and terms")
    terms = data["terms"]
    if not isinstance(terms, dict) or not terms or not set(terms) <= set(TERMS):
        raise Reject(f"the terms of a loss of every K are some of {', '.join(TERMS)}")
    if not isinstance(data["sum_to_zero"], bool):
        raise Reject("sum_to_zero is true or false")
    for name, functions in terms.items():
        variables, count = TERMS[name]
        if not isinstance(functions, list) or len(functions) != count:
            raise Reject(f"the term {name} has {count} function(s)")
        for formula in functions:
            check_formula(formula, (*variables, COUNT))
    if "normalised" in terms and not parse_number(terms["normalised"][1]) > 0:
        raise Reject("the weight of a normalised part is a positive number")
    return EveryKLoss(terms, data["sum_to_zero"], first, claim.get("value"))
