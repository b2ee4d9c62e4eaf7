"""Exact optimal transport: duality in fractions, two marginals against another solver, refusals."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from losstheory.checker import check_certificate
from losstheory.programs import DataError, SizeError, robust_risk, transport


def draw(seed: int, shape: tuple[int, ...]) -> tuple[np.ndarray, list[list[Fraction]]]:
    generator = np.random.default_rng(seed)
    masses = [generator.integers(1, 9, n) for n in shape]
    return generator.integers(0, 50, shape), [[Fraction(int(v), int(m.sum())) for v in m] for m in masses]


@pytest.mark.parametrize("shape", [(4,), (6, 5), (4, 3, 5), (3, 3, 2, 3)])
def test_the_plan_and_the_potentials_meet(shape: tuple[int, ...]) -> None:
    cost, marginals = draw(1, shape)
    found = transport(cost, marginals)
    sums = [[Fraction(0)] * n for n in shape]
    for cell, mass in found.plan.items():
        assert mass > 0
        for axis, j in enumerate(cell):
            sums[axis][j] += mass
    assert sums == marginals
    assert sum(mass * int(cost[cell]) for cell, mass in found.plan.items()) == found.value == found.exact
    for cell in product(*map(range, shape)):
        assert sum(p[j] for p, j in zip(found.potentials, cell, strict=True)) <= int(cost[cell])
    pairs = zip(found.potentials, marginals, strict=True)
    assert sum(u * m for p, masses in pairs for u, m in zip(p, masses, strict=True)) == found.value
    assert check_certificate(found.certificate).status == "PROVED"


def test_two_marginals_agree_with_network_simplex() -> None:
    import ot

    cost, marginals = draw(3, (12, 15))
    a, b = (np.array(m, dtype=float) for m in marginals)
    other = ot.emd2(a / a.sum(), b / b.sum(), cost.astype(float))
    assert float(transport(cost, marginals).value) == pytest.approx(other, abs=1e-9)


def test_floats_are_taken_as_they_are_and_give_a_float_with_bounds() -> None:
    generator = np.random.default_rng(0)
    cost, marginals = generator.normal(size=(5, 6)), [np.full(5, 0.2), np.full(6, 1 / 6)]
    found = transport(cost, marginals)
    assert isinstance(found.value, float) and found.exact is None
    assert found.lower == found.upper == pytest.approx(found.value)


def test_the_robust_risk_of_two_balanced_classes_is_a_transport() -> None:
    """R = (1 - W)/2 for the cost 1 where the balls do not meet."""
    generator = np.random.default_rng(4)
    X = generator.integers(0, 9, (20, 2))
    far = ((X[:10, None] - X[None, 10:]) ** 2).sum(axis=2) > 4 * 2**2
    uniform = [Fraction(1, 10)] * 10
    value = transport(far.astype(int), [uniform, uniform]).exact
    assert robust_risk(X, [0] * 10 + [1] * 10, 2).value == (1 - value) / 2


def test_the_robust_risk_of_three_classes_is_a_transport_with_ghosts() -> None:
    """Marginal k: class k, and on a ghost the rest of the mass; the cost of a tuple is the least mass of hyperedges
    that covers its points."""
    generator = np.random.default_rng(6)
    X, y = generator.integers(0, 6, (12, 2)), np.arange(12) % 3
    risk = robust_risk(X, y, "3/2")
    edges = [set(edge) for m in risk.hyperedges.counts for edge in risk.hyperedges[m]]
    classes = [[*np.flatnonzero(y == k).tolist(), None] for k in range(3)]
    cost = np.zeros([len(c) for c in classes], dtype=object)
    for cell in np.ndindex(*cost.shape):
        tuple_ = {c[j] for c, j in zip(classes, cell, strict=True)} - {None}
        pairs = [{a, b} in edges for a in tuple_ for b in tuple_ if a < b]
        cost[cell] = len(tuple_)
        if len(tuple_) == 2:
            cost[cell] -= sum(pairs)
        elif len(tuple_) == 3:
            cost[cell] = 1 if tuple_ in edges else Fraction(3, 2) if sum(pairs) == 3 else 2 if sum(pairs) else 3
    marginals = [[Fraction(1, 12)] * (len(c) - 1) + [1 - Fraction(len(c) - 1, 12)] for c in classes]
    assert transport(cost, marginals).exact == 1 - risk.value


@pytest.mark.parametrize(
    ("cost", "marginals", "said"),
    [
        ([[0, 1]], [["1"]], "one axis a marginal"),
        ([[0, 1]], [["1"], ["1/2", "1/4"]], "sum to 1, got 3/4"),
        ([[0, 1]], [["1"], ["1"]], "as many weights"),
        ([[0, 1]], [["1"], ["3/2", "-1/2"]], "negative"),
        ([[0, float("inf")]], [["1"], ["1/2", "1/2"]], "finite"),
        ([], [], "one axis a marginal"),
    ],
)
def test_bad_data_are_named(cost: list, marginals: list, said: str) -> None:
    with pytest.raises(DataError, match=said):
        transport(cost, marginals)


def test_a_large_tensor_is_refused_with_its_size() -> None:
    with pytest.raises(SizeError, match="1000000 cells"):
        transport(np.zeros((100, 100, 100)), [np.full(100, 0.01)] * 3)
