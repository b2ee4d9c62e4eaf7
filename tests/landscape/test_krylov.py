"""The basis of a Krylov space is orthonormal, whatever the spectrum, and its restarts lose nothing."""

from __future__ import annotations

import numpy as np
import pytest

from tests.landscape.small import torch

from losstheory.landscape.krylov import Krylov  # isort: skip

assert torch is not None


def grown(values: np.ndarray, steps: int, against: np.ndarray | None = None) -> Krylov:
    draw = np.random.default_rng(0)
    excluded = np.zeros((len(values), 0)) if against is None else against
    space = Krylov(lambda v: values * v, draw.standard_normal(len(values)), excluded, steps, draw)
    for _ in range(steps):
        space.step()
    return space


@pytest.mark.parametrize("spread", [0, 1e-13, 1e-10, 1e-7, 1e-3, 1])
def test_the_basis_is_orthonormal_where_directions_run_out(spread: float) -> None:
    draw = np.random.default_rng(1)
    values = np.concatenate([spread * draw.standard_normal(100), draw.uniform(0, 10, 10)])
    space = grown(values, 50)
    basis = space.vectors(np.eye(50))
    np.testing.assert_allclose(basis.T @ basis, np.eye(50), atol=1e-14)
    np.testing.assert_allclose(basis.T @ (values[:, None] * basis), space.tridiagonal, atol=1e-13)


def test_the_basis_is_orthonormal_where_products_are_rounded_and_are_not_symmetric() -> None:
    draw = np.random.default_rng(2)
    values = np.linspace(-1, 1, 300) ** 5
    wrong = 1e-4 * draw.standard_normal((300, 300)) / 17

    def product(v: np.ndarray) -> np.ndarray:
        return (values * v + wrong @ v).astype(np.float32).astype(np.float64)

    space = Krylov(product, draw.standard_normal(300), np.zeros((300, 0)), 150, draw)
    for _ in range(150):
        space.step()
    basis = space.vectors(np.eye(150))
    np.testing.assert_allclose(basis.T @ basis, np.eye(150), atol=1e-14)


def test_ritz_residuals_are_those_of_the_vectors() -> None:
    values = np.linspace(-1, 1, 200) ** 3
    space = grown(values, 25)
    ritz = space.ritz()
    vectors = space.vectors(ritz.coordinates)
    images = values[:, None] * vectors
    np.testing.assert_allclose(np.linalg.norm(images - vectors * ritz.values, axis=0), ritz.residuals, atol=1e-14)


def test_a_restart_keeps_the_ritz_pairs_and_goes_on() -> None:
    values = np.linspace(-1, 1, 200) ** 3
    space, wanted = grown(values, 20), grown(values, 20).ritz()
    space.restart(space.ritz(), 8)
    np.testing.assert_allclose(space.ritz().values, wanted.values[:8], atol=1e-14)
    for _ in range(12):
        space.step()
    basis = space.vectors(np.eye(20))
    np.testing.assert_allclose(basis.T @ basis, np.eye(20), atol=1e-14)
    np.testing.assert_allclose(basis.T @ (values[:, None] * basis), space.tridiagonal, atol=1e-14)
    assert (space.ritz().residuals[0]) < wanted.residuals[0] / 10


def test_excluded_directions_stay_out() -> None:
    values = np.arange(100.0)
    against = np.eye(100)[:, -3:]
    space = grown(values, 60, against)
    assert np.abs(against.T @ space.vectors(np.eye(60))).max() < 1e-14
    assert space.ritz().values[0] == pytest.approx(96, abs=1e-9)


def test_the_whole_complement_is_exact() -> None:
    values = np.array([3.0, 3.0, 1.0, -2.0, 5.0])
    space = grown(values, 4, np.eye(5)[:, 4:])
    np.testing.assert_allclose(space.ritz().values, [3, 3, 1, -2], atol=1e-13)
    np.testing.assert_allclose(space.ritz().residuals, 0, atol=1e-13)
