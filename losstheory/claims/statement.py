"""Statements, rules and the attempts to apply them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar

from losstheory.checker import canonical, sentence
from losstheory.claims.budget import Budget
from losstheory.claims.status import Status


@dataclass(frozen=True)
class Rule:
    """A cited theorem that gives one status to one property.

    The prover looks for its premises; the checker has its own statement of it under the same name.
    """

    name: str
    status: Status
    source: str


@dataclass(frozen=True)
class Attempt:
    """A rule with the evidence that a search found for it, not yet checked."""

    rule: Rule
    evidence: dict[str, Any]
    witness: dict[str, str] = field(default_factory=dict)


class Statement(ABC):
    """A fully quantified sentence; two statements are equal when their canonical JSON is."""

    rules: ClassVar[tuple[Rule, ...]]

    @abstractmethod
    def to_json(self) -> dict[str, Any]:
        """The canonical form, which the certificate carries and the checker reads."""

    @abstractmethod
    def attempts(self, budget: Budget) -> Iterator[Attempt]:
        """What the searches find, cheapest refuters first."""

    def context(self, rule: Rule) -> dict[str, Any]:
        """What every certificate of this statement carries besides the evidence of the rule."""
        return {}

    @property
    def open_reason(self) -> str:
        """What to say, and to try, when no rule applies."""
        return "no rule of this property applies"

    def __str__(self) -> str:
        return sentence(self.to_json())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Statement) and canonical(self.to_json()) == canonical(other.to_json())

    def __hash__(self) -> int:
        return hash(canonical(self.to_json()))
