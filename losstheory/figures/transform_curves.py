"""The transforms of losses over a hypothesis set: how much surrogate regret a 0-1 regret costs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from losstheory.figures.curves import Curve, reach, sample
from losstheory.figures.loss_curves import DrawingError, title, trace
from losstheory.figures.style import PALE, current_axes, dress, line, styled
from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.tree import ONE, ZERO, Tree
from losstheory.losses.loss import Loss
from losstheory.losses.typed import loss as typed
from losstheory.theory.consistency import HConsistency, h_consistency

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PROVED = "PROVED"
DOTS = {"linestyle": "none", "marker": "o", "markersize": 2.2}


@dataclass(frozen=True)
class _Shown:
    """One curve with its legend."""

    curve: Curve
    label: str
    style: dict[str, Any]


def draw_transforms(
    losses: Iterable[Any] | str,
    over: Any = "all",
    published: Sequence[str | None] = (),
    ax: Axes | None = None,
    points: int = 401,
) -> Axes:
    r"""Draw for each loss the transform on (0, 1): the least surrogate regret of a wrong score, as it is proved.

    A closed form is a curve; without one each certified row is a dot, in the middle of its enclosure. Where a
    multiclass loss has a bound alone it is the T of the bound, and the legend says so: it may lie below the transform.

    Args:
        losses: margin, pair or multiclass losses, or texts for ``lt.loss``; or one of these.
        over: the hypothesis set, as for ``lt.h_consistency``.
        published: for each loss a formula in theta that a paper gives for T, or None. It is drawn in grey if it is
            PROVED to be a bound, so that what it leaves to the transform can be seen.
        ax: axes of matplotlib; None: the current ones.
        points: points on each smooth piece.

    Raises:
        DrawingError: a loss has neither transform nor bound, or a published formula is not proved; the message says
            why.
    """
    items = [losses] if isinstance(losses, str | Loss) else list(losses)
    if not items:
        raise DrawingError("expected at least one loss, got none")
    if len(published) > len(items):
        raise DrawingError(f"expected a published formula or None for each loss, got {len(published)} of {len(items)}")
    shown = list[_Shown]()
    for index, item in enumerate(items):
        one = item if isinstance(item, Loss) else typed(item)
        formula = published[index] if index < len(published) else None
        try:
            found = h_consistency(one, over)  # type: ignore[arg-type]
            if formula is not None:
                shown.append(_published(found, formula, points))
        except LossTheoryError as error:
            raise DrawingError(f"the transform of {one.name} cannot be drawn: {error}") from None
        shown.append(_transform(found, index, points))
    ax = current_axes(ax)
    with styled():
        for entry in shown:
            trace(ax, entry.curve, entry.label, entry.style)
        ylim = reach([entry.curve for entry in shown])
        ax.set(xlim=(0, 1), ylim=ylim, xlabel=r"0-1 regret $\theta$", ylabel=r"transform $T(\theta)$")
        dress(ax)
        ax.legend(frameon=False, handlelength=2.6)
    return ax


def _transform(found: HConsistency, index: int, points: int) -> _Shown:
    style, name = line(index), title(found.loss)  # type: ignore[arg-type]
    if found.transform is None:
        if found.convex_transform is None:
            raise DrawingError(f"the transform of {found.loss.name} cannot be drawn: {found.reason}")
        return _Shown(_curve(found.convex_transform, points), f"{name} (bound)", style)
    if found.transform.exact is not None:
        return _Shown(_curve(found.transform.exact, points), name, style)
    x, lower, upper = np.array(found.transform.rows, dtype=float).T
    none = np.empty((0, 2))
    return _Shown(Curve(x, (lower + upper) / 2, none, none), name, {"color": style["color"], **DOTS})


def _published(found: HConsistency, formula: str, points: int) -> _Shown:
    """The formula, once it is proved to be a bound.

    Raises:
        DrawingError: it is not.
    """
    loss, verdict = found.loss, found.decide(formula)
    if verdict.status != PROVED:
        raise DrawingError(f"T = {formula} is not proved to bound {loss.name} over {found.over}: {verdict.status}")
    statement: Any = verdict.statement
    style = {**line(0), "color": PALE, "linestyle": (0, (2, 2)), "linewidth": 1.2}
    return _Shown(_curve(statement.value, points), f"{title(loss)}, published", style)  # type: ignore[arg-type]


def _curve(formula: Tree, points: int) -> Curve:
    return sample(formula, "theta", (ZERO, ONE), (0.0, 1.0), points)
