"""What an optimisation returns: certified bounds, the primal and dual points behind them, and the evidence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

from losstheory.formulas.errors import LossTheoryError

Number = Fraction | float


class SolveError(LossTheoryError):
    """A program that the solver, or the exact check behind it, could not settle; the message has the reason."""


class DataError(LossTheoryError):
    """Data that a program cannot be built from: what was expected, what came, what to do."""


class SizeError(LossTheoryError):
    """A program that is too large to be built; the message has the numbers."""


@dataclass(frozen=True)
class Solution:
    """The solution of a program: what is certain about its value, and why.

    Every number of a dual is a shadow price: the derivative of the optimal value in the right-hand side of its
    constraint, whether the program minimises or maximises.

    Args:
        lower, upper: certified bounds of the optimal value (Fractions, or floats rounded outward; ±inf where the
            program is infeasible or unbounded).
        primal: the point, plan or distribution behind the bound that a feasible point gives.
        dual: the multipliers behind the other bound.
        exact: the optimal value, where it is known exactly.
        status: ``"optimal"``, ``"infeasible"`` (``dual`` is then a Farkas vector) or ``"unbounded"`` (``dual`` is then
            an improving ray from ``primal``).
        certify: makes the certificate; asked for once, when ``certificate`` is first read.
        model: makes the program in cvxpy; asked for once, when ``problem`` is first read.
    """

    lower: Number
    upper: Number
    primal: Any = field(repr=False)
    dual: Any = field(repr=False)
    exact: Fraction | None = None
    status: str = "optimal"
    certify: Callable[[], dict[str, Any]] | None = field(default=None, repr=False, compare=False)
    model: Callable[[], Any] | None = field(default=None, repr=False, compare=False)

    @property
    def value(self) -> Number:
        """The exact value, else the middle of the bounds as a float."""
        if self.exact is not None:
            return self.exact
        if self.lower == self.upper:
            return float(self.lower)
        return float(self.lower) / 2 + float(self.upper) / 2

    @property
    def gap(self) -> Number:
        """upper - lower; 0 for an exact value."""
        return 0 if self.lower == self.upper else self.upper - self.lower

    @cached_property
    def certificate(self) -> dict[str, Any]:
        """The certificate of the value, or of bounds as close as ``lower`` and ``upper``, as the checker replays it.

        Raises:
            SolveError: this solution has none; ``lower`` and ``upper`` are all that is certain.
        """
        if self.certify is None:
            raise SolveError(f"no certificate: the value is known to lie between {self.lower} and {self.upper} only")
        return self.certify()

    @property
    def program(self) -> dict[str, Any]:
        """The program that ``certificate`` is about, as JSON: its objective, rows, signs and cones.

        Raises:
            SolveError: this solution has no certificate.
        """
        found: dict[str, Any] = self.certificate["statement"]["program"]
        return found

    @cached_property
    def problem(self) -> Any:
        """The program as a ``cvxpy.Problem``, not solved.

        Raises:
            SolveError: cvxpy is not installed, or the program has no model in it.
        """
        if self.model is None:
            raise SolveError("this solution has no cvxpy model")
        try:
            return self.model()
        except ImportError as error:
            raise SolveError("the cvxpy model needs cvxpy; pip install 'losstheory[programs]'") from error
