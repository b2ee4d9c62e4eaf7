"""Circumcentres: equally far from all corners, the same in floats as in fractions."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import numpy as np
import pytest

from losstheory.programs.circumcentres import barycentric, circumcentres, squared_radius


def squares(points: list[list[int]]) -> list[list[Fraction]]:
    return [[Fraction(sum((a - b) ** 2 for a, b in zip(p, q, strict=True))) for q in points] for p in points]


@pytest.mark.parametrize("size", [2, 3, 4])
def test_the_centre_is_equally_far_from_all_corners(size: int) -> None:
    chance = Random(size)
    for _ in range(20):
        points = [[chance.randint(-5, 5) for _ in range(4)] for _ in range(size)]
        weights = barycentric(squares(points))
        if weights is None:
            continue
        centre = [sum(w * x for w, x in zip(weights, column, strict=True)) for column in zip(*points, strict=True)]
        away = {sum((a - b) ** 2 for a, b in zip(centre, p, strict=True)) for p in points}
        assert away == {squared_radius(weights, squares(points))} and sum(weights) == 1
        near = circumcentres(np.array([squares(points)], dtype=np.float64))[0]
        assert near == pytest.approx(np.array(weights, dtype=np.float64), rel=1e-6, abs=1e-6)


def test_points_on_a_line_have_none() -> None:
    assert barycentric(squares([[0, 0], [1, 0], [3, 0]])) is None
    line, point = np.array([squares([[0, 0], [1, 0], [3, 0]])], float), np.zeros((1, 3, 3))
    for degenerate in (line, point):
        assert not (circumcentres(degenerate) > 0).all()
