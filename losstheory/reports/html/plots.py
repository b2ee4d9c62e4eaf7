"""Small figures as inline SVG: curves in the colours of the page, on axes with a few round ticks.

What is drawn is measured on a grid, and no verdict rests on it. A gap is a jump; a ring is a limit that is not taken.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from losstheory.reports.html.markup import element, text

if TYPE_CHECKING:
    from losstheory.figures.curves import Curve, Span

WIDTH, HEIGHT = 320, 200
LEFT, RIGHT, TOP, BOTTOM = 40, 8, 8, 30
TICKS = 4
COLOURS = 4
RESOLVED = 1e-9


@dataclass(frozen=True)
class Plot:
    """Curves with their names on common axes.

    Attributes:
        title: what is shown, for people who do not see it too.
        curves: names, as markup, and curves.
        span: the horizontal range.
        variable: the name of the horizontal axis, as markup of SVG.
        dots: points that are marked.
    """

    title: str
    curves: Sequence[tuple[str, Curve]]
    span: Span
    variable: str
    dots: Sequence[tuple[float, float]] = field(default=())


def draw(plot: Plot) -> str:
    """The figure with its legend; nothing where the values are too large to tell apart."""
    from losstheory.figures.curves import heights

    low, high = heights([curve for _, curve in plot.curves], [y for _, y in plot.dots])
    if not math.isfinite(high - low) or high - low <= RESOLVED * max(abs(low), abs(high)):
        return ""
    frame = _Frame(*plot.span, low, high)
    shapes = [shape for index, (_, curve) in enumerate(plot.curves) for shape in _curve(curve, index, frame)]
    shapes += [
        element("circle", cx=_short(frame.x(x)), cy=_short(frame.y(y)), r=3.5, class_="dot") for x, y in plot.dots
    ]
    inner = element(
        "svg", *shapes, x=LEFT, y=TOP, width=frame.width, height=frame.height,
        viewBox=f"{LEFT} {TOP} {frame.width} {frame.height}",
    )  # fmt: skip
    picture = element(
        "svg",
        element("title", text(plot.title)),
        *_axes(frame, plot.variable),
        inner,
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        role="img",
    )
    names = [element("li", name, class_=f"c{index % COLOURS}") for index, (name, _) in enumerate(plot.curves)]
    told = [name for name, _ in plot.curves] != [text(plot.title)]
    caption = element("figcaption", text(plot.title), element("ul", *names, class_="legend") if told else "")
    return element("figure", picture, caption)


@dataclass(frozen=True)
class _Frame:
    """From numbers to places in the picture."""

    left: float
    right: float
    low: float
    high: float
    width: int = WIDTH - LEFT - RIGHT
    height: int = HEIGHT - TOP - BOTTOM

    def x(self, value: float) -> float:
        return LEFT + self.width * (value - self.left) / (self.right - self.left)

    def y(self, value: float) -> float:
        """The height, of what lies far outside just outside."""
        share = (value - self.low) / (self.high - self.low)
        return TOP + self.height * (1 - min(max(share, -0.5), 1.5))


def _curve(curve: Curve, index: int, frame: _Frame) -> Iterable[str]:
    runs = list[str]()
    step = "M"
    for x, y in zip(curve.x, curve.y, strict=True):
        if not math.isfinite(y):
            step = "M"
            continue
        runs.append(f"{step}{_short(frame.x(float(x)))} {_short(frame.y(float(y)))}")
        step = "L"
    yield element("path", d="".join(runs), class_=f"curve c{index % COLOURS}")
    for points, kind in ((curve.missed, "ring"), (curve.held, "point")):
        for x, y in points:
            yield element(
                "circle", cx=_short(frame.x(x)), cy=_short(frame.y(y)), r=2.5, class_=f"{kind} c{index % COLOURS}"
            )


def _axes(frame: _Frame, variable: str) -> list[str]:
    """A frame, and ticks at round numbers."""
    bottom = TOP + frame.height
    shapes = [element("rect", x=LEFT, y=TOP, width=frame.width, height=frame.height, class_="frame")]
    for value in round_numbers(frame.left, frame.right):
        x = _short(frame.x(value))
        shapes.append(element("line", x1=x, x2=x, y1=TOP, y2=bottom, class_="grid"))
        shapes.append(element("text", text(_told(value)), x=x, y=bottom + 13, text_anchor="middle"))
    for value in round_numbers(frame.low, frame.high):
        y = _short(frame.y(value))
        shapes.append(element("line", x1=LEFT, x2=LEFT + frame.width, y1=y, y2=y, class_="grid"))
        shapes.append(element("text", text(_told(value)), x=LEFT - 4, y=y, dy="0.32em", text_anchor="end"))
    name = element("text", variable, x=LEFT + frame.width, y=HEIGHT - 1, text_anchor="end", class_="name")
    return [*shapes, name]


def round_numbers(low: float, high: float) -> list[float]:
    """About ``TICKS`` multiples of 1, 2 or 5 times a power of ten.

    >>> round_numbers(-3, 3)
    [-2.0, 0.0, 2.0]
    """
    rough = (high - low) / TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    step = power * next(factor for factor in (1, 2, 5, 10) if factor * power >= rough * (1 - 1e-9))
    first = math.ceil(low / step - 1e-9)
    return [k * step for k in range(first, math.floor(high / step + 1e-9) + 1)]


def _told(value: float) -> str:
    return f"{value:.4g}".replace("-", "−")


def _short(value: float) -> str:
    return f"{np.round(value, 1):g}"
