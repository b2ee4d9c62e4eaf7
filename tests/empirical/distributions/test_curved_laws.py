"""Rings, moons and stable classes: densities that integrate to one, closed forms, and samples that follow eta."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from losstheory.empirical import GaussianMixture, Moons, Rings, StableClasses
from losstheory.programs.solution import DataError


def test_a_ring_of_radius_zero_is_a_gaussian() -> None:
    rings, X = Rings.of([0.0, 1.0], 0.5), np.random.default_rng(0).normal(size=(20, 2))
    gaussian = GaussianMixture.of([[0.0, 0.0], [9.0, 9.0]], 0.25)
    assert np.allclose(rings.log_densities(X)[:, 0], gaussian.log_densities(X)[:, 0], atol=1e-12)


@pytest.mark.parametrize("law", [Rings.of([1.0, 2.0], 0.3), Moons.of(0.3)], ids=["rings", "moons"])
def test_densities_of_the_plane_integrate_to_one(law: Rings | Moons) -> None:
    grid = (np.arange(160) + 0.5) / 160 * 10 - 5
    X = np.stack(np.meshgrid(grid, grid), axis=-1).reshape(-1, 2)
    mass = np.exp(law.log_densities(X)).sum(axis=0) * (10 / 160) ** 2
    assert np.allclose(mass, 1.0, atol=1e-9)


def test_the_bayes_risk_of_rings_is_that_of_their_radii() -> None:
    law = Rings.of([1.0, 2.0], 0.25, [0.3, 0.7])

    def least(u: float) -> float:
        densities = np.exp(law.log_densities(np.array([[u, 0.0]]))[0]) * law.priors
        return float(2 * np.pi * u * densities.min())

    expected = quad(least, 0, 6, points=[1, 1.468876542064273, 2], epsabs=1e-12, epsrel=1e-12)[0]
    assert law.bayes_risk().value == pytest.approx(expected, abs=1e-10)


@pytest.mark.parametrize("noise", [0.05, 0.3, 2.0])
def test_moons_have_the_density_of_a_blurred_half_circle(noise: float) -> None:
    law = Moons.of(noise)
    for x, y in ((0.2, 0.9), (1.0, -0.4), (-1.5, 0.3)):

        def blurred(a: float, x: float = x, y: float = y) -> float:
            return float(norm.pdf(x - np.cos(a), scale=noise) * norm.pdf(y - np.sin(a), scale=noise) / np.pi)

        expected = quad(blurred, 0, np.pi, points=[np.pi / 4, np.pi / 2, 3 * np.pi / 4], epsabs=0, epsrel=1e-11)[0]
        assert np.exp(law.log_densities(np.array([[x, y]]))[0, 0]) == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize(
    "law",
    [Rings.of([1.0, 1.5, 2.5], 0.3, [0.2, 0.3, 0.5]), Moons.of(0.25, [0.6, 0.4]), StableClasses.of([[-1.0], [1.0]], 1)],
    ids=["rings", "moons", "cauchy"],
)
def test_samples_follow_eta(law: Rings | Moons | StableClasses) -> None:
    X, y = law.sample(20_000, np.random.default_rng(3))
    eta = law.eta(X)
    for k in range(law.classes):
        order = np.argsort(eta[:, k])
        for part in np.array_split(order, 4):
            assert abs((y[part] == k).mean() - eta[part, k].mean()) < 5 * 0.5 / np.sqrt(len(part))


def test_moons_agree_with_an_integral_over_the_plane() -> None:
    law = Moons.of(0.4)
    risk = law.bayes_risk(rng=np.random.default_rng(0), draws=20_000, level=0.999)

    grid = (np.arange(200) + 0.5) / 200 * 8 - 3.5
    X = np.stack(np.meshgrid(grid, grid), axis=-1).reshape(-1, 2)
    expected = np.exp(law.log_densities(X)).min(axis=1).sum() / 2 * (8 / 200) ** 2
    assert risk.lower - 1e-3 <= expected <= risk.upper + 1e-3


@pytest.mark.parametrize("shift", [0.1, 1.0, 5.0])
def test_stable_classes_have_their_closed_forms(shift: float) -> None:
    cauchy = StableClasses.of([[-shift], [shift]], 1.0)
    assert cauchy.bayes_risk().value == pytest.approx(0.5 - np.arctan(shift) / np.pi, abs=1e-9)
    normal = StableClasses.of([[-shift], [shift]], 2.0, scale=0.5)
    assert normal.bayes_risk().value == pytest.approx(norm.cdf(-shift / np.sqrt(0.5)), abs=1e-9)


def test_a_skewed_stable_law_is_levys() -> None:
    law = StableClasses.of([[0.0], [1.0]], 0.5, 1.0)
    x = np.array([[1.5], [4.0]])
    levy = np.exp(-1 / (2 * x[:, 0])) / np.sqrt(2 * np.pi * x[:, 0] ** 3)
    assert np.allclose(np.exp(law.log_densities(x)[:, 0]), levy, rtol=1e-6)
    assert np.array_equal(law.eta([[0.5]]), [[1.0, 0.0]])
    with pytest.raises(DataError, match="no class has a density"):
        law.eta([[-1.0]])


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Rings.of([1.0], 0.1), "at least two"),
        (lambda: Rings.of([1.0, -2.0], 0.1), "none negative"),
        (lambda: Rings.of([1.0, 2.0], 0.0), "positive"),
        (lambda: Moons.of(0.001), "at least 0.01"),
        (lambda: Moons.of(np.nan), "finite"),
        (lambda: Moons.of(0.1, [0.2, 0.9]), "sum 1"),
        (lambda: StableClasses.of([[0.0], [1.0]], 2.5), "alpha in"),
        (lambda: StableClasses.of([[0.0], [1.0]], 1.0, 0.5), "alpha = 1"),
        (lambda: StableClasses.of([[0.0]], 1.5), "two classes"),
    ],
)
def test_what_makes_no_law_is_refused(make: object, words: str) -> None:
    with pytest.raises(DataError, match=words):
        make()  # type: ignore[operator]
