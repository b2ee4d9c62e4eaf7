"""Phase diagrams of families: where a property holds, where it fails, in two colours and a hatch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from losstheory.figures.curves import Span
from losstheory.figures.style import BLUE, INK, PALE, VERMILLION, current_axes, dress, styled
from losstheory.formulas.constants import bounds
from losstheory.formulas.tree import Tree
from losstheory.theory.phase import BoxDiagram, Cell, PhaseDiagram

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLOURS = {"holds": BLUE, "fails": VERMILLION}
HEIGHT, ROOM = 0.7, 1.0


def draw_phase_diagram(
    diagrams: PhaseDiagram | Sequence[PhaseDiagram], ax: Axes | None = None, span: Span | None = None
) -> Axes:
    """Draw a bar for each diagram: blue where the property holds, red where it fails, hatched where it is open.

    A single value whose answer differs from both sides is a dot in its colour; exact thresholds are ticks.

    Args:
        diagrams: one, or several over the same parameter.
        ax: axes of matplotlib; None: the current ones.
        span: the interval of the parameter to draw; None: all finite ends of cells with room beside them.

    Raises:
        ValueError: no diagram, or an interval that does not increase.
    """
    shown = [diagrams] if isinstance(diagrams, PhaseDiagram) else list(diagrams)
    if not shown:
        raise ValueError("expected at least one phase diagram; make one with lt.phase_diagram(family, property)")
    low, high = (float(x) for x in span) if span is not None else _span(shown)
    if not low < high:
        raise ValueError(f"the interval to draw must increase, got ({low}, {high})")
    ax = current_axes(ax)
    with styled():
        for row, diagram in enumerate(shown):
            for cell in diagram.cells:
                _draw(ax, cell, row, low, high)
            for k, cell in enumerate(diagram.cells):
                beside = {other.answer for other in diagram.cells[max(k - 1, 0) : k + 2 : 2]}
                if cell.is_point and cell.answer not in beside and low <= _float(cell.lower) <= high:
                    face = COLOURS.get(cell.answer, PALE)
                    ax.plot([_float(cell.lower)], [row], marker="o", color=face, markeredgecolor=INK, zorder=3)
        ticks = sorted({_float(x) for diagram in shown for x in diagram.thresholds if low <= _float(x) <= high})
        if ticks:
            ax.set_xticks(ticks, [x.replace("-", "−") for x in _named(shown, ticks)])
        ax.set(xlim=(low, high), ylim=(-0.6, len(shown) - 0.4), xlabel=shown[0].parameter)
        ax.set_yticks(
            range(len(shown)), [f"{diagram.family}\n{diagram.claimed}".replace("_", " ") for diagram in shown]
        )
        _legend(ax)
        dress(ax)
    return ax


def draw_phase_boxes(diagram: BoxDiagram, ax: Axes | None = None) -> Axes:
    """Draw the open boxes of two parameters in the colour of their answer, hatched where it is not decided.

    Args:
        diagram: what ``lt.phase_boxes`` gives.
        ax: axes of matplotlib; None: the current ones.
    """
    from matplotlib.patches import Rectangle

    ax = current_axes(ax)
    with styled():
        for cell in diagram.cells:
            (a, b), (c, d) = cell.box
            box = Rectangle((float(a), float(c)), float(b - a), float(d - c), linewidth=0, **_look(cell.answer))
            ax.add_patch(box)
        ax.autoscale_view()
        ax.set(xlabel=diagram.parameters[0], ylabel=diagram.parameters[1])
        _legend(ax)
        dress(ax)
    return ax


def _look(answer: str) -> dict[str, Any]:
    if answer in COLOURS:
        return {"color": COLOURS[answer]}
    return {"facecolor": "none", "edgecolor": PALE, "hatch": "////"}


def _draw(ax: Axes, cell: Cell, row: int, low: float, high: float) -> None:
    """An open cell as a bar."""
    left, right = max(_float(cell.lower), low), min(_float(cell.upper), high)
    if cell.is_point or left >= right:
        return
    ax.barh(row, right - left, HEIGHT, left, linewidth=0, **_look(cell.answer))


def _legend(ax: Axes) -> None:
    from matplotlib.patches import Patch

    handles = [Patch(color=colour, label=answer) for answer, colour in COLOURS.items()]
    handles.append(Patch(facecolor="none", edgecolor=PALE, hatch="////", label="not decided"))
    ax.legend(handles=handles, loc="upper center", bbox_to_anchor=(0.5, 1.2), ncols=3, frameon=False)


def _float(x: Tree | str) -> float:
    if isinstance(x, str):
        return float(x.replace("oo", "inf"))
    low, high = bounds(x)
    return float((low + high) / 2)


def _named(diagrams: Sequence[PhaseDiagram], ticks: Sequence[float]) -> list[str]:
    """The thresholds as rationals where they are, else with four digits."""
    exact = {
        _float(x): str(x.value) if x.value is not None else f"{_float(x):.4g}" for d in diagrams for x in d.thresholds
    }
    return [exact[tick] for tick in ticks]


def _span(diagrams: Sequence[PhaseDiagram]) -> tuple[float, float]:
    """All finite ends of cells, with room where the range goes on."""
    ends = [x for d in diagrams for cell in d.cells for x in (cell.lower, cell.upper)]
    finite = [_float(x) for x in ends if isinstance(x, Tree)] or [0.0]
    low, high = min(finite), max(finite)
    room = max(ROOM, (high - low) / 2)
    return low - (room if "-oo" in ends else 0), high + (room if "oo" in ends or low == high else 0)
