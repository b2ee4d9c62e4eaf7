"""Mixtures of the conditional laws of some groups: the worst group."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from losstheory.programs.dro.ball import Ball, linear_solution
from losstheory.programs.dro.law import Law
from losstheory.programs.linear import LinearProgram
from losstheory.programs.modelling import load_cvxpy
from losstheory.programs.solution import DataError, Solution


@dataclass(frozen=True)
class GroupDRO(Ball):
    """All mixtures of the conditional laws given a group; the value is the largest mean loss of a group.

    ``primal`` is the conditional law of the worst group, ``dual`` the value, the price of the total mass.

    Args:
        groups: the group of each atom, any hashable names.
    """

    groups: Sequence[Hashable]

    def solve(self, law: Law) -> Solution:
        laws = list(self.conditionals(law).values())
        means = [law.expectation(q) for q in laws]
        value = max(means)
        worst = means.index(value)
        chosen = [Fraction(i == worst) for i in range(len(means))]
        return linear_solution(self, law, value, laws[worst], value, lambda: (self.program(law), chosen, [value]))

    def program(self, law: Law) -> LinearProgram:
        """In the weights of the groups."""
        means = [law.expectation(q) for q in self.conditionals(law).values()]
        return LinearProgram.of("max", means, [([1] * len(means), "==", 1)])

    def conditionals(self, law: Law) -> dict[Hashable, tuple[Fraction, ...]]:
        """The law of each group.

        Raises:
            DataError: another number of groups than of atoms, or a group of probability 0.
        """
        if len(self.groups) != len(law.losses):
            raise DataError(f"expected a group for each of the {len(law.losses)} atoms, got {len(self.groups)}")
        out = {}
        for name in dict.fromkeys(self.groups):
            inside = [group == name for group in self.groups]
            if not any(p and chosen for p, chosen in zip(law.weights, inside, strict=True)):
                raise DataError(f"expected groups of positive probability, got group {name!r} of probability 0")
            out[name] = law.conditional(inside)
        return out

    def constraints(self, q: Any, law: Law) -> list[Any]:
        cp = load_cvxpy()

        laws = np.array([[float(x) for x in row] for row in self.conditionals(law).values()])
        mixture = cp.Variable(len(laws), nonneg=True)
        return [cp.sum(mixture) == 1, q == laws.T @ mixture]
