"""A risk with what is known of its error."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import floor, log10

from losstheory.programs.solution import DataError, Number


@dataclass(frozen=True)
class Risk:
    """A value between two bounds, and where they come from.

    Attributes:
        value: the estimate; a Fraction where the method is ``"exact"``.
        lower, upper: the bounds; equal where it is exact.
        method: ``"exact"``; ``"sum"``, of floats with a bound of their rounding; ``"quadrature"``, whose error is
            estimated from two rules and not proved; or ``"Monte Carlo"``, an interval that holds the value with
            probability ``level``.
        level: of a Monte Carlo interval.
        draws: how many draws it is from.
        note: what else the value rests on.
    """

    value: Number
    lower: Number
    upper: Number
    method: str
    level: float | None = None
    draws: int | None = None
    note: str = ""

    @classmethod
    def exact(cls, value: Fraction) -> Risk:
        return cls(value, value, value, "exact")

    @property
    def error(self) -> Number:
        """The distance of the value to the farther bound."""
        return max(self.upper - self.value, self.value - self.lower)

    def __float__(self) -> float:
        return float(self.value)

    def __str__(self) -> str:
        """
        >>> print(Risk.exact(Fraction(1, 8)))
        1/8 (exact)
        """
        told = f"; {self.note}" if self.note else ""
        if self.method == "exact":
            return f"{self.value} (exact{told})"
        if self.level is None:
            above = 10.0 ** max(floor(log10(max(self.error, 1e-16))) + 1, -9)
            return f"{float(self.value):.9f} ({self.method}, error below {above:.0e}{told})"
        drawn = f"{100 * self.level:g} % from {self.draws} draws, {self.method}"
        return f"{float(self.value):.6f} in [{float(self.lower):.6f}, {float(self.upper):.6f}] ({drawn}{told})"


@dataclass(frozen=True)
class Effort:
    """How many draws an interval is from, its level, and the generator they come from."""

    draws: int
    level: float

    def __post_init__(self) -> None:
        if isinstance(self.draws, bool) or not isinstance(self.draws, int) or self.draws < 2:
            raise DataError(f"draws: expected an integer of at least 2, got {self.draws!r:.60}")
        if not 0 < self.level < 1:
            raise DataError(f"level: expected a number between 0 and 1, got {self.level!r:.60}")
