"""Witnesses against a multiclass loss that move with an open parameter; what is proposed here the checker decides."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np

from losstheory.claims import Budget
from losstheory.formulas.calculus import derivative, normal, substitute
from losstheory.formulas.open_values import left_open
from losstheory.formulas.shape import add, log, mul, neg, power, sub
from losstheory.formulas.tree import BRANCHING, ZERO, Tree, number, variable
from losstheory.rigor import prove_sign
from losstheory.theory.multiclass.calibration import RankPreserving, TopKCalibrated
from losstheory.theory.multiclass.forms import softmax_form
from losstheory.theory.multiclass.statement import MulticlassStatement, written
from losstheory.theory.phase.softmax_witnesses import certain_class, low_probability
from losstheory.theory.search.scores import evaluate, probabilities
from losstheory.theory.search.tied_scores import at_scores, tied_weights
from losstheory.theory.search.wrong_scores import Order, Top

Parameter = tuple[str, Tree | str, Tree | str]
Proposal = tuple[str, dict[str, Any]]
LINE, STATIONARY = "not convex along a line", "stationary at a wrong score"
SLOPE, SUMS = "slope at the logarithms of p", "sums in a strict order"
BENT_SUM, BENDS = "sum that bends along a line", 5
ENDLESS_SUM = "sum without a bound along a line"
PROOF_WORK, CLOSE = 1_500, Fraction(1, 10**9)


def moving_witnesses(
    asked: MulticlassStatement, parameter: Parameter, value: Fraction, budget: Budget
) -> Iterator[Proposal]:
    """Rules with evidence that may refute the property at every value of the parameter."""
    if any(node.op in BRANCHING for tree in asked.loss.formulas for node in tree.walk()):
        return
    search = Search(asked, parameter, value, budget)
    match asked.name:
        case "convex":
            yield from search.lines()
        case "calibrated" | "topk_calibrated" | "rank_preserving":
            yield from search.ties()
            yield from search.softmax()
        case "softmax_proper":
            yield from search.slopes()
        case "symmetric":
            yield from search.sums()


class Search:
    """The formulas of one loss in normal shape, with the name, the range and one value of its parameter."""

    def __init__(self, asked: MulticlassStatement, parameter: Parameter, value: Fraction, budget: Budget) -> None:
        self.asked, self.loss, self.budget = asked, asked.loss, budget
        self.name, self.lower, self.upper = parameter
        self.value = value
        self.formulas = [normal(tree) for tree in self.loss.formulas]
        self.wrong: Top | Order = Top(asked.k) if isinstance(asked, TopKCalibrated) else Top(1)
        if isinstance(asked, RankPreserving):
            self.wrong = Order()

    def proof(self, tree: Tree, strict: bool = True) -> dict[str, Any] | None:
        """A proof that an expression in the parameter alone is positive (nonnegative) over its range."""
        return prove_sign(tree, strict, self.name, self.lower, self.upper, self.budget.part(PROOF_WORK))

    def sample(self, tree: Tree) -> float:
        """An expression in the parameter at the value."""
        with left_open({self.name: self.value}):
            return float(evaluate(tree, {}))

    def lines(self) -> Iterator[Proposal]:
        """The loss of the first class along a few lines: where its second derivative is negative somewhere."""
        count = self.loss.classes
        rest = [0] * (count - 2)
        level = add(mul(number(-4), power(variable(self.name), Fraction(-1))), number(-4))
        lines: list[tuple[Tree, list[int]]] = [(ZERO, [1, -1, *rest]), (level, [0, 1, -1, *rest[1:]])]
        if not self.loss.sum_to_zero:
            lines.insert(0, (ZERO, [1, 0, *rest]))
        for origin, way in lines[: 2 if self.loss.sum_to_zero or count < 3 else 3]:
            points = [add(origin, mul(number(d), variable("t"))) for d in way]
            curve = at_scores(self.formulas[0], self.loss, points)
            base = {"which": 0, "from": [origin.to_json()] * count, "along": written(way), "rule": "negative curvature"}
            for then in self._curvatures(curve):
                yield LINE, {**base, "then": {"which": 0, "between": ["-oo", "oo"], **then}}

    def _curvatures(self, curve: Tree) -> Iterator[dict[str, Any]]:
        """Why the second derivative may be negative somewhere."""
        grows, falls = ["exp", "t"], ["exp", ["mul", "-1", "t"]]
        yield {"by": "delineation"}
        yield {"by": "limit", "factor": falls, "end": "lower"}
        yield {"by": "limit", "factor": grows, "end": "upper"}
        yield {"by": "point", "at": "0"}
        slope = derivative(curve, "t")
        inverse = [power(part, Fraction(-1)).to_json() for part in (slope, neg(slope)) if part.variables()]
        for factor in ("1", *inverse):
            for end in ("upper", "lower"):
                yield {"by": "limit", "factor": factor, "end": end}

    def ties(self) -> Iterator[Proposal]:
        """Equal scores, and the weights of the classes with which they are stationary."""
        for score, weights in tied_weights(self.loss):
            yield from self._tie(score, weights)

    def _tie(self, score: list[Tree], weights: list[Tree]) -> Iterator[Proposal]:
        sizes = [self.sample(w) for w in weights]
        if sum(sizes) < 0:
            weights, sizes = [neg(w) for w in weights], [-x for x in sizes]
        first, second = int(np.argmin(sizes)), int(np.argmax(sizes))
        if sizes[first] < -CLOSE or not sizes[second] - sizes[first] > CLOSE:
            return
        signs = [self.proof(w, strict=False) for w in weights]
        order = self.proof(sub(weights[second], weights[first]))
        if order is None or None in signs:
            return
        evidence = {
            "weights": [w.to_json() for w in weights],
            "at": [s.to_json() for s in score],
            "signs": signs,
            "pair": [first, second],
            "order": order,
            "least": {"by": "subgradient", "weights": []},
        }
        yield STATIONARY, {**evidence, **self._chosen(first, second)}

    def _chosen(self, first: int, second: int) -> dict[str, Any]:
        """At a tie of all scores any classes may be the greatest ones."""
        wrong = self.wrong
        if isinstance(wrong, Order):
            return {}
        others = [k for k in range(self.loss.classes) if k not in (first, second)]
        return {"chosen": sorted([first, *others[: wrong.k - 1]])}

    def softmax(self) -> Iterator[Proposal]:
        """Witnesses against a loss of the softmax probability of the own class."""
        if self.loss.sum_to_zero or self.loss.classes < 3:
            return
        with left_open({self.name: self.value}):
            form = softmax_form(self.loss)
        if form is not None and form[1] == ZERO:
            yield from low_probability(form[0], self.loss.classes, self.wrong)
            yield from certain_class(form[0], self.loss.classes, self.wrong)

    def slopes(self) -> Iterator[Proposal]:
        """The slope of the risk in one score at s = log p; first where all classes but one are equally probable."""
        count, tried = self.loss.classes, 0
        half = [Fraction(1, 2), *[Fraction(1, 2 * (count - 1))] * (count - 1)]
        for p in (half, [Fraction(1, count)] * count, *probabilities(count)):
            point = [log(number(x)) for x in p]
            slopes = [at_scores(derivative(f, self.loss.names[0]), self.loss, point) for f in self.formulas]
            total = add(*(mul(number(w), slope) for w, slope in zip(p, slopes, strict=True)))
            if tried == 4 or abs(self.sample(total)) < CLOSE:
                continue
            tried += 1
            way, signed = self._signed(total)
            for proof in self._ways(signed):
                yield SLOPE, {"p": written(p), "score": 0, "way": way, "proof": proof}

    def _signed(self, tree: Tree) -> tuple[str, Tree]:
        return ("+", tree) if self.sample(tree) > 0 else ("-", neg(tree))

    def _ways(self, tree: Tree) -> Iterator[dict[str, Any] | None]:
        """Why an expression in the parameter alone is positive: the checker decides, else by a proof."""
        yield None
        if (proof := self.proof(tree)) is not None:
            yield proof

    def sums(self) -> Iterator[Proposal]:
        """The limit of the sum along a line through equal scores, or a derivative; else two scores where it differs."""
        count = self.loss.classes
        total = add(*self.formulas)
        along = [1, -1, *[0] * (count - 2)]
        for d in (along,) if self.loss.sum_to_zero else ([1, *[0] * (count - 1)], along):
            yield ENDLESS_SUM, {"from": ["0"] * count, "along": written(d)}
        for level in (ZERO, number(1)) if not self.loss.sum_to_zero else (ZERO,):
            points = [add(level, mul(number(d), variable("t"))) for d in along]
            slope = at_scores(total, self.loss, points)
            base = {"from": [level.to_json()] * count, "along": written(along)}
            for order in range(1, BENDS):
                slope = derivative(slope, "t")
                bend = substitute(slope, "t", ZERO)
                if abs(self.sample(bend)) > CLOSE:
                    way, _ = self._signed(bend)
                    yield BENT_SUM, {**base, "order": order, "way": way, "proof": None}
        zero, *others = [0] * count, along, [3, -3, *[0] * (count - 2)]
        for other in others:
            first, second = (at_scores(total, self.loss, [number(x) for x in point]) for point in (zero, other))
            ends = [written(zero), written(other)]
            if self.sample(sub(first, second)) < 0:
                first, second, ends = second, first, ends[::-1]
            for proof in self._ways(sub(first, second)):
                yield SUMS, {"points": ends, "proof": proof}
