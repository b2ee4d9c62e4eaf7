"""The least adversarial risk against the radius of the attack."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from losstheory.figures.loss_curves import DrawingError
from losstheory.figures.style import BLUE, PALE, current_axes, dress, line, styled
from losstheory.formulas.constants import bounds
from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.parser import parse

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from losstheory.programs import RobustRisk


def draw_robust_risk(radii: Sequence[Any], *risks: Sequence[RobustRisk], ax: Axes | None = None) -> Axes:
    """Draw what is certain about the least 0-1 risk at every radius, from its bounds at some radii.

    The risk does not fall as the radius grows, so that between two radii it lies between the lower bound at the first
    and the upper bound at the second: the band. Risks of a lower ``order`` are lower bounds, a dashed step each, with
    their ceiling 1 - 1/order as a dotted line.

    >>> import losstheory as lt
    >>> X, y, radii = [[0], [2], [5]], ["a", "b", "a"], ["1/2", 1, "3/2", 2]
    >>> ax = lt.draw.robust_risk(radii, [lt.robust_risk(X, y, eps) for eps in radii])

    Args:
        radii: increasing numbers, also Fractions and texts ``"p/q"``.
        risks: for each curve the results of ``lt.robust_risk`` at the radii, of one order.
        ax: axes of matplotlib; None: the current ones.

    Raises:
        DrawingError: no curve, radii that do not increase, another number of risks than of radii, or mixed orders.
    """
    x = [_number(eps) for eps in radii]
    if not risks or any(b <= a for a, b in zip(x, x[1:], strict=False)):
        raise DrawingError("expected increasing radii and at least one list of risks, one risk a radius")
    for curve in risks:
        if len(curve) != len(x) or len({_order(risk) for risk in curve}) != 1:
            raise DrawingError(f"expected {len(x)} risks of one order, one a radius, got {len(curve)}")
    ax = current_axes(ax)
    with styled():
        for index, curve in enumerate(risks):
            _draw(ax, x, curve, index)
        ax.set(xlabel="radius of the attack", ylabel="least 0-1 risk", xlim=(x[0], x[-1]))
        ax.set_ylim(0, 1.05 * max(ax.get_ylim()[1], 0.05))
        dress(ax)
        ax.legend(frameon=False, loc="lower left", bbox_to_anchor=(0, 1), ncols=2)
    return ax


def _draw(ax: Axes, x: list[float], curve: Sequence[RobustRisk], index: int) -> None:
    lower, upper = (np.array([float(getattr(risk, end)) for risk in curve]) for end in ("lower", "upper"))
    order = _order(curve[0])
    if not order:
        ax.stairs(upper[1:], x, baseline=lower[:-1], fill=True, color=BLUE, alpha=0.2, label="certain between radii")
        ax.errorbar(
            x,
            (lower + upper) / 2,
            (upper - lower) / 2,
            fmt="o",
            color=BLUE,
            markersize=4,
            capsize=3,
            label="least risk",
            clip_on=False,
            zorder=3,
        )
        return
    style = line(index) | {"linestyle": "--"}
    ax.step(x, lower, where="post", label=f"lower bound, order {order}", **style)
    ax.axhline(1 - 1 / order, color=PALE, linewidth=0.9, linestyle=":", zorder=0.5)
    ax.text(x[0], 1 - 1 / order, f" 1 - 1/{order}", color=PALE, fontsize="small", ha="left", va="bottom")


def _order(risk: RobustRisk) -> int:
    """The most points at one place, 0 where it was not restricted."""
    return risk.order if risk.order < len(risk.classifier.classes) else 0


def _number(eps: Any) -> float:
    """A radius as a float.

    Raises:
        DrawingError: it is none.
    """
    try:
        return float(bounds(parse(eps, ()))[0]) if isinstance(eps, str) else float(eps)
    except (TypeError, ValueError, LossTheoryError) as error:
        raise DrawingError(f"expected a radius such as 1/2 or 0.5, got {eps!r}") from error
