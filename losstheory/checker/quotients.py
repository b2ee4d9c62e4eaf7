"""Quotients of polynomials over the rationals in generators, with the relations of the generators.

A monomial is a tuple of (generator, exponent), generators being numbered; exponents are rational, so that
x^(1/2) and e^(t/3) are monomials. A generator with a relation g^d = (polynomial) keeps its exponent in [0, d);
the others have exponents of any sign. A quotient keeps its denominator as powers of primitive factors.
Every operation is an identity wherever both sides are defined. Terms and work are bounded: `Reject` beyond.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from .work import Reject, spend

Exponent = Fraction | int
Monomial = tuple[tuple[int, Exponent], ...]
Polynomial = dict[Monomial, Fraction]
Factor = tuple[tuple[Monomial, Fraction], ...]
MAX_TERMS, MAX_WORK, MAX_BITS, MAX_POWER = 5000, 150_000, 40_000, 400
UNIT: Polynomial = {(): Fraction(1)}


@dataclass(frozen=True)
class Relation:
    """g^degree = replacement, and 1/g = inverse where a polynomial inverse is known."""

    degree: int
    replacement: Polynomial
    inverse: Polynomial | None = None


@dataclass(frozen=True)
class Quotient:
    """top / product of factor^power; powers are positive integers."""

    top: Polynomial
    bottom: dict[Factor, int]


def frozen(poly: Polynomial) -> Factor:
    return tuple(sorted(poly.items()))


def constant(value: Fraction | int) -> Quotient:
    return Quotient({(): Fraction(value)} if value else {}, {})


def monomial_product(left: Monomial, right: Monomial) -> Monomial:
    if not left or not right:
        return left or right
    if len(left) == len(right) == 1 and left[0][0] == right[0][0]:
        total = left[0][1] + right[0][1]
        return ((left[0][0], total),) if total else ()
    exponents = dict(left)
    for g, e in right:
        exponents[g] = exponents.get(g, 0) + e
    return tuple(sorted((g, e) for g, e in exponents.items() if e))


def scaled(poly: Polynomial, value: Fraction) -> Polynomial:
    return {m: c * value for m, c in poly.items()} if value else {}


def sum_of(polys: Iterable[Polynomial]) -> Polynomial:
    out: Polynomial = {}
    for poly in polys:
        for m, c in poly.items():
            total = out.get(m, 0) + c
            if total:
                out[m] = Fraction(total)
            else:
                out.pop(m, None)
    return out


class Ring:
    """The arithmetic, with the relations of the generators and the work spent."""

    def __init__(self) -> None:
        self.relations: dict[int, Relation] = {}
        self.work = 0

    def spend(self, steps: int) -> None:
        spend(steps // 2 + 1)
        self.work += steps
        if self.work > MAX_WORK:
            raise Reject("a normal form takes too much work")

    def times(self, left: Polynomial, right: Polynomial) -> Polynomial:
        self.spend(len(left) * len(right))
        out: Polynomial = {}
        for m, c in left.items():
            for n, d in right.items():
                product = monomial_product(m, n)
                self._collect(out, product, c * d)
        if len(out) > MAX_TERMS or any(
            max(c.numerator.bit_length(), c.denominator.bit_length()) > MAX_BITS for c in out.values()
        ):
            raise Reject("a normal form is too large")
        return out

    def _collect(self, out: Polynomial, monomial: Monomial, value: Fraction) -> None:
        """Add value · monomial, reduced by the relations."""
        excess = self._excess(monomial)
        reduced = {monomial: value} if excess is None else scaled(self._reduced(monomial, excess), value)
        for m, c in reduced.items():
            total = out.get(m, Fraction(0)) + c
            if total:
                out[m] = total
            else:
                out.pop(m, None)

    def _excess(self, monomial: Monomial) -> int | None:
        """A generator with a relation whose exponent is not below the degree."""
        if self.relations:
            for g, e in monomial:
                if g in self.relations and e >= self.relations[g].degree:
                    return g
        return None

    def _reduced(self, monomial: Monomial, generator: int) -> Polynomial:
        relation = self.relations[generator]
        rest = tuple((g, e - relation.degree if g == generator else e) for g, e in monomial)
        return self.times({tuple((g, e) for g, e in rest if e): Fraction(1)}, relation.replacement)

    def to_power(self, poly: Polynomial, exponent: int) -> Polynomial:
        """The power with an exponent >= 0."""
        if len(poly) > 1 and exponent > MAX_POWER:
            raise Reject(f"a power {exponent} of a sum is beyond the bound {MAX_POWER}")
        out, square = UNIT, poly
        while exponent:
            if exponent % 2:
                out = self.times(out, square)
            exponent //= 2
            if exponent:
                square = self.times(square, square)
        return out

    def expanded(self, factors: dict[Factor, int]) -> Polynomial:
        out = UNIT
        for factor, k in factors.items():
            out = self.times(out, self.to_power(dict(factor), k))
        return out

    def add(self, terms: list[Quotient]) -> Quotient:
        bottom: dict[Factor, int] = {}
        for term in terms:
            for factor, k in term.bottom.items():
                bottom[factor] = max(bottom.get(factor, 0), k)
        tops = []
        for term in terms:
            missing = {f: k - term.bottom.get(f, 0) for f, k in bottom.items() if k > term.bottom.get(f, 0)}
            tops.append(self.times(term.top, self.expanded(missing)) if missing else term.top)
        self.spend(sum(map(len, tops)))
        top = sum_of(tops)
        return Quotient(top, bottom if top else {})

    def multiply(self, left: Quotient, right: Quotient) -> Quotient:
        bottom = dict(left.bottom)
        for factor, k in right.bottom.items():
            bottom[factor] = bottom.get(factor, 0) + k
        top = self.times(left.top, right.top)
        return Quotient(top, bottom if top else {})

    def split(self, poly: Polynomial) -> tuple[Fraction, Monomial, Polynomial]:
        """Signed content, common monomial and primitive rest with positive leading coefficient."""
        if not poly:
            raise Reject("division by zero")
        common: dict[int, Exponent] = dict(next(iter(poly)))
        for m in poly:
            exponents = dict(m)
            for g in common.keys() | exponents.keys():
                common[g] = min(common.get(g, 0), exponents.get(g, 0))
        monomial = tuple(sorted((g, e) for g, e in common.items() if e))
        inverse = tuple((g, -e) for g, e in monomial)
        top = math.gcd(*(c.numerator for c in poly.values()))
        content = Fraction(top, math.lcm(*(c.denominator for c in poly.values())))
        if poly[max(poly)] < 0:
            content = -content
        self.spend(len(poly))
        return content, monomial, {monomial_product(m, inverse): c / content for m, c in poly.items()}

    def inverse(self, quotient: Quotient) -> Quotient:
        content, monomial, rest = self.split(quotient.top)
        top = scaled(self.expanded(quotient.bottom), 1 / content)
        free = tuple((g, -e) for g, e in monomial if g not in self.relations)
        out = Quotient(self.times(top, {free: Fraction(1)}), {frozen(rest): 1} if len(rest) > 1 else {})
        for g, e in monomial:
            if g in self.relations:
                out = self.multiply(out, self._inverse_power(g, e))
        return out

    def _inverse_power(self, generator: int, exponent: Exponent) -> Quotient:
        """generator^(-exponent) for a generator with a relation and 0 < exponent < degree."""
        relation = self.relations[generator]
        if relation.degree == 1:
            complement = Quotient({((generator, 1 - exponent),): Fraction(1)}, {})
            return self.multiply(complement, self.inverse(Quotient(relation.replacement, {})))
        whole = int(exponent)
        if relation.inverse is not None:
            return Quotient(self.to_power(relation.inverse, whole), {})
        return Quotient(UNIT, {frozen({((generator, 1),): Fraction(1)}): whole})

    def power(self, base: Quotient, exponent: int) -> Quotient:
        if exponent < 0:
            return self.power(self.inverse(base), -exponent)
        bottom = {factor: k * exponent for factor, k in base.bottom.items()}
        top = self.to_power(base.top, exponent)
        return Quotient(top, bottom if top else {})

    def cancelled(self, quotient: Quotient) -> Quotient:
        """The same quotient with the factors of the denominator that divide the numerator taken out."""
        top, bottom = quotient.top, dict(quotient.bottom)
        for factor in quotient.bottom:
            while factor in bottom and (rest := self._divided(top, dict(factor))) is not None:
                top = rest
                bottom[factor] -= 1
                if not bottom[factor]:
                    del bottom[factor]
        return Quotient(top, bottom)

    def _divided(self, top: Polynomial, factor: Polynomial) -> Polynomial | None:
        """The quotient of two polynomials, as in free generators, if it is a polynomial."""
        if len(factor) < 2 or not top:
            return None
        content, shift, rest = self.split(top)
        lead = max(factor, key=_degrees)
        out, down = Polynomial(), tuple((g, -e) for g, e in lead)
        while rest:
            highest = max(rest, key=_degrees)
            step = monomial_product(highest, down)
            if any(e < 0 for _, e in step):
                return None
            value = rest[highest] / factor[lead]
            out[monomial_product(step, shift)] = value * content
            self.spend(len(factor) + len(rest))
            rest = sum_of([rest, {monomial_product(step, m): -value * c for m, c in factor.items()}])
        return out


def _degrees(monomial: Monomial) -> tuple[tuple[int, Exponent], ...]:
    """A key of the lexicographic order of monomials with exponents >= 0: lower generators count first."""
    return tuple((-g, e) for g, e in monomial)
