"""What relative error is left: numpy's values of a formula against enclosures of any precision."""

from __future__ import annotations

import math
import sys
from fractions import Fraction

import numpy as np
from flint import arb, ctx
from numpy.typing import ArrayLike

from losstheory.formulas.enclosures import enclose
from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.pieces import value_at
from losstheory.formulas.tree import Tree, number
from losstheory.losses.loss import Loss
from losstheory.numeric.arguments import one_formula, two_formulas
from losstheory.numeric.arrays import numpy_function
from losstheory.numeric.callables import Floats

PRECISIONS = (128, 512, 2048, 8192)
DIGITS = 80
TINY = Fraction(2) ** -1022
LARGEST = Fraction(sys.float_info.max) + Fraction(2) ** 969


def numeric_error(formula: Tree | Loss, points: ArrayLike) -> Floats:
    """The relative error of ``to_numpy`` at some points; for a loss of two formulas the larger of the two.

    The value of the formula is enclosed, with as many digits as it takes. Where it is smaller than the smallest
    normal float the error is relative to that float; where it is larger than the largest the error is 0 for the
    infinity of the same sign, else infinite.

    Args:
        formula: a formula of one variable, or a loss.
        points: finite values of the variable, an array of any shape.

    Returns:
        An array of the shape of the points; NaN where the formula is undefined or its value could not be enclosed.

    Raises:
        CallableError: the formula has more than one variable.
    """
    x = np.asarray(points, dtype=np.float64)
    errors = [_errors(tree, rewritten, x) for tree, rewritten in _parts(formula)]
    return np.asarray(np.maximum.reduce(errors))[()]


def _parts(formula: Tree | Loss) -> list[tuple[Tree, Tree]]:
    """Each formula, and the operations by which it is computed."""
    if isinstance(formula, Loss) and len(formula.expressions) == 2:
        return list(zip(formula.expressions, two_formulas(formula, (-1, 1)), strict=True))
    tree = formula.expressions[0] if isinstance(formula, Loss) else formula
    return [(tree, one_formula(formula, None))]


def _errors(tree: Tree, rewritten: Tree, x: Floats) -> Floats:
    computed = np.broadcast_to(numpy_function(rewritten)(x), x.shape)
    name = next(iter(tree.variables()), "t")
    pairs = zip(x.ravel(), computed.ravel(), strict=True)
    return np.array([_error(tree, name, float(point), float(value)) for point, value in pairs]).reshape(x.shape)


def _error(tree: Tree, name: str, x: float, computed: float) -> float:
    if not math.isfinite(x):
        return math.nan
    try:
        exact = value_at(tree, name, number(Fraction(x)))
        errors = (_at(exact, computed, precision) for precision in PRECISIONS)
        return next((error for error in errors if error is not None), math.nan)
    except LossTheoryError:
        return math.nan


def _at(exact: Tree, computed: float, precision: int) -> float | None:
    """The error of a float, or None if the precision does not tell."""
    with ctx.workprec(precision):
        value = enclose(exact, {}).ball()
        size = abs(value)
        if bool(size > _arb(LARGEST)):
            return 0.0 if computed == math.copysign(math.inf, float(value.sgn().mid())) else math.inf
        unit = size if bool(size > _arb(TINY)) else _arb(TINY)
        if not value.is_finite() or not bool(value.rad() * arb(2) ** DIGITS <= unit.lower()):
            return None
        return float(abs((arb(computed) - value) / unit).upper()) if math.isfinite(computed) else math.inf


def _arb(value: Fraction) -> arb:
    return arb(value.numerator) / value.denominator
