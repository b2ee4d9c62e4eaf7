"""The conditional risk at one label probability: what the right side of the scores gains over the wrong one."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from losstheory.figures.curves import Span, heights, read_span, sample
from losstheory.figures.loss_curves import DrawingError, title, trace
from losstheory.figures.style import BLUE, INK, PALE, VERMILLION, WIDTH, current_axes, dress, styled
from losstheory.losses.loss import AnyLoss
from losstheory.losses.typed import loss as typed
from losstheory.numeric.infimum import Infimum, estimate_infimum, to_float
from losstheory.theory.views import centre, domain, wrong_and_right

if TYPE_CHECKING:
    from matplotlib.axes import Axes

HALF, VISIBLE = Fraction(1, 2), 1e-9


def draw_conditional_risk(
    loss: Any, eta: Fraction | int | str | float, ax: Axes | None = None, span: Span | None = None, points: int = 801
) -> Axes:
    r"""Draw :math:`C(\eta, s) = \eta\, \ell_+(s) + (1 - \eta)\, \ell_-(s)` against the score.

    The wrong side, centre included, is shaded. The infimum over all scores and the infimum over the wrong side are
    marked at their height and place: a dot where the value is taken, a ring where it is only approached, an arrow
    head at the edge where the place lies outside the figure. If the two are equal at some eta other than 1/2, the loss
    is not calibrated. They are estimates on a grid; ``lt.decide`` gives certified answers.

    Args:
        loss: a loss, a catalogue term or a formula in t, as ``lt.loss`` takes them.
        eta: P(Y = +1) in [0, 1]; a decimal counts as the rational that is written.
        ax: axes of matplotlib; None: the current ones.
        span: the interval of scores to draw; None: (-3, 3), or (0, 1) for probability losses.
        points: points on each smooth piece.

    Raises:
        DrawingError: eta is no number in [0, 1].
        SpanError: the interval is empty or leaves the domain.
    """
    shown, weight = typed(loss), read_eta(eta)
    span = read_span(span, shown)
    curve = sample(shown.conditional_risk(weight), shown.variable, domain(shown), span, points)
    best, wrong = estimate_sides(shown, weight)
    score = "p" if shown.variable == "p" else "s"
    ax = current_axes(ax)
    with styled():
        _shade(ax, shown, weight, span)
        trace(ax, curve, rf"$C(\eta, {score})$", {"color": BLUE, "linewidth": WIDTH})
        ax.set(xlim=span, ylim=heights([curve], [one.value for one in (best, wrong) if one]))
        _mark(ax, best, r"\inf\, C", INK, score, span)
        if wrong is not None:
            _mark(ax, wrong, r"\inf_{\mathrm{wrong}}\, C", VERMILLION, score, span)
            _gap(ax, best, wrong)
        ax.set(xlabel=f"probability ${score}$" if score == "p" else f"score ${score}$", ylabel="conditional risk")
        dress(ax)
        head = rf"{title(shown)},  $\eta = {weight}$"
        ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, frameon=False, title=head, alignment="left")
    return ax


def read_eta(eta: Fraction | int | str | float) -> Fraction:
    """eta as a rational in [0, 1].

    Raises:
        DrawingError: it is not one.
    """
    try:
        weight = Fraction(repr(float(eta)) if isinstance(eta, float) else eta)
    except (TypeError, ValueError, ZeroDivisionError):
        raise DrawingError(f"eta must be a number in [0, 1] such as 3/4 or 0.75, got {eta!r}") from None
    if not 0 <= weight <= 1:
        raise DrawingError(f"eta is the probability of the label +1 and must lie in [0, 1], got {eta}")
    return weight


def estimate_sides(loss: AnyLoss, eta: Fraction) -> tuple[Infimum, Infimum | None]:
    """The infimum of C over all scores, and over the wrong side with the centre (None at eta = 1/2)."""
    risk = loss.conditional_risk(eta)
    best = estimate_infimum(risk, loss.variable, *domain(loss))
    if eta == HALF:
        return best, None
    side, _ = wrong_and_right(loss, eta > HALF)
    wrong = estimate_infimum(risk, loss.variable, *side, [centre(loss)])
    return (wrong if wrong.value <= best.value else best), wrong


def _shade(ax: Axes, loss: AnyLoss, eta: Fraction, span: Span) -> None:
    middle = to_float(centre(loss))
    ax.axvline(middle, color=PALE, linewidth=0.8, zorder=0.5)
    side = (span[0], min(middle, span[1])) if eta > HALF else (max(middle, span[0]), span[1])
    if eta != HALF and side[0] < side[1]:
        ax.axvspan(*side, facecolor=PALE, alpha=0.16, linewidth=0, zorder=0, label="wrong side")


def _mark(ax: Axes, found: Infimum, name: str, colour: str, score: str, span: Span) -> None:
    """The height of an infimum as a line, its place as a dot, a ring or an arrow head, both in words in the legend."""
    outside = "<" if found.place < span[0] else ">" if found.place > span[1] else ""
    place = min(max(found.place, span[0]), span[1])
    bottom = ax.get_ylim()[0]
    height = found.value if math.isfinite(found.value) else bottom
    if math.isfinite(found.value):
        ax.axhline(found.value, color=colour, linewidth=0.9, linestyle=(0, (4, 2)), zorder=1)
    ax.plot(
        [place],
        [height],
        linestyle="none",
        marker=outside or "o",
        markersize=4.5 if colour == INK else 8,
        color=colour,
        markerfacecolor=colour if found.attained else ax.get_facecolor(),
        clip_on=False,
        zorder=4 + (colour == INK),
        label=_words(name, found, score),
    )


def _words(name: str, found: Infimum, score: str) -> str:
    """``inf C = 0.5 at s = 0`` where the value is taken, ``inf C = 0 as s → oo`` where it is approached."""
    near = round(found.place, 6) if math.isfinite(found.place) else found.place
    link = rf"$ at ${score} =" if found.attained else rf"$ as ${score} \to"
    return rf"${name} = {_number(found.value)}{link} {_number(near)}$"


def _number(x: float) -> str:
    """Four digits, for math mode."""
    if math.isinf(x):
        return r"\infty" if x > 0 else r"-\infty"
    mantissa, _, exponent = ("0" if abs(x) < VISIBLE else f"{x:.4g}").partition("e")
    return rf"{mantissa} \times 10^{{{int(exponent)}}}" if exponent else mantissa


def _gap(ax: Axes, best: Infimum, wrong: Infimum) -> None:
    """The distance of the two infima, as an arrow at the right edge."""
    gap = wrong.value - best.value
    if not math.isfinite(gap):
        return
    at = ax.get_yaxis_transform()
    low, high = ax.get_ylim()
    if gap > 0.08 * (high - low):
        arrow = {"arrowstyle": "<->", "color": VERMILLION, "linewidth": 0.9, "shrinkA": 0, "shrinkB": 0}
        ax.annotate("", (1.02, wrong.value), (1.02, best.value), at, at, arrowprops=arrow, annotation_clip=False)
    text = f"gap ${_number(gap)}$" if gap > VISIBLE * max(1.0, abs(best.value)) else "no gap"
    ax.text(1.035, (wrong.value + best.value) / 2, text, color=VERMILLION, fontsize="medium", va="center", transform=at)
