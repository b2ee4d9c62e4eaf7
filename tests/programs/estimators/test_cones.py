"""The epigraphs as symmetric cones: they end where the dual norm does, and their scaling takes slacks to prices."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest

pytest.importorskip("sklearn")

from losstheory.programs.estimators.cones import EPIGRAPHS, Cone

DUAL = {1: inf, 2: 2, inf: 1}


def inside(cone: Cone, rng: np.random.Generator) -> np.ndarray:
    """Slacks inside: a part of a random step from the start."""
    h, step = cone.slack(cone.start()), cone.slack(rng.normal(size=len(cone.start())))
    return np.asarray(h + min(1.0, 0.9 * cone.room(h, step)) * step)


@pytest.mark.parametrize("norm", [1, 2, inf])
def test_the_room_of_a_step_ends_where_the_dual_norm_reaches_the_level(norm: float) -> None:
    cone, rng = EPIGRAPHS[norm](3), np.random.default_rng(0)
    lift = np.eye(4) if cone.lift() is None else cone.lift()
    ended = 0
    for _ in range(100):
        step = rng.normal(size=len(cone.start()))
        room = cone.room(cone.slack(cone.start()), cone.slack(step))
        *beta, level = lift @ (cone.start() + min(room, 1e3) * step)
        assert np.linalg.norm(beta, DUAL[norm]) <= level + 1e-9
        if norm != inf and room < 1e3:
            ended += 1
            assert np.linalg.norm(beta, DUAL[norm]) == pytest.approx(level, abs=1e-9)
    assert norm == inf or ended > 30


@pytest.mark.parametrize("norm", [1, 2, inf])
def test_the_scaling_takes_slacks_to_prices_and_is_symmetric_and_positive(norm: float) -> None:
    cone, rng = EPIGRAPHS[norm](3), np.random.default_rng(1)
    for _ in range(20):
        h, y = inside(cone, rng), inside(cone, rng)
        scaled = cone.at(h, y)
        np.testing.assert_allclose(scaled.pull(h), y, rtol=1e-9)
        bend = scaled.bend()
        columns = [cone.turn(scaled.pull(cone.slack(unit))) for unit in np.eye(len(cone.start()))]
        np.testing.assert_allclose(bend, columns, rtol=1e-9, atol=1e-9)
        assert np.linalg.eigvalsh(bend).min() > 0


@pytest.mark.parametrize("norm", [1, 2, inf])
def test_a_small_push_moves_the_product_to_the_target(norm: float) -> None:
    """To first order: h y moves by the same part of the way to degree times the target."""
    cone, rng = EPIGRAPHS[norm](3), np.random.default_rng(2)
    for _ in range(20):
        h, y = inside(cone, rng), inside(cone, rng)
        scaled, still = cone.at(h, y), np.zeros(len(h))
        dh = cone.slack(rng.normal(size=len(cone.start())))
        dy = scaled.push(0.3, still, still) - scaled.pull(dh)
        part = 1e-6
        moved = (h + part * dh) @ (y + part * dy) - h @ y
        assert moved == pytest.approx(part * (0.3 * cone.degree - h @ y), abs=1e-9 + 1e-9 * abs(dh @ dy))


@pytest.mark.parametrize("norm", [1, 2, inf])
def test_the_prices_pull_against_the_level(norm: float) -> None:
    cone, rng = EPIGRAPHS[norm](3), np.random.default_rng(3)
    y, step = cone.prices(2.0), rng.normal(size=len(cone.start()))
    assert cone.turn(y) @ step == pytest.approx(cone.slack(step) @ y)
    assert cone.slack(cone.start()) @ y == pytest.approx(2.0)
    assert cone.room(y, -y) == pytest.approx(1.0)
