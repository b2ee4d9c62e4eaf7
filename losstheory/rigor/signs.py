"""Proofs that an expression is positive or non-negative on an open interval (``docs/certificates.md``)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from losstheory.formulas.calculus import derivative
from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.shape import add, mul, neg
from losstheory.formulas.tree import Tree, number

from .boxes import Cover, prove_by_boxes
from .budget import Budget, Exhausted
from .enclosure import Enclosure, constant_sign, depends
from .extrema import inner_zeros
from .forms import Form, form_of
from .intervals import Interval
from .limits import guess_limit
from .multipliers import multipliers
from .places import End, OpenInterval
from .polynomials import RationalFunction, recognise, sign_on

MAX_LADDER, MAX_NODES = 6, 500
SHORT, LONG, REDUCTION = 200, 2000, 1200
NEAR_ENDS, FAR_ENDS = 5, 14
GROWTH, ROOM, WORK = 3, 60, 6000
Proof = dict[str, Any]
Route = Callable[[Tree, bool, int, bool], Proof | None]


def prove_sign(f: Tree, strict: bool, name: str, lower: End, upper: End, budget: Budget | None = None) -> Proof | None:
    """A JSON proof of f > 0 (``strict``) or f >= 0 for lower < ``name`` < upper, or None.

    ``f`` is smooth on the open interval and in its normal shape.

    Args:
        lower, upper: constants, or "-oo", "oo".
        budget: work that may be spent, of which one proof takes at most WORK; when it is spent the answer is None.
    """
    prover = SignProver(OpenInterval(name, lower, upper), (budget or Budget()).part(WORK))
    try:
        return prover.prove(f, strict)
    except Exhausted:
        return None


@dataclass
class SignProver:
    """The routes to a sign on one interval, the cheap and exact ones first."""

    place: OpenInterval
    budget: Budget
    splits_at_zeros: bool = True
    _values: dict[Tree, list[Interval]] = field(default_factory=dict)
    _products: set[Tree] = field(default_factory=set)
    _tried: dict[tuple[Tree, bool, bool], Proof | None] = field(default_factory=dict)

    def prove(self, f: Tree, strict: bool) -> Proof | None:
        """All routes: first without branch and bound below a ladder or a product, then with it."""
        return self.attempt(f, strict, 0, False) or self.attempt(f, strict, 0, True)

    def attempt(self, f: Tree, strict: bool, depth: int, boxes: bool) -> Proof | None:
        """One attempt; ``boxes`` admits branch and bound in what ``f`` is reduced to."""
        key = (f, strict, boxes)
        if key not in self._tried:
            self._tried[key] = None
            self._tried[key] = self._search(f, strict, depth, boxes)
        return self._tried[key]

    def _search(self, f: Tree, strict: bool, depth: int, boxes: bool) -> Proof | None:
        if not depends(f, self.place.name):
            return {"by": "form"} if constant_sign(f) in ((1,) if strict else (0, 1)) else None
        size = self._size(f)
        self.budget.spend(1 + size // 8)
        if size > MAX_NODES:
            return None
        form = form_of(f, self.place.variable_form)
        if form == Form.POSITIVE or (form == Form.NONNEGATIVE and not strict):
            return {"by": "form"}
        if form < 0 or self._looks_false(f, strict):
            return None
        function = recognise(f, self.place.name)
        if function is not None and ((proof := self._sturm(function, strict)) or self._rational_ends):
            return proof
        if not strict and self._looks_zero(f):
            return {"by": "identity"}
        return next((proof for proof in self._routes(f, strict, depth, boxes) if proof), None)

    @staticmethod
    def _size(f: Tree) -> int:
        return sum(1 for _ in f.walk())

    def _routes(self, f: Tree, strict: bool, depth: int, boxes: bool) -> Iterator[Proof | None]:
        yield self._factors(f, strict, depth, boxes)
        if boxes and depth == 0:
            yield self._within(LONG, self._boxes, f, strict, depth, False)
        elif boxes or depth == 0:
            yield self._within(SHORT, self._boxes, f, strict, depth, True)
        yield self._within(REDUCTION, self._ladder, f, strict, depth, boxes)
        yield self._within(REDUCTION, self._times, f, strict, depth, boxes)
        if not strict:
            yield self._split_at_zeros(f, depth, boxes)

    def _within(self, work: int, route: Route, f: Tree, strict: bool, depth: int, option: bool) -> Proof | None:
        """A route with a share of the budget."""
        whole = self.budget
        self.budget = whole.part(work)
        try:
            return route(f, strict, depth, option)
        except Exhausted:
            if whole.left:
                return None
            raise
        finally:
            self.budget = whole

    @property
    def _rational_ends(self) -> bool:
        return all(isinstance(end, str) or end.value is not None for end in (self.place.lower, self.place.upper))

    def _looks_false(self, f: Tree, strict: bool) -> bool:
        """Whether a probe contradicts the sign, for certain."""
        if f not in self._values:
            enclosure = Enclosure(f, self.place.name)
            self.budget.spend(3 * enclosure.work)
            self._values[f] = [enclosure.at(x) for x in self.place.some_probes]
        return any(value.hi < 0 or (strict and value.hi <= 0) for value in self._values[f])

    def _looks_zero(self, f: Tree) -> bool:
        enclosure = Enclosure(f, self.place.name)
        return all(
            -tiny < value.lo <= 0 <= value.hi < tiny
            for x in self.place.probes(4)
            for value, tiny in [(enclosure.at(x, 200), 2.0**-120)]
        )

    def _sturm(self, function: RationalFunction, strict: bool) -> Proof | None:
        self.budget.spend(4)
        sign = sign_on(function, self.place.lower, self.place.upper, strict)
        return {"by": "sturm"} if sign == 1 or (sign == 0 and not strict) else None

    def _factors(self, f: Tree, strict: bool, depth: int, boxes: bool) -> Proof | None:
        if f.op != "mul":
            return None
        factors = [factor for factor in f.args if factor.op != "number"]
        x = self.place.middle()
        parts = []
        for factor in factors:
            sign = constant_sign(factor) if not depends(factor, self.place.name) else _sign_near(factor, self.place)
            if not sign:
                return None
            proof = self.attempt(factor if sign > 0 else neg(factor), strict, depth, boxes)
            if proof is None:
                return None
            parts.append(["+" if sign > 0 else "-", proof])
        coefficient = f.args[0].value
        flips = sum(sign == "-" for sign, _ in parts) + (coefficient is not None and coefficient < 0)
        return {"by": "factors", "parts": parts} if flips % 2 == 0 and self.place.contains(x) else None

    def _ladder(self, f: Tree, strict: bool, depth: int, boxes: bool) -> Proof | None:
        """A limit that is not negative at one end, and a slope that leads up from there."""
        if depth >= MAX_LADDER:
            return None
        try:
            slope = derivative(f, self.place.name)
        except LossTheoryError:
            return None
        self.budget.spend(1 + self._size(slope) // 8)
        if self._size(slope) > GROWTH * self._size(f) + ROOM:
            return None
        for at, end, side, direction in (
            ("lower", self.place.lower, 1, slope),
            ("upper", self.place.upper, -1, neg(slope)),
        ):
            if self._looks_false(direction, False):
                continue
            height = self._height(f, end, side)
            if height in (0, 1):
                proof = self.attempt(direction, strict and height == 0, depth + 1, boxes)
                if proof is not None:
                    return {"by": "ladder", "at": at, "slope": proof}
        return None

    def _height(self, f: Tree, end: End, side: int) -> int | None:
        """The sign of the limit at an end."""
        self.budget.spend(2 + self._size(f) // 8)
        limit = guess_limit(f, self.place.name, end, side)
        if limit is None or isinstance(limit, str):
            return None if limit is None else 1 if limit == "oo" else -1
        return constant_sign(limit)

    def _times(self, f: Tree, strict: bool, depth: int, boxes: bool) -> Proof | None:
        """f g for a positive g that clears denominators or exponentials, or frees a logarithm of its factor."""
        if depth >= MAX_LADDER or f in self._products:
            return None
        for factor in multipliers(f, self.place.name):
            positive = self._positive(factor)
            if positive is None:
                continue
            try:
                product = add(*(mul(term, factor) for term in (f.args if f.op == "add" else (f,))))
            except LossTheoryError:
                continue
            self.budget.spend(1 + self._size(product) // 8)
            self._products.add(product)
            proof = self.attempt(product, strict, depth + 1, boxes)
            if proof is not None:
                return {"by": "times", "factor": factor.to_json(), "positive": positive, "then": proof}
        return None

    def _positive(self, factor: Tree) -> Proof | None:
        """A cheap proof that a multiplier is positive."""
        if form_of(factor, self.place.variable_form) == Form.POSITIVE:
            return {"by": "form"}
        if self._looks_false(factor, True):
            return None
        function = recognise(factor, self.place.name)
        if function is not None:
            return self._sturm(function, True)
        if factor.op == "mul":
            return self._factors(factor, True, MAX_LADDER, False)
        return None

    def _boxes(self, f: Tree, strict: bool, depth: int, short: bool) -> Proof | None:
        """Branch and bound; what it leaves at the ends of the interval goes to the exact routes."""
        for ends in (NEAR_ENDS,) if short else (NEAR_ENDS, FAR_ENDS):
            cover = prove_by_boxes(f, strict, self.place, self.budget, ends)
            if cover is None:
                return None
            proof = cover.proof() if cover.complete else self._split(f, strict, cover, depth)
            if proof is not None:
                return proof
        return None

    def _split_at_zeros(self, f: Tree, depth: int, boxes: bool) -> Proof | None:
        """f >= 0 between its zeros inside, which are guessed and then exact."""
        if depth > 1 or not self.splits_at_zeros:
            return None
        zeros = inner_zeros(f, self.place, self.budget)
        ends: list[End] = [self.place.lower, *map(number, zeros), self.place.upper]
        if not zeros:
            return None
        parts = []
        for lower, upper in pairwise(ends):
            prover = SignProver(OpenInterval(self.place.name, lower, upper), self.budget, splits_at_zeros=False)
            proof = prover.attempt(f, False, 0, boxes)
            if proof is None:
                return None
            parts.append(proof)
        return {"by": "split", "at": list(map(str, zeros)), "parts": parts}

    def _split(self, f: Tree, strict: bool, cover: Cover, depth: int) -> Proof | None:
        """The shown segments by boxes, the others, at the ends of the interval, by the other routes."""
        tags, cuts = list(cover.tags), cover.cuts
        if len(tags) < 2 or depth >= MAX_LADDER:
            return None
        first = 1 if tags[0] is None else 0
        last = len(tags) - (1 if tags[-1] is None else 0)
        at = [*cuts[:1][:first], *(cuts[-1:] if last < len(tags) else [])]
        at = at if len(at) < 2 or at[0] < at[1] else at[:1]
        ends: list[End] = [self.place.lower, *map(number, at), self.place.upper]
        parts = []
        for k, (lower, upper) in enumerate(pairwise(ends)):
            outer = (k == 0 and first == 1) or (k == len(ends) - 2 and last < len(tags))
            if outer:
                proof = self._exact_part(f, strict, lower, upper, depth)
            else:
                inner = tuple(tags[first:last])
                proof = {"by": "boxes", "cuts": list(map(str, cuts[first : last - 1])), "tags": list(inner)}
            if proof is None:
                return None
            parts.append(proof)
        return {"by": "split", "at": list(map(str, at)), "parts": parts}

    def _exact_part(self, f: Tree, strict: bool, lower: End, upper: End, depth: int) -> Proof | None:
        prover = SignProver(OpenInterval(self.place.name, lower, upper), self.budget, splits_at_zeros=False)
        return prover.attempt(f, strict, max(depth, 1) + 1, False)


def _sign_near(f: Tree, place: OpenInterval) -> int | None:
    """The sign at the first probe where it is certain."""
    enclosure = Enclosure(f, place.name)
    return next((sign for x in place.probes(3) if (sign := enclosure.at(x).sign())), None)
