"""What is seen of one loss: curves as small SVG pictures, which are made in milliseconds. All of it is measured."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from losstheory.losses.multiclass import MulticlassLoss, SumToZeroLoss
from losstheory.reports.exploration.least import THETAS, LeastRisk
from losstheory.reports.exploration.simplex import simplex
from losstheory.reports.html.figures import HEADS, SLICE, slices
from losstheory.reports.html.markup import element, text
from losstheory.reports.html.plots import Plot, draw
from losstheory.reports.html.sentences import typeset
from losstheory.theory.search.scores import evaluate_all
from losstheory.theory.views import domain

if TYPE_CHECKING:
    from losstheory.figures.curves import Curve
    from losstheory.formulas.tree import Tree
    from losstheory.losses.loss import AnyLoss
    from losstheory.reports.exploration.law import Law

POINTS, FINE = 81, 241
HALF = Fraction(1, 2)


def pictures(loss: Any, law: Law) -> str:
    """The loss; for two labels its conditional risk and psi, for three classes the simplex.

    Raises:
        LossTheoryError: a formula cannot be drawn.
    """
    if isinstance(loss, MulticlassLoss | SumToZeroLoss):
        shown = [_slice(loss), *([simplex(loss, law.p)] if law.p is not None else ())]
    else:
        shown = [_loss(loss), *(_consequences(loss, law.eta) if law.eta is not None else ())]
    return element("div", *shown, class_="pictures")


@lru_cache(maxsize=64)
def _slice(loss: Any) -> str:
    """The losses of the first two classes on a fine grid, since a search for kinks takes longer than a move may."""
    x = np.linspace(*_span(loss), FINE)
    trees = dict(slices(loss)[1])
    values = (np.broadcast_to(y, x.shape) for y in evaluate_all(trees.values(), {loss.variable: x}))
    curves = [(name, _points(y, x)) for name, y in zip(trees, values, strict=True)]
    return draw(Plot(SLICE, curves, _span(loss), loss.variable))


def _loss(loss: AnyLoss) -> str:
    heads = HEADS.get(loss.kind, ("l+", "l-"))
    curves = [(typeset(head), _sampled(loss, tree)) for head, tree in zip(heads, loss.expressions, strict=True)]
    return draw(Plot("the loss", curves, _span(loss), loss.variable))


def _consequences(loss: AnyLoss, eta: Fraction) -> tuple[str, str]:
    """The conditional risk with its infima, and the calibration function with psi."""
    least, at = _least_risk(loss), np.array([float(eta)])
    named = [("least", least.everywhere(at))]
    if eta != HALF:
        named.append(("least on the wrong side", least.wrong(at, eta > HALF)))
    (low, high), dots, told = _span(loss), [], []
    for name, found in named:
        value, place = float(found.value[0]), float(found.place[0])
        seen = low <= place <= high
        dots += [(place, value)] if seen and np.isfinite(value) else []
        told.append(f"{name} {_number(value)} {'at' if seen else 'outside, at'} {loss.variable} = {_number(place)}")
    risk = [(text("C"), _sampled(loss, loss.conditional_risk(eta)))]
    title = f"conditional risk at η = {eta}: {'; '.join(told)}"
    theta = abs(2 * float(eta) - 1)
    functions = (("least excess of a wrong score", least.calibration_function), ("ψ, below it and convex", least.psi))
    curves = [(text(name), _points(values)) for name, values in functions]
    mark = [(theta, float(np.interp(theta, THETAS, least.psi)))] if np.isfinite(least.psi).all() else []
    return (
        draw(Plot(title, risk, _span(loss), loss.variable, dots)),
        draw(Plot("regrets, measured, at θ = |2η − 1|", curves, (0.0, 1.0), "θ", mark)),
    )


@lru_cache(maxsize=64)
def _least_risk(loss: AnyLoss) -> LeastRisk:
    return LeastRisk(loss)


def _sampled(loss: AnyLoss, tree: Tree) -> Curve:
    from losstheory.figures.curves import sample

    with np.errstate(all="ignore"):
        return sample(tree, loss.variable, domain(loss), _span(loss), POINTS)


def _points(values: Any, places: Any = THETAS) -> Curve:
    from losstheory.figures.curves import Curve

    return Curve(places, values, np.empty((0, 2)), np.empty((0, 2)))


def _span(loss: Any) -> tuple[float, float]:
    return (0.0, 1.0) if loss.variable == "p" else (-3.0, 3.0)


def _number(x: float) -> str:
    return f"{x:.4g}".replace("inf", "∞").replace("-", "−") if abs(x) > 1e-9 else "0"
