"""The objective of robust self-training: its inner problem against dense grids, and its limits."""

from __future__ import annotations

from fractions import Fraction
from math import inf, log
from random import Random

import numpy as np
import pytest

from losstheory.programs import DataError, SelfTraining, penalised_hinge, penalised_logistic

LOSSES = {penalised_hinge: lambda t: np.maximum(0, 1 - t), penalised_logistic: lambda t: np.logaddexp(0, -t)}


@pytest.mark.parametrize("loss", LOSSES, ids=lambda loss: loss.__name__)
@pytest.mark.parametrize("seed", range(8))
def test_the_worst_case_is_the_maximum_over_moves(seed: int, loss) -> None:
    chance = Random(seed)
    t, square, price = (
        Fraction(chance.randint(-20, 60), 4),
        Fraction(chance.randint(1, 40)),
        Fraction(1, chance.randint(1, 8)),
    )
    found = loss(t, square, price, 2)
    falls = np.linspace(0, float(square / price), 200_001)
    values = LOSSES[loss](float(t) - falls) - float(price / square) * falls**2
    assert float(found.lower) - 1e-12 <= values.max() + 1e-6
    assert values.max() <= float(found.upper) + 1e-12
    assert found.upper - found.lower <= Fraction(1, 10**10)
    at = float(found.fall)
    reached = float(LOSSES[loss](float(t) - at)) - float(price / square) * at**2
    assert reached == pytest.approx(float(found.lower), abs=1e-12)


@pytest.mark.parametrize(("t", "winner"), [("11/5", 1), ("23/10", 0)])
def test_of_two_local_maxima_the_higher_one_is_found(t: str, winner: int) -> None:
    falls = np.linspace(0, 9 / 2, 100_001)
    values = np.logaddexp(0, falls - float(Fraction(t))) - falls**2 / 9
    peaks = np.flatnonzero((values[1:-1] > values[:-2]) & (values[1:-1] >= values[2:])) + 1
    assert len(peaks) == 2 and np.argmax(values[peaks]) == winner
    found = penalised_logistic(Fraction(t), Fraction(9), Fraction(1), 2)
    assert float(found.lower) == pytest.approx(values.max(), abs=1e-8)
    assert float(found.fall) == pytest.approx(falls[peaks[winner]], abs=1e-3)


@pytest.mark.parametrize("loss", LOSSES, ids=lambda loss: loss.__name__)
def test_a_price_by_length_leaves_the_loss_or_nothing(loss) -> None:
    t = Fraction(1, 2)
    cheap, fair = loss(t, Fraction(4), Fraction(199, 100), 1), loss(t, Fraction(4), Fraction(2), 1)
    assert cheap.lower == cheap.upper == inf
    assert float(fair.lower) == pytest.approx(float(LOSSES[loss](0.5)), abs=1e-12)
    falls = np.linspace(0, 1e4, 10_001)
    assert (LOSSES[loss](0.5 - falls) - 199 / 200 * falls).max() > 40
    assert (LOSSES[loss](0.5 - falls) - falls).max() <= float(fair.upper) + 1e-12


@pytest.mark.parametrize("loss", LOSSES, ids=lambda loss: loss.__name__)
def test_the_pseudo_label_is_the_label_of_least_worst_loss(loss) -> None:
    rng = np.random.default_rng(0)
    theta, known, others = [1, "1/2"], [[1, 1]], rng.integers(-4, 5, (5, 2)).tolist()
    objective = SelfTraining("3/2", 1, power=2, loss=loss)
    best = 0.0
    for x in others:
        both = [loss(y * (x[0] + Fraction(x[1], 2)), Fraction(5, 4), Fraction(3, 2), 2).lower for y in (-1, 1)]
        best += float(min(both)) / len(others)
    first = loss(Fraction(3, 2), Fraction(5, 4), Fraction(3, 2), 2)
    assert float(objective(theta, known, [1], others).value) == pytest.approx(float(first.lower) + best, abs=1e-9)


def test_the_moves_reach_the_value_of_the_hinge() -> None:
    rng = np.random.default_rng(1)
    X, y, others, theta = rng.normal(size=(4, 3)), [1, -1, 1, 1], rng.normal(size=(6, 3)), rng.normal(size=3)
    found = SelfTraining(0.75, 0.5, 2.0)(theta, X, y, others)
    labels, square = np.sign(others @ theta), theta @ theta
    total = 0.0
    for rows, signs, price, falls, weight in (
        (X, np.array(y), 0.75, found.primal[0], 1),
        (others, labels, 2.0, found.primal[1], 0.5),
    ):
        moved = rows - (signs * np.array([float(v) for v in falls]) / square)[:, None] * theta
        losses = np.maximum(0, 1 - signs * (moved @ theta)) - price * ((moved - rows) ** 2).sum(axis=1)
        total += weight * losses.mean()
    assert total == pytest.approx(float(found.exact), abs=1e-12)


def test_it_is_not_convex_in_theta() -> None:
    """One unlabelled point at 1, a labelled one at 0, a high price: about (1 - |theta|)_+ + 1."""
    objective = SelfTraining(10**9)
    ends, middle = [objective([v], [[0]], [1], [[1]]).exact for v in (-1, 1)], objective([0], [[0]], [1], [[1]]).exact
    assert sum(ends) / 2 < middle == 2


def test_no_weight_is_the_penalised_risk_of_the_labelled_points() -> None:
    found = SelfTraining(1, 0, loss=penalised_logistic, power=1)([0, 1], [[3, 0]], [1], [[0, 0]])
    assert float(found.value) == pytest.approx(log(2), abs=1e-12)
    assert SelfTraining(1, 0, unlabelled_price="1/2", power=1)([0, 1], [[3, 0]], [1], [[0, 0]]).exact == 1
    assert SelfTraining(1, 1, unlabelled_price="1/2", power=1)([0, 1], [[3, 0]], [1], [[0, 0]]).value == inf


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: SelfTraining(0), "prices > 0"),
        (lambda: SelfTraining(1, -1), "weight >= 0"),
        (lambda: SelfTraining(1, power=3), "power 1 or 2"),
        (lambda: SelfTraining(float("nan")), "must be finite"),
        (lambda: SelfTraining(1)([1], [[1]], [0], [[1]]), "labels -1 and 1"),
        (lambda: SelfTraining(1)([1], [[1, 2]], [1], [[1]]), "expected 1 coordinates"),
        (lambda: SelfTraining(1)([1], [[1]], [1], []), "at least one row"),
        (lambda: SelfTraining(1)([float("inf")], [[1]], [1], [[1]]), "must be finite"),
    ],
)
def test_bad_data_are_named(call, said: str) -> None:
    with pytest.raises(DataError, match=said):
        call()
