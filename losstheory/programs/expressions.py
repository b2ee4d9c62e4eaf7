"""Convex losses as cvxpy expressions, by the rules of disciplined convex programming."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from losstheory.formulas.shape import log, mul
from losstheory.formulas.tree import Tree
from losstheory.losses.loss import AnyLoss, MarginLoss, PairLoss
from losstheory.losses.multiclass.kinds import AnyMulticlass, FormulaPerClass
from losstheory.numeric.arguments import CONVENTIONS, CallableError, Labels
from losstheory.numeric.canonical import canonical, is_constant
from losstheory.numeric.program import constant
from losstheory.programs.modelling import load_cvxpy


def to_cvxpy(loss: AnyLoss | AnyMulticlass, *, labels: Labels = (-1, 1)) -> Callable[[Any, ArrayLike], Any]:
    """``loss(scores, labels)``, the losses of rows of scores as a convex expression of cvxpy.

    Scores are an affine expression: of shape ``(n,)`` for a margin or pair loss, with labels as ``labels`` says; of
    shape ``(n, K)`` for a loss of K classes, with the classes 0, …, K - 1. Labels have shape ``(n,)``, and so have the
    losses. That the formula is a composition of convex functions is checked when it is called.

    Raises:
        CallableError: a loss of another kind; when called, shapes or labels that do not belong together, or a formula
            that cvxpy cannot see to be convex.
        SolveError: cvxpy is not installed.

    >>> import cvxpy as cp, losstheory as lt
    >>> scores = cp.Variable(2)
    >>> risk = cp.sum(to_cvxpy(lt.catalogue["hinge"])(scores, [1, -1]))
    >>> round(float(cp.Problem(cp.Minimize(risk + cp.sum_squares(scores))).solve()), 6)
    1.5
    """
    load_cvxpy()
    if isinstance(loss, FormulaPerClass):
        if getattr(loss, "variable", "s") != "s":
            raise CallableError(f"{loss.name} is a loss of forecasts; expected one of scores")
        formulas, wanted, names = list(loss.formulas), list(range(loss.classes)), loss.names
    elif isinstance(loss, (MarginLoss, PairLoss)):
        if tuple(labels) not in CONVENTIONS:
            raise CallableError(f"labels are written (-1, 1) or (0, 1), the negative first; got {labels!r}")
        positive, negative = loss.partials
        formulas, wanted, names = [negative, positive], list(labels), (loss.variable,)
    else:
        raise CallableError(f"expected a margin, pair or multiclass loss, got the {loss.kind} loss {loss.name}")
    trees = [canonical(tree) for tree in formulas]

    def evaluate(scores: Any, target: ArrayLike) -> Any:
        given = np.asarray(target)
        shape = given.shape if len(names) == 1 else (*given.shape, len(names))
        if given.ndim != 1 or tuple(scores.shape) != shape or not np.isin(given, wanted).all():
            raise CallableError(
                f"expected labels of shape (n,) among {wanted} and scores of shape "
                f"{'(n,)' if len(names) == 1 else f'(n, {len(names)})'}; got scores of shape {tuple(scores.shape)} and "
                f"labels of shape {given.shape}"
            )
        return _rows(loss.name, dict(zip(wanted, trees, strict=True)), names, scores, given)

    return evaluate


def _rows(name: str, trees: Mapping[int, Tree], names: tuple[str, ...], scores: Any, target: Any) -> Any:
    """The losses in the order of the rows, those of one label at a time."""
    cp = load_cvxpy()
    parts, order = [], []
    for label in np.unique(target):
        places = np.flatnonzero(target == label)
        columns = [scores[places]] if len(names) == 1 else [scores[places, k] for k in range(len(names))]
        found = Disciplined(dict(zip(names, columns, strict=True))).expression(trees[int(label)])
        if not found.is_convex():
            raise CallableError(f"{name} is not a composition that cvxpy sees to be convex")
        parts.append(found)
        order.append(places)
    return cp.hstack(parts)[np.argsort(np.concatenate(order))]


class Disciplined:
    """Formulas over expressions of one shape; exponentials under a logarithm become a log-sum-exp."""

    def __init__(self, variables: Mapping[str, Any]) -> None:
        self.variables, self.cp = variables, load_cvxpy()
        self.like = next(iter(variables.values()))

    def expression(self, tree: Tree) -> Any:
        """The formula as an expression.

        Raises:
            CallableError: it has a part that is no function of cvxpy.
        """
        cp = self.cp
        if is_constant(tree):
            return cp.Constant(np.full(self.like.shape, constant(tree)))
        match tree.op:
            case "variable":
                return self.variables[tree.args[0]]
            case "add":
                return sum(map(self.expression, tree.args[1:]), self.expression(tree.args[0]))
            case "mul":
                return self._product(tree)
            case "log":
                return self._logarithm(tree.children[0])
            case "pow" if tree.args[1].value is not None:
                return self._power(tree.args[0], tree.args[1].value)
            case "piecewise" | "sigmoid":
                raise CallableError(f"cvxpy has no convex expression for {tree}")
        parts = [self.expression(part) for part in tree.children]
        functions = {"max": cp.maximum, "min": cp.minimum, "exp": cp.exp, "abs": cp.abs, "softplus": cp.logistic}
        if tree.op not in functions:
            raise CallableError(f"cvxpy has no expression for {tree}")
        return functions[tree.op](*parts)

    def _product(self, tree: Tree) -> Any:
        fixed = [arg for arg in tree.args if is_constant(arg)]
        moving = [arg for arg in tree.args if not is_constant(arg)]
        if len(moving) != 1:
            raise CallableError(f"cvxpy has no convex expression for the product {tree}")
        return constant(mul(*fixed)) * self.expression(moving[0])

    def _power(self, base: Tree, exponent: Fraction) -> Any:
        inner, even = self.expression(base), exponent > 0 and exponent.denominator == 1 and exponent.numerator % 2 == 0
        if not even and not inner.is_nonneg():
            raise CallableError(f"cvxpy takes the power {exponent} of positive numbers only, got that of {base}")
        return self.cp.power(inner, int(exponent) if exponent.denominator == 1 else float(exponent))

    def _logarithm(self, tree: Tree) -> Any:
        """The logarithm of powers, products and sums of exponentials."""
        cp = self.cp
        if tree.op == "exp":
            return self.expression(tree.children[0])
        if tree.op == "pow" and tree.args[1].value is not None:
            return float(tree.args[1].value) * self._logarithm(tree.args[0])
        if tree.op == "mul":
            return sum(map(self._logarithm, tree.args))
        if tree.op == "sigmoid":
            return -cp.logistic(-self.expression(tree.children[0]))
        if is_constant(tree):
            return self.expression(log(tree))
        exponents = [self._exponent(term) for term in tree.args] if tree.op == "add" else []
        if not exponents or any(part is None for part in exponents):
            return cp.log(self.expression(tree))
        return cp.log_sum_exp(cp.vstack(exponents), axis=0)

    def _exponent(self, term: Tree) -> Any | None:
        """The logarithm of a positive multiple of an exponential."""
        if is_constant(term):
            return self.expression(log(term)) if constant(term) > 0 else None
        factors = term.args if term.op == "mul" else (term,)
        if all(part.op == "exp" or (is_constant(part) and constant(part) > 0) for part in factors):
            return self._logarithm(term)
        return None
