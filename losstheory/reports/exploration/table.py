"""The verdicts at the present place as a table, each with a bar of its phase diagram and a mark where we are."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from losstheory.formulas.constants import bounds
from losstheory.formulas.tree import Tree
from losstheory.reports.html.markup import element, text

if TYPE_CHECKING:
    from losstheory.reports.exploration.board import Told
    from losstheory.reports.exploration.explorer import Explorer
    from losstheory.theory.phase import PhaseDiagram

WIDTH, HEIGHT = 240, 16
THIN = 0.6  # pixels; a cell is never drawn thinner


def table(explorer: Explorer) -> str:
    """One row for each property: its name, what is known of it here, and its diagram."""
    rows = []
    for name, told in explorer.verdicts.items():
        diagram, picture = explorer.diagrams[name], ""
        if explorer.along is not None and diagram is not None and not isinstance(diagram, str):
            picture = bar(diagram, explorer.tracks[explorer.along].ends, explorer.values[explorer.along])
        rows.append(element("tr", *(element("td", cell) for cell in (text(name), _answer(told), picture))))
    return element("table", element("tbody", *rows))


def bar(diagram: PhaseDiagram, ends: tuple[Fraction, Fraction], value: Fraction) -> str:
    """The cells of a diagram between two ends, and a mark at the value."""
    low, high = map(float, ends)

    def x(place: Tree | str) -> float:
        if isinstance(place, str):
            return 0.0 if place == "-oo" else float(WIDTH)
        share = (float(sum(bounds(place))) / 2 - low) / (high - low)
        return WIDTH * min(max(share, 0.0), 1.0)

    shapes = []
    for cell in sorted(diagram.cells, key=lambda cell: cell.is_point):
        left, right = x(cell.lower), x(cell.upper)
        wide = max(right - left, THIN)
        title = element("title", text(f"{diagram.parameter} in {cell.range}: {cell.answer}"))
        shapes.append(
            element(
                "g", title, element("rect", x=f"{left:.2f}", y=5, width=f"{wide:.2f}", height=9, class_=cell.answer)
            )
        )
    at = WIDTH * (float(value) - low) / (high - low)
    mark = element("path", d=f"M{at:.2f} 6l-4 -6h8z", class_="here")
    return element("svg", *shapes, mark, viewBox=f"-5 0 {WIDTH + 10} {HEIGHT}", role="img")


def _answer(told: Told) -> str:
    status = "not decided yet" if told.status is None else str(told.status)
    head = element("span", text(status), class_="soft" if told.status is None else status)
    more = f"{told.where}: {told.reason}" if told.where and told.reason else told.where or told.reason
    return head + (" " + element("span", text(more), class_="soft") if more else "")
