"""Optimal transport between two marginals or more, for any cost, with exact potentials."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import accumulate
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from losstheory.programs.labelled_points import number, read_weights
from losstheory.programs.linear import LinearProgram
from losstheory.programs.solution import DataError, Number, SizeError, Solution

LIMIT = 200_000
Cell = tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Transport:
    """The least cost of a coupling, its plan and the potentials that show that there is no cheaper one.

    ``potentials[k][j]`` is the derivative of the cost in the mass of atom j of marginal k; at every cell their sum is
    at most the cost. ``lower`` and ``upper`` are certified: the cost of the plan and the sum of the potentials, for
    the numbers as given; ``exact`` is set where no input was a float.
    """

    solution: Solution
    shape: tuple[int, ...]
    exact: Fraction | None

    @property
    def value(self) -> Number:
        """The exact cost, as a float where an input was a float."""
        return float(self.solution.value) if self.exact is None else self.exact

    @property
    def lower(self) -> Number:
        return self.solution.lower

    @property
    def upper(self) -> Number:
        return self.solution.upper

    @property
    def gap(self) -> Number:
        return self.solution.gap

    @cached_property
    def plan(self) -> dict[Cell, Fraction]:
        """The cells with mass."""
        cells = np.ndindex(*self.shape)
        return {cell: mass for cell, mass in zip(cells, self.solution.primal, strict=True) if mass}

    @property
    def potentials(self) -> tuple[tuple[Fraction, ...], ...]:
        ends = list(accumulate(self.shape))
        return tuple(tuple(self.solution.dual[end - n : end]) for n, end in zip(self.shape, ends, strict=True))

    @property
    def certificate(self) -> dict[str, Any]:
        """The certificate of the linear program."""
        return self.solution.certificate

    @property
    def problem(self) -> Any:
        """The linear program in cvxpy."""
        return self.solution.problem


def transport(cost: Any, marginals: Sequence[Any], limit: int = LIMIT) -> Transport:
    """The least expected cost over all joint laws with the given marginals, exact by linear programming.

    >>> plan = transport([[0, 1], [1, 0]], [["1/2", "1/2"], ["1/3", "2/3"]])
    >>> plan.value, plan.plan[0, 1]
    (Fraction(1, 6), Fraction(1, 6))

    Args:
        cost: a tensor with one axis a marginal.
        marginals: the masses of the atoms of each, with the sum 1. Floats are divided by their sum.
        limit: the most cells of the tensor.

    Raises:
        DataError: a number that is not finite, a negative mass, a sum other than 1, shapes that do not fit.
        SizeError: the tensor has more than ``limit`` cells. SolveError: no exact pair was found.
    """
    shape, costs, masses, known = read_transport(cost, marginals, limit)
    found = _program(shape, costs, masses).solve()
    return Transport(found, shape, found.exact if known else None)


def read_transport(
    cost: Any, marginals: Sequence[Any], limit: int
) -> tuple[tuple[int, ...], list[Fraction], list[tuple[Fraction, ...]], bool]:
    """The shape, the costs cell by cell, the laws, and whether every number was given exactly; raises as ``transport``
    does."""
    if isinstance(marginals, str) or not hasattr(marginals, "__len__"):
        raise DataError(f"marginals: expected a sequence with the masses of each marginal, got {marginals!r:.60}")
    tensor = np.asarray(cost, dtype=None if isinstance(cost, np.ndarray) else object)
    if tensor.ndim != len(marginals) or not tensor.size or tensor.ndim < 1:
        raise DataError(
            f"cost needs one axis a marginal and an entry: its shape is {tensor.shape}, marginals {len(marginals)}"
        )
    if tensor.size > limit:
        raise SizeError(
            f"the cost has {tensor.size} cells, as many variables, and limit={limit}; merge atoms, or take fewer "
            "marginals"
        )
    masses = []
    for k, (marginal, n) in enumerate(zip(marginals, tensor.shape, strict=True)):
        try:
            masses.append(read_weights(marginal, n))
        except DataError as error:
            raise DataError(f"marginal {k}: {error}") from None
    costs = [number(c, "a cost") for c in tensor.ravel()]
    known = all(exact for _, exact in costs) and all(exact for _, exact in masses)
    return tensor.shape, [c for c, _ in costs], [_normed(mass) for mass, _ in masses], known


def _normed(mass: Sequence[Fraction]) -> tuple[Fraction, ...]:
    total = sum(mass, start=Fraction(0))
    return tuple(v / total for v in mass)


def _program(
    shape: tuple[int, ...], costs: Sequence[Fraction], marginals: Sequence[Sequence[Fraction]]
) -> LinearProgram:
    numbers: NDArray[np.int64] = np.arange(prod(shape)).reshape(shape)
    one, rows = Fraction(1), []
    for axis, marginal in enumerate(marginals):
        for cells, mass in zip(np.moveaxis(numbers, axis, 0), marginal, strict=True):
            rows.append((tuple((int(j), one) for j in cells.ravel()), "==", mass))
    return LinearProgram("min", tuple(costs), tuple(rows))
