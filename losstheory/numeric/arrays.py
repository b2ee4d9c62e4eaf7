"""The functions of numpy and scipy by which rewritten formulas are computed."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np

from losstheory.formulas.tree import Tree
from losstheory.numeric.program import prepare, program

SPECIAL = ("erf", "erfc", "log_ndtr")
NAMES = (
    "exp", "expm1", "log", "log1p", "abs", "sign", "sin", "cos", "tan", "sinh", "cosh", "tanh", "sqrt", "power",
    "where", "logaddexp", "hypot", "maximum", "minimum", "arctan", "arctan2", "ones_like",
)  # fmt: skip


def numpy_function(tree: Tree) -> Callable[[Any], Any]:
    """The function of a rewritten formula; it may warn."""
    run = prepare(program(tree), numpy_library())

    def evaluate(x: Any) -> Any:
        with np.errstate(all="ignore"):
            return run(x)

    return evaluate


def numpy_library() -> SimpleNamespace:
    """What ``elementary.Library`` asks for."""
    return SimpleNamespace(
        **{name: getattr(np, name) for name in NAMES},
        **{name: _special(name) for name in SPECIAL},
        constant=lambda value, x: np.float64(value),
        softplus=lambda x: np.logaddexp(0.0, x),
        sigmoid=_sigmoid,
        at_least=np.maximum,
        at_most=np.minimum,
    )


def _special(name: str) -> Callable[[Any], Any]:
    """A function of scipy.special, which is loaded when it is first computed."""

    def call(x: Any) -> Any:
        from scipy import special

        return getattr(special, name)(x)

    return call


def _sigmoid(x: Any) -> Any:
    grown = np.exp(-np.abs(x))
    return np.where(x >= 0, 1.0, grown) / (1.0 + grown)
