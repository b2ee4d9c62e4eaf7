"""Proofs that an expression is positive or non-negative on an open interval (``docs/certificates.md``)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

from losstheory.claims.budget import Budget, Exhausted
from losstheory.formulas.calculus import derivative
from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.open_values import is_open
from losstheory.formulas.shape import add, mul, neg
from losstheory.formulas.tree import Tree, number

from .boxes import Cover, prove_by_boxes
from .enclosure import constant_sign, depends
from .exact import BOXED, EXACT, MAX_DEPTH, REDUCED, ExactProver, Proof, size_of
from .extrema import inner_zeros
from .limits import guess_limit
from .multipliers import multipliers
from .places import End, OpenInterval
from .screen import Finding

QUICK, SHORT, LONG, REDUCTION = 30, 200, 2000, 1200
NEAR_ENDS, FAR_ENDS = 5, 14
GROWTH, ROOM, WORK = 3, 60, 6000
Route = Callable[[Tree, bool, int, int], Proof | None]


def prove_sign(f: Tree, strict: bool, name: str, lower: End, upper: End, budget: Budget | None = None) -> Proof | None:
    """A JSON proof of f > 0 (``strict``) or f >= 0 for lower < ``name`` < upper, or None.

    ``f`` is smooth on the open interval and in its normal shape.

    Args:
        lower, upper: constants, or "-oo", "oo".
        budget: work that may be spent, of which one proof takes at most WORK; when it is spent the answer is None.

    A formula with an open parameter is left to the checker.
    """
    if is_open(f):
        return {"by": "decide"}
    prover = SignProver(OpenInterval(name, lower, upper), (budget or Budget()).part(WORK))
    try:
        return prover.prove(f, strict)
    except Exhausted:
        return None


class SignProver(ExactProver):
    """All routes to a sign on one interval, the cheap and exact ones first."""

    def __init__(self, place: OpenInterval, budget: Budget, splits_at_zeros: bool = True) -> None:
        super().__init__(place, budget)
        self.splits_at_zeros = splits_at_zeros
        self._products: set[tuple[Tree, int]] = set()

    def prove(self, f: Tree, strict: bool) -> Proof | None:
        """Exact routes and a few boxes; then, unless a finer look speaks against it, ladders, products and boxes."""
        if not depends(f, self.place.name):
            return self.attempt(f, strict, 0, EXACT)
        if self.screen.contradicts(f, strict, self.budget):
            return None
        proof = self.attempt(f, strict, 0, EXACT) or self._within(QUICK, self._boxes, f, strict, 0, EXACT)
        if proof:
            return proof
        finding = self.screen.look(f, strict, self.budget)
        if finding == Finding.FALSE or (finding == Finding.TOUCHES and strict):
            return None
        if finding == Finding.TOUCHES:
            return self._at_double_zeros(f)
        return self.attempt(f, strict, 0, REDUCED) or self.attempt(f, strict, 0, BOXED)

    def _at_double_zeros(self, f: Tree) -> Proof | None:
        return (
            self._split_at_zeros(f, 0, REDUCED) or self._split_at_zeros(f, 0, BOXED) or self.factors(f, False, 0, BOXED)
        )

    def routes(self, f: Tree, strict: bool, depth: int, effort: int) -> Iterator[Proof | None]:
        yield self.shifted(f, strict)
        yield self.factors(f, strict, depth, effort)
        yield self.compared(f, strict, depth, effort)
        yield self._within(REDUCTION, self.grouped, f, strict, depth, effort)
        if effort == EXACT:
            yield self.enclosed(f, strict)
            yield self._times(f, strict, depth, effort) if depth == 0 else None
            return
        if effort == BOXED or depth == 0:
            yield self._within(LONG if effort == BOXED and depth == 0 else SHORT, self._boxes, f, strict, depth, effort)
        yield self._within(REDUCTION, self._ladder, f, strict, depth, effort)
        yield self._within(REDUCTION, self._times, f, strict, depth, effort)
        if not strict:
            yield self._split_at_zeros(f, depth, effort)

    def _within(self, work: int, route: Route, f: Tree, strict: bool, depth: int, option: int) -> Proof | None:
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

    def _ladder(self, f: Tree, strict: bool, depth: int, effort: int) -> Proof | None:
        """A limit that is not negative at one end, and a slope that leads up from there."""
        if depth >= MAX_DEPTH:
            return None
        try:
            slope = derivative(f, self.place.name)
        except LossTheoryError:
            return None
        self.budget.spend(1 + size_of(slope) // 8)
        if size_of(slope) > GROWTH * size_of(f) + ROOM:
            return None
        for at, end, side, direction in (
            ("lower", self.place.lower, 1, slope),
            ("upper", self.place.upper, -1, neg(slope)),
        ):
            if self.screen.contradicts(direction, False, self.budget):
                continue
            height = self._height(f, end, side)
            if height in (0, 1):
                proof = self.attempt(direction, strict and height == 0, depth + 1, effort)
                if proof is not None:
                    return {"by": "ladder", "at": at, "slope": proof}
        return None

    def _height(self, f: Tree, end: End, side: int) -> int | None:
        """The sign of the limit at an end."""
        self.budget.spend(2 + size_of(f) // 8)
        limit = guess_limit(f, self.place.name, end, side)
        if limit is None or isinstance(limit, str):
            return None if limit is None else 1 if limit == "oo" else -1
        return constant_sign(limit)

    def _times(self, f: Tree, strict: bool, depth: int, effort: int) -> Proof | None:
        """f g for a positive g that clears denominators or exponentials, or frees a logarithm of its factor."""
        if depth >= MAX_DEPTH or (f, effort) in self._products:
            return None
        for factor in multipliers(f, self.place.name):
            positive = self.positive(factor)
            if positive is None:
                continue
            try:
                product = add(*(mul(term, factor) for term in (f.args if f.op == "add" else (f,))))
            except LossTheoryError:
                continue
            self.budget.spend(1 + size_of(product) // 8)
            self._products.add((product, effort))
            proof = self.attempt(product, strict, depth + 1, effort)
            if proof is not None:
                return {"by": "times", "factor": factor.to_json(), "positive": positive, "then": proof}
        return None

    def _boxes(self, f: Tree, strict: bool, depth: int, effort: int) -> Proof | None:
        """Branch and bound; what it leaves at the ends of the interval goes to the exact routes."""
        for ends in (NEAR_ENDS, FAR_ENDS) if effort == BOXED and depth == 0 else (NEAR_ENDS,):
            cover = prove_by_boxes(f, strict, self.place, self.budget, ends)
            if cover is None:
                return None
            proof = cover.proof() if cover.complete else self._split(f, strict, cover, depth)
            if proof is not None:
                return proof
        return None

    def _split_at_zeros(self, f: Tree, depth: int, effort: int) -> Proof | None:
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
            proof = prover.attempt(f, False, 0, effort)
            if proof is None:
                return None
            parts.append(proof)
        return {"by": "split", "at": list(map(str, zeros)), "parts": parts}

    def _split(self, f: Tree, strict: bool, cover: Cover, depth: int) -> Proof | None:
        """The shown segments by boxes, the others, at the ends of the interval, by the other routes."""
        tags, cuts = list(cover.tags), cover.cuts
        if len(tags) < 2 or depth >= MAX_DEPTH:
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
        return prover.attempt(f, strict, max(depth, 1) + 1, REDUCED)
