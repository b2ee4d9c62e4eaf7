"""The losses of several classes, from scores and labels or laws of labels, in an array library."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import SimpleNamespace

from losstheory.formulas.tree import Tree
from losstheory.losses.multiclass.kinds import FormulaPerClass
from losstheory.numeric.canonical import Domain
from losstheory.numeric.classes.enclosures import limit_at
from losstheory.numeric.classes.folding import fold
from losstheory.numeric.classes.limits import with_limits
from losstheory.numeric.classes.plans import Planner
from losstheory.numeric.classes.scores import Array, OfAllClasses, OfLabels
from losstheory.numeric.limits import WAVES


class ClassFunction:
    """Folded formulas as functions of scores: one formula for all classes, or one for each."""

    def __init__(
        self, formulas: Sequence[Tree], names: tuple[str, ...], domain: Domain, arrays: SimpleNamespace
    ) -> None:
        planner = Planner(arrays, names, domain)
        self.arrays, self.formulas, self.names = arrays, formulas, names
        self.oscillates = any(node.op in WAVES for tree in formulas for node in tree.walk())
        self.plans = [planner.plan(tree) for tree in formulas]

    def of_labels(self, values: Array, labels: Array) -> Array:
        """The loss of each row of scores, shape ``(..., K)``, at its label, counted from 0."""
        return self._with_limits(
            values, lambda scores: self._of_labels(scores, labels), lambda place: int(labels[place])
        )

    def of_classes(self, values: Array) -> Array:
        """The losses of all classes, shape ``(..., K)``."""
        return self._with_limits(values, self._of_classes, lambda place: place[-1])

    def _with_limits(
        self, values: Array, evaluate: Callable[[Array], Array], label: Callable[[tuple[int, ...]], int]
    ) -> Array:
        def prove(scores: list[float], place: tuple[int, ...]) -> float:
            own = label(place)
            return limit_at(self.formulas[own % len(self.formulas)], self.names, scores, own)

        return with_limits(self.arrays, values, evaluate, prove, self.oscillates)

    def _of_labels(self, values: Array, labels: Array) -> Array:
        if len(self.plans) == 1:
            scores = OfLabels(self.arrays, values, labels)
            return self.arrays.spread(self.plans[0](scores), scores.labels).squeeze(-1)
        return self.arrays.take(self._of_classes(values), labels[..., None])[..., 0]

    def _of_classes(self, values: Array) -> Array:
        if len(self.plans) == 1:
            scores = OfAllClasses(self.arrays, values)
            return self.arrays.spread(self.plans[0](scores), scores.own).squeeze(-1)
        columns = []
        for label, plan in enumerate(self.plans):
            row = OfLabels(self.arrays, values, self.arrays.filled(values[..., 0], label))
            columns.append(self.arrays.spread(plan(row), row.own))
        return self.arrays.joined(columns)

    def of_laws(self, values: Array, laws: Array) -> Array:
        """The expected loss of each row of scores; a class of probability 0 has no influence."""
        losses = self.of_classes(values)
        return self.arrays.total(self.arrays.where(laws == 0, 0.0, laws * losses))[..., 0]


def class_formulas(loss: FormulaPerClass) -> list[Tree]:
    """The folded formulas of the classes, one if they are the same for all."""
    formulas = [fold(tree, loss.names, label) for label, tree in enumerate(loss.formulas)]
    return formulas[:1] if len(set(formulas)) == 1 and not is_explicit(formulas[0]) else formulas


def is_explicit(formula: Tree) -> bool:
    """Whether a score goes by its name in a folded formula."""
    return bool(formula.variables())


def class_function(loss: FormulaPerClass, arrays: SimpleNamespace) -> ClassFunction:
    """The function of a loss."""
    return ClassFunction(class_formulas(loss), loss.names, Domain("t", loss.lower, loss.upper), arrays)
