"""Statements that are measured: at best SUPPORTED, never PROVED or REFUTED."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from typing import ClassVar

from losstheory.claims.budget import Budget
from losstheory.claims.statement import Attempt, Rule, Statement
from losstheory.claims.status import Status
from losstheory.claims.verdict import Observation, Verdict


class Empirical(Statement):
    """A statement without rules: no certificate of it is ever accepted."""

    rules: ClassVar[tuple[Rule, ...]] = ()

    @abstractmethod
    def observe(self) -> Observation:
        """Run the protocol."""

    def versions(self) -> dict[str, str]:
        """What the numbers depend on besides the library."""
        return {}

    def attempts(self, budget: Budget) -> Iterator[Attempt]:
        return iter(())


def support(statement: Empirical, seen: Observation, seconds: float = 0.0) -> Verdict:
    """The verdict of an observation, new or kept: open unless it is on the claimed side."""
    status = Status.SUPPORTED if seen.holds else Status.UNDECIDED
    return Verdict(statement, status, reason=seen.text, observation=seen, seconds=seconds)
