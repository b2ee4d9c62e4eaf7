r"""Formulas and losses as functions of numpy arrays.

Formulas stay as in a textbook; their digits are kept here, by rules that act on formulas (``stable.py``). The values
are floating-point numbers, and never evidence.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from losstheory.formulas.tree import Tree
from losstheory.losses.loss import Loss
from losstheory.losses.multiclass.kinds import FormulaPerClass
from losstheory.numeric.arguments import CallableError, Labels, one_formula, two_formulas
from losstheory.numeric.arrays import numpy_function
from losstheory.numeric.classes.arrays import numpy_classes
from losstheory.numeric.classes.functions import class_function
from losstheory.numeric.classes.targets import are_laws

Floats: TypeAlias = NDArray[np.float64]


@overload
def to_numpy(formula: FormulaPerClass) -> Callable[[ArrayLike, ArrayLike], Floats]: ...  # type: ignore[overload-overlap]
@overload
def to_numpy(formula: Tree | Loss, variable: object = None) -> Callable[[ArrayLike], Floats]: ...
@overload
def to_numpy(
    formula: Tree | Loss, variable: object = None, *, labels: Labels
) -> Callable[[ArrayLike, ArrayLike], Floats]: ...
def to_numpy(formula: Tree | Loss, variable: object = None, *, labels: Labels | None = None) -> Callable[..., Floats]:
    """The function that a formula of one variable, or a loss, stands for.

    Relative errors are near the rounding error times the condition number :math:`|t f'(t) / f(t)|`;
    ``numeric_error`` measures them.

    Args:
        formula: a formula, or a loss.
        variable: the name or the symbol of the variable of a formula; None: the only one that occurs.
        labels: how labels are written, ``(-1, 1)`` or ``(0, 1)``; a loss of two formulas needs them.

    Returns:
        Without labels a function of an array of any shape, for a margin loss of the margin; for a loss of several
        classes ``loss(scores, target)`` of scores of shape ``(..., K)`` and classes 0, …, K - 1 of shape ``(...)``, or
        their probabilities, of shape ``(..., K)``, for the expected loss. With labels
        ``loss(y, score)`` of two arrays that broadcast; the score of a probability loss is a probability. Values
        are infinite where they overflow, NaN where the formula is undefined, and at an infinite argument the limit,
        NaN if none is seen. A branch of a ``piecewise`` that is not taken has no influence.

    Raises:
        CallableError: the formula has another variable, or the loss has two formulas and no labels are given; when
            called, a label is none of the two.
    """
    if isinstance(formula, FormulaPerClass) and labels is None:
        return _of_classes(formula)
    if labels is None:
        return _function(one_formula(formula, variable))
    positive, negative = map(_function, two_formulas(formula, labels))

    def evaluate(y: ArrayLike, score: ArrayLike) -> Floats:
        given, scores = np.broadcast_arrays(np.asarray(y), np.asarray(score, dtype=np.float64))
        is_positive = given == labels[1]
        if not (is_positive | (given == labels[0])).all():
            raise CallableError(f"expected the labels {labels[0]} and {labels[1]}, got others")
        values = np.empty(scores.shape)
        values[is_positive] = positive(scores[is_positive])
        values[~is_positive] = negative(scores[~is_positive])
        return values[()]

    return evaluate


def _function(tree: Tree) -> Callable[[ArrayLike], Floats]:
    run = numpy_function(tree)
    keeps_nan = bool(np.isnan(run(np.float64(np.nan))))

    def evaluate(x: ArrayLike) -> Floats:
        points = np.asarray(x, dtype=np.float64)
        values: Any = run(points)
        if not keeps_nan:
            values = np.where(np.isnan(points), np.nan, values)
        if values is points or np.shape(values) != points.shape:
            values = np.array(np.broadcast_to(values, points.shape))
        return np.asarray(values)[()]

    return evaluate


def _of_classes(loss: FormulaPerClass) -> Callable[[ArrayLike, ArrayLike], Floats]:
    function = class_function(loss, numpy_classes())

    def evaluate(scores: ArrayLike, target: ArrayLike) -> Floats:
        values, wanted = np.asarray(scores, dtype=np.float64), np.asarray(target)
        with np.errstate(all="ignore"):
            if are_laws(values.shape, wanted.shape, loss.classes, wanted.dtype.kind == "f"):
                return np.asarray(function.of_laws(values, wanted))[()]
            if not ((wanted >= 0) & (wanted < loss.classes)).all():
                raise CallableError(f"expected classes from 0 to {loss.classes - 1}, got others")
            return np.asarray(function.of_labels(values, wanted.astype(np.int64)))[()]

    return evaluate
