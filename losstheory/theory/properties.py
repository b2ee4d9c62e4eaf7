"""Statements about a loss: what they share, and the public table of their names."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from losstheory.claims import Attempt, Budget, Rule, Statement, Status
from losstheory.formulas.errors import LossTheoryError
from losstheory.losses.loss import Loss
from losstheory.theory.search.signs import cuts_json
from losstheory.theory.views import expression_pieces

LIMIT = Rule("limit of a family", Status.PROVED, "docs/rules.md, section 14")
LABELLED = ("margin", "pair", "probability")


class NotApplicable(LossTheoryError):
    """A property was asked of a kind of loss that does not have it."""


@dataclass(frozen=True, eq=False)
class LossStatement(Statement):
    """A property of one loss; the subclasses say which, and for which kinds it is defined."""

    loss: Loss
    name: ClassVar[str]
    kinds: ClassVar[tuple[str, ...]] = (*LABELLED, "residual")
    local: ClassVar[bool] = False
    """Whether a proof may look at a part of the scores alone."""

    def __post_init__(self) -> None:
        if not isinstance(self.loss, Loss):
            raise TypeError(
                f"{type(self).__name__} needs a loss, got {type(self.loss).__name__}; build one with lt.loss(…)"
            )
        if self.loss.kind not in self.kinds:
            several = self.loss.kind.startswith("multiclass")
            raise NotApplicable(
                f"{self.name} is not a property of a {self.loss.kind} loss; it needs {' or '.join(self.kinds)}"
                + ("; what is asked of multiclass losses is in losstheory.theory.multiclass" if several else "")
            )

    @cached_property
    def _json(self) -> dict[str, Any]:
        return {"property": self.name, "loss": self.loss.to_json()}

    def to_json(self) -> dict[str, Any]:
        return self._json

    def context(self, rule: Rule) -> dict[str, Any]:
        """For a refutation, or a proof at some scores alone, the cuts of each formula.

        By them the checker sees that it is defined everywhere.
        """
        if rule.status is Status.PROVED and not self.local:
            return {}
        return {"domain": [cuts_json(expression_pieces(self.loss, i)) for i in range(len(self.loss.expressions))]}

    @abstractmethod
    def attempts(self, budget: Budget) -> Iterator[Attempt]: ...


def rules(*triples: tuple[str, Status, str]) -> tuple[Rule, ...]:
    return tuple(Rule(*triple) for triple in triples)
