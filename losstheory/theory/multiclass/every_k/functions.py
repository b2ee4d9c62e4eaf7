"""The functions of one variable of a loss of every K: their pieces, and proofs of signs."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from losstheory.claims import Budget
from losstheory.formulas.calculus import normal, substitute
from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.pieces import Pieces, pieces
from losstheory.formulas.tree import ONE, ZERO, Tree, number
from losstheory.losses.multiclass import EveryKLoss
from losstheory.losses.multiclass.every_k import COUNT, VARIABLES
from losstheory.rigor import prove_sign
from losstheory.theory.multiclass.forms import is_smooth
from losstheory.theory.search.signs import cuts_json

Evidence = dict[str, Any]
SEEN = number(3)
DECIDE = {"by": "decide"}


class Functions:
    """What the searches ask of the functions of a loss; a function that contains K is looked at for K = 3."""

    def __init__(self, loss: EveryKLoss, budget: Budget) -> None:
        self.loss, self.budget = loss, budget
        self.counts = any(COUNT in tree.variables() for tree in loss.expressions)
        self.terms = {kind: self._read(kind) for kind, _ in loss.terms}
        self.split = {kind: self._split(kind) for kind in self.terms}

    def _read(self, kind: str) -> tuple[Tree, ...]:
        """Without the weight of a normalised part."""
        trees = self.loss.term(kind) or ()
        return trees[:1] if kind == "normalised" else trees

    def _split(self, kind: str) -> Pieces | None:
        name = VARIABLES[kind][0]
        ends: tuple[Tree | str, Tree | str] = (ZERO, ONE) if name == "q" else ("-oo", "oo")
        try:
            return pieces([substitute(normal(tree), COUNT, SEEN) for tree in self.terms[kind]], name, *ends)
        except LossTheoryError:
            return None

    @cached_property
    def defined(self) -> Evidence | None:
        """The kinks of all terms, and that a function by whose sum is divided is positive; None where that is open."""
        cuts = {kind: None if each is None else cuts_json(each) for kind, each in self.split.items()}
        if None in cuts.values():
            return None
        if "normalised" not in self.terms:
            return {"cuts": cuts}
        (positive,) = self.each("normalised", lambda trees: trees[0], True) or (None,)
        return None if positive is None else {"cuts": cuts, "positive": positive}

    def smooth(self, kind: str) -> tuple[Tree, ...] | None:
        """The functions in their normal shape, for K = 3, if none of them branches."""
        trees = tuple(substitute(normal(tree), COUNT, SEEN) for tree in self.terms.get(kind, ()))
        return trees if trees and all(map(is_smooth, trees)) else None

    def prove(self, f: Tree, strict: bool, name: str, lower: Tree | str, upper: Tree | str) -> Evidence | None:
        """A proof of f > 0 (or >= 0); where the loss contains K, the checker is left to decide."""
        proof = prove_sign(f, strict, name, lower, upper, self.budget)
        return DECIDE if proof is not None and self.counts else proof

    def each(self, kind: str, of: Callable[[tuple[Tree, ...]], Tree], strict: bool) -> list[Evidence] | None:
        """One proof for each piece of a term."""
        split = self.split[kind]
        if split is None:
            return None
        proofs = [self.prove(of(part.trees), strict, split.variable, part.lower, part.upper) for part in split.parts]
        return None if None in proofs else [proof for proof in proofs if proof is not None]
