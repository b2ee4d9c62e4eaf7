"""Asymptotic expansions with exact constants, as X tends to +oo.

A function is a finite sum of c_i M_i plus o(bound): the M_i are products of exponentials, powers of X and powers
of log X, all comparable (M/N tends to 0, 1 or oo), in decreasing order; the c_i are constants that are not zero;
without a bound the function equals the sum for all large X. Every rule is a theorem on such sums: sums and products
of o-terms, Taylor's formula f(d) = sum_{k<n} f_k d^k + O(d^n) as d -> 0, and the functional equations of exp, log
and atan. What cannot be decided raises `Undetermined`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cmp_to_key

from . import nodes
from .nodes import MINUS_ONE, ZERO, Node
from .parameters import varies


class Undetermined(Exception):
    """The expansion is not known."""


@dataclass(frozen=True)
class Scale:
    """exp(sum of c X^k log(X)^j) X^power log(X)^logs, as ((k, j), c) in decreasing order of (k, j).

    In the exponent k > 0, or k = 0 and j > 1, so that the exponential outweighs all powers of X; or k = 0 and j = 1,
    which is a power of X with an exponent that is not rational, or not one number.
    """

    exponent: tuple[tuple[tuple[Fraction, Fraction], Node], ...] = ()
    power: Fraction = Fraction(0)
    logs: Fraction = Fraction(0)


@dataclass(frozen=True)
class Expansion:
    """The sum of coefficient · scale, plus o(bound)."""

    terms: tuple[tuple[Scale, Node], ...]
    bound: Scale | None = None


POWER = (Fraction(0), Fraction(1))
FLAT = Scale()
NOTHING = Expansion(())
LARGE = Scale(power=Fraction(1))
SMALL = Scale(power=Fraction(-1))
SLOW = Scale(logs=Fraction(1))
TINY = Scale((((Fraction(4), Fraction(0)), MINUS_ONE),))
BOUNDED = Expansion((), SLOW)
VANISHING = Expansion((), FLAT)


class Expansions:
    """The arithmetic of expansions; ``sign`` decides the sign of a constant, or answers None."""

    def __init__(self, sign: Callable[[Node], int | None], order: int) -> None:
        self.order = order
        self._sign, self._signs = sign, dict[Node, int | None]()

    def sign(self, constant: Node) -> int:
        if constant not in self._signs:
            self._signs[constant] = self._sign(constant)
        found = self._signs[constant]
        if found is None:
            raise Undetermined
        return found

    def vanishes(self, constant: Node) -> bool:
        """Whether a coefficient is zero; one that varies with a parameter is kept if that is not seen."""
        return self._sign(constant) == 0 if varies(constant) else not self.sign(constant)

    def growth(self, scale: Scale) -> int:
        """1, 0 or -1 where the scale tends to oo, is 1, or tends to 0."""
        lead = scale.power or scale.logs
        if scale.exponent:
            key, c = scale.exponent[0]
            found = self.sign(c if key > POWER else nodes.add(c, nodes.number(scale.power)))
            if found or key > POWER:
                return found
            lead = scale.logs
        return (lead > 0) - (lead < 0)

    def scale_product(self, left: Scale, right: Scale, times: Fraction = Fraction(1)) -> Scale:
        """left · right^times."""
        if not right.exponent:
            exponent = left.exponent
        else:
            merged = dict(left.exponent)
            for key, c in right.exponent:
                merged[key] = nodes.add(merged.get(key, ZERO), nodes.mul(nodes.number(times), c))
            exponent = tuple((key, c) for key, c in sorted(merged.items(), reverse=True, key=_key) if self.sign(c))
        return Scale(exponent, left.power + times * right.power, left.logs + times * right.logs)

    def compare(self, left: Scale, right: Scale) -> int:
        return 0 if left == right else self.growth(self.scale_product(left, right, Fraction(-1)))

    def constant(self, value: Node) -> Expansion:
        return NOTHING if self.vanishes(value) else Expansion(((FLAT, value),))

    def size(self, item: Expansion) -> Scale | None:
        """A scale S with item = O(S); None for zero."""
        return item.terms[0][0] if item.terms else item.bound

    def _larger(self, left: Scale | None, right: Scale | None) -> Scale | None:
        if left is None or right is None:
            return left or right
        return left if self.compare(left, right) >= 0 else right

    def _collected(self, terms: Sequence[tuple[Scale, Node]], bound: Scale | None) -> Expansion:
        """Equal scales merged, zeros and terms below the bound dropped, at most a few terms kept."""
        kept: list[tuple[Scale, Node]] = []
        ordered = sorted(terms, key=cmp_to_key(self._descending))
        for scale, c, merged in self._merged(ordered):
            if bound is not None and self.compare(scale, bound) < 0:
                break
            if not merged or not self.vanishes(c):
                kept.append((scale, c))
        if len(kept) > 2 * self.order:
            kept = kept[: 2 * self.order]
            bound = kept[-1][0]
        return Expansion(tuple(kept), bound)

    def _descending(self, left: tuple[Scale, Node], right: tuple[Scale, Node]) -> int:
        return self.compare(right[0], left[0])

    def _merged(self, ordered: list[tuple[Scale, Node]]) -> Iterator[tuple[Scale, Node, bool]]:
        """Each scale once, with the sum of its coefficients, and whether it is a sum."""
        start = 0
        while start < len(ordered):
            scale, stop = ordered[start][0], start + 1
            while stop < len(ordered) and self.compare(ordered[stop][0], scale) == 0:
                stop += 1
            yield scale, nodes.add(*(c for _, c in ordered[start:stop])), stop > start + 1
            start = stop

    def add(self, *items: Expansion) -> Expansion:
        bound = None
        for item in items:
            bound = self._larger(bound, item.bound)
        return self._collected([term for item in items for term in item.terms], bound)

    def multiply(self, left: Expansion, right: Expansion) -> Expansion:
        sizes = self.size(left), self.size(right)
        if sizes[0] is None or sizes[1] is None:
            return NOTHING
        bound = None
        for size, other in ((sizes[0], right), (sizes[1], left)):
            if other.bound is not None:
                bound = self._larger(bound, self.scale_product(size, other.bound))
        terms = [(self.scale_product(m, n), nodes.mul(c, d)) for m, c in left.terms for n, d in right.terms]
        return self._collected(terms, bound)

    def negative(self, item: Expansion) -> Expansion:
        return Expansion(tuple((m, nodes.neg(c)) for m, c in item.terms), item.bound)

    def tends_to_zero(self, item: Expansion) -> bool:
        if item.terms:
            return self.growth(item.terms[0][0]) < 0
        return item.bound is None or self.growth(item.bound) <= 0

    def infinite_sign(self, item: Expansion) -> int:
        """The sign of infinity to which the function tends; 0 if it is not known to be infinite."""
        if item.terms and self.growth(item.terms[0][0]) > 0:
            return self.sign(item.terms[0][1])
        return 0

    def finite_parts(self, item: Expansion) -> tuple[Node, Expansion]:
        """The finite limit and the difference from it, which tends to 0."""
        value = next((c for m, c in item.terms if self.growth(m) == 0), ZERO)
        rest = Expansion(tuple((m, c) for m, c in item.terms if self.growth(m) != 0), item.bound)
        if not self.tends_to_zero(rest):
            raise Undetermined
        return value, rest

    def taylor(self, coefficients: Sequence[Node], small: Expansion) -> Expansion:
        """f(small) for f smooth at 0 with these n Taylor coefficients; the error O(small^n) is o(size^(n-1))."""
        if not self.tends_to_zero(small):
            raise Undetermined
        size = self.size(small)
        if size is None:
            return self.constant(coefficients[0])
        out = NOTHING
        for c in reversed(coefficients):
            out = self.add(self.multiply(out, small), self.constant(c))
        error = self.scale_product(FLAT, size, Fraction(len(coefficients) - 1))
        return self.add(out, Expansion((), error))

    def leading(self, item: Expansion) -> tuple[Scale, Node, Expansion]:
        """(M, c, d) with item = c M (1 + d) and d tending to 0."""
        if not item.terms:
            raise Undetermined
        scale, c = item.terms[0]
        if not self.sign(c):
            raise Undetermined
        inverse = Expansion(((self.scale_product(FLAT, scale, Fraction(-1)), nodes.power(c, -1)),))
        return scale, c, self.multiply(Expansion(item.terms[1:], item.bound), inverse)

    def power(self, item: Expansion, exponent: Fraction) -> Expansion:
        """A rational power, by the binomial series; a fractional one needs a positive leading coefficient."""
        if item == NOTHING:
            if exponent > 0:
                return NOTHING
            raise Undetermined
        if exponent.denominator == 1 and 0 < exponent <= self.order:
            out = item
            for _ in range(int(exponent) - 1):
                out = self.multiply(out, item)
            return out
        scale, c, rest = self.leading(item)
        if exponent.denominator != 1 and self.sign(c) < 0:
            raise Undetermined
        binomial = [Fraction(1)]
        for k in range(1, self.order):
            binomial.append(binomial[-1] * (exponent - k + 1) / k)
        head = Expansion(((self.scale_product(FLAT, scale, exponent), nodes.power(c, exponent)),))
        return self.multiply(head, self.taylor([nodes.number(b) for b in binomial], rest))


def _key(item: tuple[tuple[Fraction, Fraction], Node]) -> tuple[Fraction, Fraction]:
    return item[0]
