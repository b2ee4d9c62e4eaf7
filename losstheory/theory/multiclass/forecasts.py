"""A multiclass loss as a loss of forecasts: its value at the scores log q."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from losstheory.claims import Budget
from losstheory.formulas.calculus import normal
from losstheory.formulas.open_values import moving
from losstheory.formulas.tree import Tree, variable
from losstheory.losses.loss import substitute
from losstheory.losses.multiclass import AnyMulticlass
from losstheory.losses.simplex import SimplexLoss
from losstheory.theory.search.scores import moved_by_shift
from losstheory.theory.simplex import Proper


def forecast_loss(loss: AnyMulticlass) -> SimplexLoss:
    """l_y(log q_1, …, log q_K), which is l_y at every score of which q is the softmax if shifts do not matter."""
    return SimplexLoss(loss.name, *map(_at_logarithms, loss.formulas), source=loss.source)


def _at_logarithms(tree: Tree) -> Tree:
    for name in sorted(moving(tree)):
        tree = substitute(tree, name, Tree("log", (variable(f"q{name[1:]}"),)))
    return normal(tree)


def forecast_proofs(loss: AnyMulticlass, budget: Budget) -> Iterator[dict[str, Any]]:
    """Evidence that the loss of forecasts is proper, by each rule in turn; none if a shift of the scores matters."""
    if moved_by_shift(loss) is None:
        for attempt in Proper(forecast_loss(loss)).proofs(budget):
            yield {"rule": attempt.rule.name, "proof": attempt.evidence}
