"""The simplex of three classes as SVG: what the least conditional risk decides, and one law in it."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from losstheory.reports.html.markup import element, text

if TYPE_CHECKING:
    from losstheory.losses.multiclass import AnyMulticlass

Floats: TypeAlias = NDArray[np.float64]
Law: TypeAlias = tuple[Fraction, Fraction, Fraction]
CELLS = 9
COLOURS = ((115, 177, 214), (241, 202, 115), (115, 202, 175))
SIZE, EDGE, TOP = 240.0, 40.0, 16.0
HEIGHT = SIZE * 3**0.5 / 2


class Decisions:
    """What the least conditional risk of one loss decides; the triangles are computed with the first law asked."""

    def __init__(self, loss: AnyMulticlass) -> None:
        self._loss = loss
        self._cells: tuple[list[str], list[bool]] | None = None

    def at(self, p: Law) -> tuple[Floats, list[str], list[bool]]:
        """The least risks at a law with each class first; the colour of each triangle, and whether it has a ring."""
        from losstheory.figures.decisions import least_risks
        from losstheory.figures.simplex_picture import centroids

        laws = np.array([[float(share) for share in p]])
        if self._cells is None:
            laws = np.concatenate([laws, centroids(CELLS)])
        risks = least_risks(self._loss, laws)
        if self._cells is None:
            self._cells = _painted(_first(risks[1:]), laws[1:])
        return risks[0], *self._cells


def simplex(loss: AnyMulticlass, p: Law) -> str:
    """Triangles in the mixed colours of the classes that come first, a ring where one of them is wrong; and the law."""
    from losstheory.figures.simplex_picture import rows

    risks, faces, wrong = _decisions(loss).at(p)
    shapes, rings = [], []
    for (row, place), face, bad in zip(rows(CELLS), faces, wrong, strict=True):
        corners = _corners(row, place)
        outline = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in corners) + "Z"
        shapes.append(element("path", d=outline, fill=face, stroke=face))
        if bad:
            rings.append(_circle(np.mean(corners, axis=0), 2.2, class_="wrong", fill="none"))
    shifts = ((0, 13), (0, 13), (0, -5))
    places = [_point(corner) + shift for corner, shift in zip(np.eye(3), shifts, strict=True)]
    names = [
        element("text", f"p{k} = 1", x=f"{x:.0f}", y=f"{y:.0f}", text_anchor="middle")
        for k, (x, y) in enumerate(places, 1)
    ]
    here = _circle(_point(np.array([float(share) for share in p])), 5, class_="here", stroke="#fff")
    view = f"0 0 {SIZE + 2 * EDGE:.0f} {HEIGHT + 2 * TOP:.0f}"
    picture = element("svg", *shapes, *rings, here, *names, viewBox=view, role="img")
    first = " or ".join(str(k) for k, is_first in enumerate(_first(risks[None])[0], 1) if is_first)
    caption = (
        f"the simplex, measured: at p = ({', '.join(map(str, p))}) the least risk with class 1, 2, 3 first is "
        f"{', '.join(f'{risk:.4g}' for risk in risks)}, so class {first} comes first. "
        "A colour is a class that comes first, a ring one that is not the most probable."
    )
    return element("figure", picture, element("figcaption", text(caption)))


@lru_cache(maxsize=64)
def _decisions(loss: Any) -> Decisions:
    return Decisions(loss)


def _first(risks: Floats) -> NDArray[np.bool_]:
    """Which classes come first, ties included."""
    from losstheory.figures.decisions import TIE

    least = risks.min(axis=1, keepdims=True)
    return np.asarray(risks <= least + TIE * (1 + np.abs(least)))


def _painted(first: NDArray[np.bool_], laws: Floats) -> tuple[list[str], list[bool]]:
    """Mixed colours, and whether a class comes first that is not the most probable."""
    wrong = (first & (laws < laws.max(axis=1, keepdims=True) - 1 / (10 * CELLS))).any(axis=1)
    mixed = (first @ np.array(COLOURS)) / first.sum(axis=1, keepdims=True)
    return [f"rgb({', '.join(f'{part:.0f}' for part in colour)})" for colour in mixed], wrong.tolist()


def _circle(at: Floats, radius: float, **look: str) -> str:
    return element("circle", cx=f"{at[0]:.1f}", cy=f"{at[1]:.1f}", r=radius, **look)


def _corners(row: int, place: int) -> list[Floats]:
    """The corners of a triangle; odd places point down."""
    second, odd = place // 2, place % 2
    laws = [(row, second + 1), (row + 1, second), (row + odd, second + odd)]
    return [_point(np.array([CELLS - third - two, two, third]) / CELLS) for third, two in laws]


def _point(law: Floats) -> Floats:
    """The place of a law: class 1 at the left, class 2 at the right, class 3 above."""
    return np.array([EDGE + SIZE * (law[1] + law[2] / 2), TOP + HEIGHT * (1 - law[2])])
