"""A property of every multiclass loss of a family, or of none, while its parameter runs through an open interval."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any, ClassVar

from losstheory.claims import Attempt, Budget, Rule, Statement, Status
from losstheory.claims.budget import Exhausted
from losstheory.formulas.open_values import at_values, left_open
from losstheory.losses.multiclass import AnyMulticlass
from losstheory.theory.multiclass.statement import MulticlassStatement
from losstheory.theory.phase.class_proposals import moving_witnesses
from losstheory.theory.phase.throughout import End

FORM_WORK, MANY = 4_000, 8


@dataclass(frozen=True, eq=False)
class ThroughoutClasses(Statement):
    """Every loss has the property that is asked (``holds``), or none has it, for all values of the parameter.

    Args:
        asked: the property of the loss with the parameter left open.
        parameter: its name and the ends of its open interval, constants or "-oo", "oo".
        value: one value inside, at which the search looks.
        holds: whether every loss has the property, or none.
    """

    asked: MulticlassStatement
    parameter: tuple[str, End, End]
    value: Fraction
    holds: bool
    rules: ClassVar = ()

    @property
    def loss(self) -> AnyMulticlass:
        """The loss, in which the parameter is open."""
        return self.asked.loss

    @cached_property
    def _json(self) -> dict[str, Any]:
        name, *ends = self.parameter
        return {
            "property": "throughout",
            "parameters": [[name, *(x if isinstance(x, str) else x.to_json() for x in ends)]],
            "holds": self.holds,
            "claim": self.asked.to_json(),
        }

    def to_json(self) -> dict[str, Any]:
        return self._json

    def attempts(self, budget: Budget) -> Iterator[Attempt]:
        """Witnesses that move and that of one member; or the proofs of one loss, whose signs the checker decides."""
        if not self.holds:
            for rule, evidence in moving_witnesses(self.asked, self.parameter, self.value, budget):
                yield Attempt(Rule(rule, Status.PROVED, "docs/rules.md"), evidence)
        with left_open({self.parameter[0]: self.value}):
            asked = self.asked if self.holds else self._member()
            found = list(self._of_one(asked, budget.part(FORM_WORK)))
        yield from found

    def _member(self) -> MulticlassStatement:
        loss = self.loss
        return replace(self.asked, loss=type(loss)("member", *map(at_values, loss.formulas), source=loss.source))

    def _of_one(self, asked: MulticlassStatement, budget: Budget) -> Iterator[Attempt]:
        """The first attempts in the wanted way, said of all values."""
        wanted, tried = Status.PROVED if self.holds else Status.REFUTED, 0
        try:
            for attempt in asked.attempts(budget):
                if attempt.rule.status is wanted and tried < MANY:
                    tried += 1
                    yield Attempt(Rule(attempt.rule.name, Status.PROVED, attempt.rule.source), attempt.evidence)
        except Exhausted:
            return

    @property
    def open_reason(self) -> str:
        return "no rule with its evidence was found that holds for all values of the parameter at once"
