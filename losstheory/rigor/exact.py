"""Exact routes to a sign on an open interval: forms, root counts, comparisons, factors, another origin, one box."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any

from losstheory.claims.budget import Budget
from losstheory.formulas.calculus import substitute
from losstheory.formulas.forms import Form, form_of
from losstheory.formulas.rational_functions import RationalFunction
from losstheory.formulas.shape import add, neg, sub
from losstheory.formulas.tree import Tree, variable

from .comparisons import bases, common_origin, inner_difference, pairs
from .enclosure import Enclosure, constant_sign, depends
from .places import OpenInterval
from .polynomials import recognise, sign_on
from .screen import Screen

EXACT, REDUCED, BOXED = 0, 1, 2
MAX_DEPTH, MAX_GROUPED, MAX_NODES = 6, 3, 500
Proof = dict[str, Any]


def size_of(f: Tree) -> int:
    return sum(1 for _ in f.walk())


def shows(function: RationalFunction, place: OpenInterval, strict: bool) -> bool:
    """Whether root counts show the sign."""
    sign = sign_on(function, place.lower, place.upper, strict)
    return sign == 1 or (sign == 0 and not strict)


class ExactProver(ABC):
    """The routes that need no search; what ``f`` is reduced to is attempted with the same effort."""

    def __init__(self, place: OpenInterval, budget: Budget) -> None:
        self.place, self.budget = place, budget
        self.screen = Screen(place)
        self._tried: dict[tuple[Tree, bool, int], Proof | None] = {}

    @abstractmethod
    def routes(self, f: Tree, strict: bool, depth: int, effort: int) -> Iterator[Proof | None]:
        """Attempts at an ``f`` that no form and no root count decides, lazily, the cheap ones first."""

    def attempt(self, f: Tree, strict: bool, depth: int, effort: int) -> Proof | None:
        """One attempt; ``effort`` says which routes are open to what ``f`` is reduced to."""
        key = (f, strict, effort)
        if key not in self._tried:
            self._tried[key] = None
            self._tried[key] = self._search(f, strict, depth, effort)
        return self._tried[key]

    def _search(self, f: Tree, strict: bool, depth: int, effort: int) -> Proof | None:
        if not depends(f, self.place.name):
            return {"by": "form"} if constant_sign(f) in ((1,) if strict else (0, 1)) else None
        size = size_of(f)
        self.budget.spend(1 + size // 8)
        if size > MAX_NODES:
            return None
        form = form_of(f, self.place.variable_form)
        if form == Form.POSITIVE or (form == Form.NONNEGATIVE and not strict):
            return {"by": "form"}
        if form < 0 or self.screen.contradicts(f, strict, self.budget):
            return None
        function = recognise(f, self.place.name)
        if function is not None and ((proof := self._sturm(function, strict)) or self._rational_ends):
            return proof
        if not strict and self._looks_zero(f):
            return {"by": "identity"}
        return next((proof for proof in self.routes(f, strict, depth, effort) if proof), None)

    def shifted(self, f: Tree, strict: bool) -> Proof | None:
        """Sturm in an exponential after the variable is counted from the zero that all exponents share."""
        name, origin = self.place.name, common_origin(f, self.place.name)
        if origin is None:
            return None
        ends = [end if isinstance(end, str) else sub(end, origin) for end in (self.place.lower, self.place.upper)]
        function = recognise(substitute(f, name, add(variable(name), origin)), name)
        shown = function is not None and shows(function, OpenInterval(name, *ends), strict)
        return {"by": "shift", "origin": origin.to_json(), "then": {"by": "sturm"}} if shown else None

    def factors(self, f: Tree, strict: bool, depth: int, effort: int) -> Proof | None:
        if f.op != "mul":
            return None
        factors = [factor for factor in f.args if factor.op != "number"]
        x = self.place.middle()
        parts = []
        for factor in factors:
            sign = constant_sign(factor) if not depends(factor, self.place.name) else _sign_near(factor, self.place)
            if not sign:
                return None
            proof = self.attempt(factor if sign > 0 else neg(factor), strict, depth, effort)
            if proof is None:
                return None
            parts.append(["+" if sign > 0 else "-", proof])
        coefficient = f.args[0].value
        flips = sum(sign == "-" for sign, _ in parts) + (coefficient is not None and coefficient < 0)
        return {"by": "factors", "parts": parts} if flips % 2 == 0 and self.place.contains(x) else None

    def compared(self, f: Tree, strict: bool, depth: int, effort: int) -> Proof | None:
        """A difference under one increasing function is as positive as that of the arguments."""
        inner = inner_difference(f)
        if inner is None or depth >= MAX_DEPTH or not all(map(self.positive, bases(f))):
            return None
        proof = self.attempt(inner, strict, depth + 1, effort)
        return None if proof is None else {"by": "monotone", "then": proof}

    def grouped(self, f: Tree, strict: bool, depth: int, effort: int) -> Proof | None:
        """Disjoint pairs of terms that are positive differences, and the remaining terms together."""
        if depth > MAX_GROUPED:
            return None
        parts: list[tuple[list[int], Proof]] = []
        rest = list(range(len(f.args)))
        for pair in pairs(f):
            if set(pair) <= set(rest):
                proof = self.compared(add(*(f.args[i] for i in pair)), strict, depth + 1, EXACT)
                if proof is not None:
                    parts.append((list(pair), proof))
                    rest = [i for i in rest if i not in pair]
        if not parts:
            return self._rational_apart(f, strict, depth, effort)
        if rest:
            proof = self.attempt(add(*(f.args[i] for i in rest)), False, depth + 1, effort)
            if proof is None:
                return None
            parts.append((rest, proof))
        return {"by": "sum", "parts": [list(part) for part in parts]}

    def _rational_apart(self, f: Tree, strict: bool, depth: int, effort: int) -> Proof | None:
        """The terms that are rational functions together, and the others together."""
        if f.op != "add":
            return None
        rational = [i for i, term in enumerate(f.args) if recognise(term, self.place.name) is not None]
        others = [i for i in range(len(f.args)) if i not in rational]
        if len(rational) < 2 or not others:
            return None
        parts: list[list[Any]] = []
        for k, group in enumerate((others, rational)):
            term = add(*(f.args[i] for i in group)) if len(group) > 1 else f.args[group[0]]
            proof = self.attempt(term, strict and k == 0, depth + 1, effort)
            if proof is None:
                return None
            parts.append([group, proof])
        return {"by": "sum", "parts": parts}

    def enclosed(self, f: Tree, strict: bool) -> Proof | None:
        """One natural enclosure of the whole interval."""
        enclosure = Enclosure(f, self.place.name)
        self.budget.spend(enclosure.work)
        least = enclosure(self.place.box).lower
        return {"by": "boxes", "cuts": [], "tags": ["n"]} if least > 0 or (least == 0 and not strict) else None

    def _sturm(self, function: RationalFunction, strict: bool) -> Proof | None:
        self.budget.spend(4)
        return {"by": "sturm"} if shows(function, self.place, strict) else None

    def positive(self, factor: Tree) -> Proof | None:
        """A cheap proof that a multiplier is positive."""
        if form_of(factor, self.place.variable_form) == Form.POSITIVE:
            return {"by": "form"}
        if self.screen.contradicts(factor, True, self.budget):
            return None
        function = recognise(factor, self.place.name)
        if function is not None:
            return self._sturm(function, True)
        if factor.op == "mul":
            return self.factors(factor, True, MAX_DEPTH, EXACT)
        return None

    def _looks_zero(self, f: Tree) -> bool:
        enclosure = Enclosure(f, self.place.name)
        return all(
            -tiny < value.lower <= 0 <= value.upper < tiny
            for x in self.place.probes(4)
            for value, tiny in [(enclosure.at(x, 200), 2.0**-120)]
        )

    @property
    def _rational_ends(self) -> bool:
        return all(isinstance(end, str) or end.value is not None for end in (self.place.lower, self.place.upper))


def _sign_near(f: Tree, place: OpenInterval) -> int | None:
    """The sign at the first probe where it is certain."""
    enclosure = Enclosure(f, place.name)
    return next((sign for x in place.probes(3) if (sign := enclosure.at(x).sign)), None)
