"""What is common to the sets of laws: the worst case of a loss over them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from losstheory.programs.conic import ConicProgram
from losstheory.programs.dro.law import Law
from losstheory.programs.linear import LinearProgram
from losstheory.programs.modelling import load_cvxpy
from losstheory.programs.rationals import flint
from losstheory.programs.solution import Solution

Pair = tuple[LinearProgram, Sequence[Fraction], Sequence[Fraction]]
"""A program and its optimal x and y."""


class Ball(ABC):
    """A set of laws on the atoms around the nominal one."""

    @abstractmethod
    def solve(self, law: Law) -> Solution:
        """The largest mean loss over the set."""

    @abstractmethod
    def program(self, law: Law) -> LinearProgram | ConicProgram:
        """The program whose optimal value is the largest mean loss, as certificates carry it."""

    @abstractmethod
    def constraints(self, q: Any, law: Law) -> list[Any]:
        """What cvxpy is told about the law q, apart from q >= 0 and sum q = 1."""

    def model(self, law: Law) -> Any:
        """maximise the mean loss under q over q in the set, as a ``cvxpy.Problem``."""
        cp = load_cvxpy()

        q = cp.Variable(len(law.losses), name="q", nonneg=True)
        losses = np.array([float(x) for x in law.losses])
        return cp.Problem(cp.Maximize(losses @ q), [cp.sum(q) == 1, *self.constraints(q, law)])


def worst_case(losses: ArrayLike | Sequence[Any], weights: ArrayLike | Sequence[Any] | None, ball: Ball) -> Solution:
    """The largest mean loss over a set of laws, with the law, the multipliers and certified bounds.

    >>> from losstheory.programs.dro import CVaR, worst_case
    >>> worst_case(["1/2", -1, 2], ["1/2", "1/4", "1/4"], CVaR("1/2")).exact
    Fraction(5, 4)

    Args:
        losses: one number an atom; integers, Fractions and texts ``"p/q"`` exactly, floats as binary numbers.
        weights: the nominal probabilities, see ``Law.read``; None: all equal.
        ball: the set of laws.

    Returns:
        ``primal`` is the worst law, a tuple of Fractions; ``dual`` is described at the ball.

    Raises:
        DataError: data that make no law, or that do not fit the ball.
    """
    return ball.solve(Law.read(losses, weights))


def worst_case_program(
    losses: ArrayLike | Sequence[Any], weights: ArrayLike | Sequence[Any] | None, ball: Ball
) -> LinearProgram | ConicProgram:
    """The program behind ``worst_case``, with which ``Optimum`` and ``OptimumWithin`` say what its value is.

    >>> from losstheory import decide
    >>> from losstheory.programs import Optimum
    >>> from losstheory.programs.dro import ChiSquareBall
    >>> decide(Optimum(worst_case_program([0, 1], None, ChiSquareBall("1/4")), "3/4")).status
    <Status.PROVED: 'PROVED'>

    Raises:
        DataError: as ``worst_case`` does.
    """
    return ball.program(Law.read(losses, weights))


def linear_solution(
    ball: Ball, law: Law, value: Fraction, primal: Sequence[Fraction], dual: Any, pair: Callable[[], Pair]
) -> Solution:
    """The solution of a linear program whose optimal pair is known; ``value`` is the bound that its dual gives.

    The program is written down and the pair replayed by the checker when the certificate is asked for.
    """

    def certify() -> dict[str, Any]:
        from losstheory.programs.optimum import certificate
        from losstheory.programs.simplex import Outcome

        program, x, y = pair()
        return certificate(program, Outcome("optimal", [flint(v) for v in x], [flint(v) for v in y]))

    lower = law.expectation(primal)
    exact = value if lower == value else None
    return Solution(lower, value, primal, dual, exact, certify=certify, model=lambda: ball.model(law))


def conic_solution(found: Solution, program: ConicProgram, model: Callable[[], Any]) -> Solution:
    """The solution with the certificate and the model of its program."""

    def certify() -> dict[str, Any]:
        from losstheory.programs.optimum_within import certificate

        return certificate(program)

    return replace(found, certify=certify, model=model)
