"""Which figures a loss and a statement have: curves of their formulas over ranges that a reader expects."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from losstheory.formulas.calculus import normal
from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.parser import parse
from losstheory.formulas.tree import BRANCHING, ONE, ZERO, Tree, number, variable
from losstheory.losses.loss import Loss, ResidualLoss, substitute
from losstheory.losses.multiclass import FormulaPerClass, SumToZeroLoss
from losstheory.losses.simplex import SimplexLoss
from losstheory.numeric.callables import to_numpy
from losstheory.numeric.infimum import to_float as float_of
from losstheory.reports.html.markup import text
from losstheory.reports.html.plots import Plot, draw
from losstheory.reports.html.sentences import tree_of, typeset
from losstheory.rigor.floating import Floats, to_float
from losstheory.theory.views import domain

if TYPE_CHECKING:
    from losstheory.figures.curves import Curve

POINTS = 41
REACH = 3.0
ETAS = (Fraction(1, 2), Fraction(3, 4), Fraction(19, 20))
HEADS = {"margin": ("φ",), "residual": ("ρ",)}
SHOWN_CLASSES = 2
SLICE = "the losses while the score of class 1 moves and the others are alike"
Named: TypeAlias = tuple[str, Tree]
End: TypeAlias = Tree | str


def loss_figures(loss: Loss) -> str:
    """The loss, and the conditional risk of a loss of two labels; of a loss of several classes a slice."""
    if isinstance(loss, FormulaPerClass):
        return _slice(loss)
    heads = HEADS.get(loss.kind, ("l+", "l-"))
    curves = [(typeset(head), tree) for head, tree in zip(heads, loss.expressions, strict=True)]
    drawn = _figure("the loss", curves, loss.variable, domain(loss))
    return drawn if isinstance(loss, ResidualLoss) else drawn + _risks(loss, ETAS)


def statement_figure(form: dict[str, Any], loss: Loss | None, witness: dict[str, str] | None) -> str:
    """What a statement compares, the function that it claims, or the conditional risk where a witness refutes it."""
    if {"variable", "lower", "upper"} <= set(form):
        return _comparison(form, (witness or {}).get("at"))
    value = form.get("value")
    tree = tree_of(value.get("formula") if isinstance(value, dict) else value)
    if tree is not None and tree.variables() in ({"theta"}, {"eta"}, {"p"}):
        return function_figure("the function that is claimed", tree, (witness or {}).get(next(iter(tree.variables()))))
    told = witness or {}
    eta = _fraction(told.get("eta"))
    if loss is None or isinstance(loss, FormulaPerClass | ResidualLoss) or eta is None or not 0 <= eta <= 1:
        return ""
    return _risks(loss, (eta,), _fraction(told.get(loss.variable)))


def function_figure(name: str, formula: Tree, place: str | None = None) -> str:
    """A function of one variable on (0, 1), its value at a place marked."""
    letter = next(iter(formula.variables()), "theta")
    return _figure(name, [(text(name), formula)], letter, (ZERO, ONE), _fraction(place))


def _comparison(form: dict[str, Any], place: str | None) -> str:
    """Both sides of an inequality on its interval, with the place where it fails; or what an infimum is of."""
    named = [(key, tree) for key in ("left", "right", "expression") if (tree := tree_of(form.get(key))) is not None]
    name, ends = form["variable"], tuple(_end(form[key]) for key in ("lower", "upper"))
    title = "both sides" if len(named) == 2 else "the function"
    return _figure(title, named, name, (ends[0], ends[1]), _fraction(place))


def _risks(loss: Loss, etas: Iterable[Fraction], place: Fraction | None = None) -> str:
    curves = [(f"<i>C</i>, <i>η</i> = {eta}", loss.conditional_risk(eta)) for eta in etas]
    return _figure("the conditional risk", curves, loss.variable, domain(loss), place)


def _slice(loss: FormulaPerClass) -> str:
    ends, curves = slices(loss)
    return _figure(SLICE, curves, loss.variable, ends)


def slices(loss: FormulaPerClass) -> tuple[tuple[End, End], list[Named]]:
    """The losses of the first two classes as functions of the score of class 1, the others alike, and its range."""
    moving, rest = variable(loss.variable), ZERO
    ends: tuple[End, End] = ("-oo", "oo")
    if isinstance(loss, SimplexLoss):
        away = Tree("add", (ONE, Tree("mul", (number(-1), moving))))
        rest, ends = Tree("mul", (number(Fraction(1, loss.classes - 1)), away)), (ZERO, ONE)
    elif isinstance(loss, SumToZeroLoss):
        rest = Tree("mul", (number(Fraction(-1, loss.classes - 1)), moving))
    curves = []
    for k, tree in enumerate(loss.expressions[:SHOWN_CLASSES]):
        for name in loss.names:
            tree = substitute(tree, name, moving if name == loss.names[0] else rest)
        curves.append((typeset(f"l_{k + 1}"), tree))
    return ends, curves


def _figure(title: str, named: Sequence[Named], name: str, ends: tuple[End, End], place: Fraction | None = None) -> str:
    """The figure, the values at a place marked; nothing where the formulas cannot be drawn."""
    span = _span(ends, place)
    try:
        with np.errstate(all="ignore"):
            curves = [(told, _curve(tree, name, ends, span)) for told, tree in named]
            dots = [] if place is None else [(float(place), _value(tree, name, place)) for _, tree in named]
    except LossTheoryError:
        return ""
    if not curves or not all(np.isfinite(curve.y).any() for _, curve in curves):
        return ""
    return draw(Plot(title, curves, span, _axis(name), [dot for dot in dots if math.isfinite(dot[1])]))


def _curve(tree: Tree, name: str, ends: tuple[End, End], span: tuple[float, float]) -> Curve:
    """The formula on the span; only one with branches is searched for kinks and jumps."""
    from losstheory.figures.curves import Curve, sample

    if _has_branches(tree):
        return sample(tree, name, ends, span, POINTS)
    x = np.linspace(*span, POINTS)
    return Curve(x, _function(tree, name)(x), np.empty((0, 2)), np.empty((0, 2)))


def _function(tree: Tree, name: str) -> Callable[[Floats], Floats]:
    """The formula as a function of arrays, of the few digits that a picture needs."""
    return to_numpy(tree, name) if _has_branches(tree) else to_float(normal(tree), name)


def _value(tree: Tree, name: str, place: Fraction) -> float:
    return float(_function(tree, name)(np.array(float(place))))


def _has_branches(tree: Tree) -> bool:
    return any(node.op in BRANCHING for node in tree.walk())


def _span(ends: tuple[End, End], place: Fraction | None) -> tuple[float, float]:
    """The interval if it is bounded; else a part of it, with the place, next to its end or around 0."""
    low, high = map(float_of, ends)
    far = max(REACH, 1.25 * abs(float(place or 0)))
    if math.isinf(low) and math.isinf(high):
        return -far, far
    if math.isinf(high):
        return low, max(low, 0.0) + 2 * far
    return (min(high, 0.0) - 2 * far, high) if math.isinf(low) else (low, high)


def _end(data: Any) -> End:
    return "oo" if data == "oo" else "-oo" if data == "-oo" else tree_of(data) or ZERO


def _axis(name: str) -> str:
    return {"theta": "θ", "eta": "η"}.get(name, text(name))


def _fraction(words: str | None) -> Fraction | None:
    try:
        return None if words is None else parse(words, ()).value
    except LossTheoryError:
        return None
