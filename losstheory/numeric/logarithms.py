r"""Positive expressions by their logarithms, so that no exponential overflows on the way.

The logarithm of :math:`e^u` is u, of a sum :math:`\log(e^a + e^b)`, of a product the sum, of a power the multiple; of
:math:`\sigma(u)` it is :math:`-\log(1 + e^{-u})`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

from losstheory.formulas.tree import Tree

Step: TypeAlias = Callable[[Any], Any]
Compile: TypeAlias = Callable[[Tree], Step]


def exponents(tree: Tree, compile_: Compile) -> Step | None:
    """The function of a logarithm, or of a product with several exponential factors; None for others."""
    if tree.op == "log":
        inner = tree.args[0]
        return _logarithm(inner, compile_) if has_exponential(inner) else _log1p(inner, compile_)
    grown = [factor for factor in tree.args if has_exponential(factor)]
    logs = [_logarithm(factor, compile_) for factor in grown]
    if len(logs) < 2 or None in logs:
        return None
    rest = [compile_(factor) for factor in tree.args if factor not in grown]
    return lambda x: math.prod((factor(x) for factor in rest), start=np.exp(sum(log(x) for log in logs if log)))


def has_exponential(tree: Tree) -> bool:
    return any(node.op in ("exp", "sigmoid") and node.variables() for node in tree.walk())


def _logarithm(tree: Tree, compile_: Compile) -> Step | None:
    """The logarithm of an expression that is positive by its form, None if it is not."""
    match tree.op:
        case "number":
            value = tree.args[0]
            if value <= 0:
                return None
            log = math.log(value.numerator) - math.log(value.denominator)
            return lambda x: log
        case "exp":
            return compile_(tree.args[0])
        case "sigmoid":
            inner = compile_(tree.args[0])
            return lambda x: -np.logaddexp(0.0, -inner(x))
        case "pow":
            base, exponent = _logarithm(tree.args[0], compile_), tree.args[1].value
            if base is None or exponent is None:
                return None
            power = float(exponent)
            return lambda x: power * base(x)
        case "add" | "mul":
            return _combined(tree, compile_)
    return None


def _combined(tree: Tree, compile_: Compile) -> Step | None:
    """The logarithm of a sum or a product of positive expressions."""
    logs = [log for arg in tree.args if (log := _logarithm(arg, compile_))]
    if len(logs) < len(tree.args):
        return None
    if tree.op == "mul":
        return lambda x: sum(log(x) for log in logs)
    return lambda x: np.logaddexp.reduce(np.broadcast_arrays(*(log(x) for log in logs)))


def _log1p(inner: Tree, compile_: Compile) -> Step | None:
    """log(1 + u), exact for small u."""
    if inner.op != "add" or len(inner.args) != 2 or 1 not in (values := [arg.value for arg in inner.args]):
        return None
    rest = compile_(inner.args[1 - values.index(1)])
    return lambda x: np.log1p(rest(x))
