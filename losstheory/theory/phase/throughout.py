"""A property of every loss of a family, or of none, while its parameters run through open intervals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, ClassVar

from losstheory.claims import Attempt, Budget, Rule, Statement, Status, Verdict
from losstheory.formulas.constants import bounds
from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.tree import BRANCHING, Tree, number
from losstheory.losses.loss import AnyLoss, build, substitute
from losstheory.rigor import decide
from losstheory.theory.phase.moving import Moving
from losstheory.theory.phase.proposals import general_proposals, proposals
from losstheory.theory.phase.refuting import SOURCES
from losstheory.theory.properties import LossStatement

End = Tree | str
SHARE, SAMPLE_WORK = 2_000, 300
STEPS = tuple(map(Fraction, ("1/3", "3/5", "5/6", "1/8")))


@dataclass(frozen=True, eq=False)
class Throughout(Statement):
    """Every loss of a family has a property (``holds``), or none has it, for all values of the parameters.

    Args:
        claimed: the property, such as ``Convex``.
        form: the kind of loss.
        formulas: in the variable of the kind and the parameters.
        ranges: each parameter with the ends of its open interval, constants or "-oo", "oo"; one or two.
        holds: whether every loss has the property, or none.

    Source: collins1975quantifier, Section 2, where one value decides for all; else that of the rule.
    """

    claimed: type[LossStatement]
    form: type[AnyLoss]
    formulas: tuple[Tree, ...]
    ranges: tuple[tuple[str, End, End], ...]
    holds: bool
    rules: ClassVar = ()

    @cached_property
    def _json(self) -> dict[str, Any]:
        return {
            "property": "throughout",
            "parameters": [[name, _encoded(a), _encoded(b)] for name, a, b in self.ranges],
            "holds": self.holds,
            "claim": {
                "property": self.claimed.name,
                "loss": {"kind": self.form.kind, "expressions": [tree.to_json() for tree in self.formulas]},
            },
        }

    def to_json(self) -> dict[str, Any]:
        return self._json

    def member(self, values: dict[str, Tree]) -> AnyLoss:
        """The loss at constants for the parameters."""
        trees = self.formulas
        for name, value in values.items():
            trees = tuple(substitute(tree, name, value) for tree in trees)
        return build(self.form, "member", trees, "ours")

    def points(self) -> list[dict[str, Fraction]]:
        """A few values of the parameters; one, where no branch depends on them."""
        branching = any(node.op in BRANCHING for tree in self.formulas for node in tree.walk())
        return [
            {name: inside(a, b, STEPS[(k + i) % len(STEPS)]) for i, (name, a, b) in enumerate(self.ranges)}
            for k in range(len(STEPS) if branching else 1)
        ]

    def samples(self, budget: Budget) -> list[tuple[dict[str, Fraction], Verdict]]:
        """A few members with their verdicts; none if one says the opposite."""
        wanted = Status.PROVED if self.holds else Status.REFUTED
        found = []
        for values in self.points():
            budget.spend(SAMPLE_WORK)
            try:
                verdict = decide(self.claimed(self.member({name: number(x) for name, x in values.items()})), SHARE)
            except LossTheoryError:
                continue
            if verdict.status.decided and verdict.status is not wanted:
                return []
            if verdict.certificate is not None:
                found.append((values, verdict))
        return found

    def attempts(self, budget: Budget) -> Iterator[Attempt]:
        for rule, evidence in general_proposals(Moving(self, tuple(self.points())), budget):
            yield Attempt(Rule(rule, Status.PROVED, SOURCES.get(rule, "docs/rules.md")), evidence)
        for rule, evidence in proposals(self, self.samples(budget)):
            yield Attempt(Rule(rule, Status.PROVED, SOURCES.get(rule, "docs/rules.md")), evidence)

    @property
    def open_reason(self) -> str:
        return "no rule with its evidence was found that holds for all values of the parameters at once"


def _encoded(x: End) -> object:
    return x if isinstance(x, str) else x.to_json()


def inside(lower: End, upper: End, step: Fraction) -> Fraction:
    """A rational between two ends that rises with ``step``, 0 < step < 1; an infinite way takes step/(1 - step)."""
    low = None if isinstance(lower, str) else bounds(lower)[1]
    high = None if isinstance(upper, str) else bounds(upper)[0]
    far = step / (1 - step)
    if low is None:
        return far - 1 / far if high is None else high - 1 / far
    return low + far if high is None else low + step * (high - low)
