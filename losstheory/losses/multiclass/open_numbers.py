"""A number that stands for an open parameter while the formulas of a family are written.

A family writes its formulas with exact numbers, and asks them questions: is it 1, is it negative? The open number
answers for one value of its range and remembers the question: the formulas are those of every value up to the nearest
one at which an answer changes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from flint import fmpq, fmpq_poly

from losstheory.formulas.constants import compare
from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.polynomial_zeros import polynomial_zeros
from losstheory.formulas.tree import Tree, number

ONE = fmpq_poly([1])


@dataclass
class Questions:
    """The value that answers, and the polynomials at whose zeros an answer may change."""

    value: Fraction
    asked: list[Any] = field(default_factory=list)

    def changes(self) -> list[Tree]:
        """The values of the parameter at which some answer may change."""
        found: dict[Tree, None] = {}
        for polynomial in self.asked:
            if polynomial.degree() > 0:
                found.update(dict.fromkeys(polynomial_zeros(polynomial)))
        return list(found)

    def around(self, lower: Tree | str, upper: Tree | str) -> tuple[Tree | str, Tree | str]:
        """The part of a range about the value in which no answer changes."""
        here = number(self.value)
        for x in self.changes():
            if compare(x, here) <= 0 and (isinstance(lower, str) or compare(x, lower) > 0):
                lower = x
            elif compare(x, here) > 0 and (isinstance(upper, str) or compare(x, upper) < 0):
                upper = x
        return lower, upper


@dataclass(frozen=True, eq=False)
class OpenNumber:
    """A quotient of polynomials in the parameter, with its text in the notation of the parser."""

    text: str
    questions: Questions
    top: Any
    bottom: Any

    @classmethod
    def of(cls, name: str, value: Fraction) -> OpenNumber:
        return cls(name, Questions(value), fmpq_poly([0, 1]), ONE)

    @property
    def value(self) -> Fraction:
        at = fmpq(self.questions.value.numerator, self.questions.value.denominator)
        found = self.top(at) / self.bottom(at)
        return Fraction(int(found.p), int(found.q))

    def __str__(self) -> str:
        return f"({self.text})"

    def __format__(self, spec: str) -> str:
        return str(self)

    def _with(self, operation: str, other: object, flipped: bool = False) -> OpenNumber:
        left, right = (self, self._read(other))[:: -1 if flipped else 1]
        a, b, c, d = left.top, left.bottom, right.top, right.bottom
        match operation:
            case "*":
                top, bottom = a * c, b * d
            case "/":
                top, bottom = a * d, b * c
                self.questions.asked.append(c)
            case _:
                top, bottom = (a * d + c * b if operation == "+" else a * d - c * b), b * d
        return OpenNumber(f"{left}{operation}{right}", self.questions, top, bottom)

    def _read(self, other: object) -> OpenNumber:
        if isinstance(other, OpenNumber):
            return other
        if not isinstance(other, (int, Fraction)):
            raise LossTheoryError(f"expected an exact number beside an open parameter, got {other!r}")
        exact = Fraction(other)
        return OpenNumber(str(exact), self.questions, fmpq_poly([fmpq(exact.numerator, exact.denominator)]), ONE)

    def __add__(self, other: object) -> OpenNumber:
        return self._with("+", other)

    def __radd__(self, other: object) -> OpenNumber:
        return self._with("+", other, True)

    def __sub__(self, other: object) -> OpenNumber:
        return self._with("-", other)

    def __rsub__(self, other: object) -> OpenNumber:
        return self._with("-", other, True)

    def __mul__(self, other: object) -> OpenNumber:
        return self._with("*", other)

    def __rmul__(self, other: object) -> OpenNumber:
        return self._with("*", other, True)

    def __truediv__(self, other: object) -> OpenNumber:
        return self._with("/", other)

    def __rtruediv__(self, other: object) -> OpenNumber:
        return self._with("/", other, True)

    def __neg__(self) -> OpenNumber:
        return self._with("*", -1, True)

    def __abs__(self) -> OpenNumber:
        return self if self >= 0 else -self

    def _order(self, other: object) -> int:
        """-1, 0 or 1 at the value that answers; never 0 unless the two are the same everywhere."""
        gap = self - other
        self.questions.asked.append(gap.top)
        if gap.top.degree() >= 0 and gap.value == 0:
            raise LossTheoryError(f"the value {self.questions.value} is one at which the formulas change")
        return (gap.value > 0) - (gap.value < 0)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, (int, Fraction, OpenNumber)) and self._order(other) == 0

    def __hash__(self) -> int:
        return hash(self.text)

    def __lt__(self, other: object) -> bool:
        return self._order(other) < 0

    def __le__(self, other: object) -> bool:
        return self._order(other) <= 0

    def __gt__(self, other: object) -> bool:
        return self._order(other) > 0

    def __ge__(self, other: object) -> bool:
        return self._order(other) >= 0

    def __bool__(self) -> bool:
        return self._order(0) != 0
