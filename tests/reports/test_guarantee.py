"""Guarantees: no classifier of the set breaks them, and the table says what is absent and why."""

from __future__ import annotations

import json
from fractions import Fraction

import numpy as np
import pytest

import losstheory as lt
from losstheory.losses.multiclass import one_versus_all
from losstheory.programs.minimizability import GapError
from losstheory.programs.solution import DataError
from losstheory.reports.absent import Absent


def noisy(n: int = 12) -> lt.FiniteDistribution:
    x = np.random.default_rng(2).normal(size=(n, 2))
    return lt.FiniteDistribution.of(x, 1 / (1 + np.exp(-2 * x[:, 0] + 1)))


@pytest.mark.parametrize("deterministic", [False, True])
def test_no_linear_classifier_breaks_the_bound(deterministic: bool) -> None:
    data, rng = noisy(), np.random.default_rng(7)
    if deterministic:
        data = lt.FiniteDistribution.from_data(data.x, data.x[:, 0] + 0.3 * rng.normal(size=len(data.x)) > 0)
    eta, p = np.array([float(row[1]) for row in data.eta]), np.array([float(w) for w in data.weights])
    for row in lt.guarantee(["hinge", "logistic", "exponential"], "linear:1,1/2", data).rows:
        phi, least = lt.to_numpy(row.loss), float(row.gap.risk.lower)
        for _ in range(4):
            w = rng.normal(size=2)
            w *= rng.random() / np.linalg.norm(w)
            s = data.x @ w + rng.uniform(-0.5, 0.5)
            regret = Fraction(max(0.0, float(p @ (eta * phi(s) + (1 - eta) * phi(-s))) - least))
            excess = p @ np.where(s > 0, 1 - eta, eta) - float(data.bayes_error)
            assert excess <= float(row.bound(regret)) + 1e-9


def test_labels_that_are_certain_give_a_bound_without_a_root() -> None:
    """The hinge: T(1) = min(r, 1), so that the 0-1 regret is at most regret + gap."""
    data = lt.FiniteDistribution.from_data([[1, 1], [-1, -1], [1, -1], [-1, 1], [2, 3]], [1, 1, -1, -1, 1])
    (row,) = lt.guarantee("squared_hinge", "linear:1,1", data).rows
    assert float(row.bound("1/100")) == pytest.approx(float(row.gap.upper) + 0.01, abs=1e-6)
    assert row.bound("1/100") < row.transform.inverse(row.gap.upper + Fraction(1, 100))


def test_the_steps_of_the_curve_hold_and_rise() -> None:
    (row,) = lt.guarantee("logistic", "linear:1,1", noisy()).rows
    steps = row.curve(16)
    assert steps[0][0] == 0 and steps[-1][1] == 1
    assert steps == sorted(steps)
    for (start, bound), (end, _) in list(zip(steps, steps[1:], strict=False))[::4]:
        assert row.bound(start) <= bound
        assert row.bound((start + end) / 2) <= bound


def test_absent_rows_have_their_reasons() -> None:
    table = lt.guarantee(["ramp", "perceptron", "hinge"], "linear:1,1", noisy())
    ramp, perceptron, hinge = table.rows
    assert isinstance(ramp.gap, Absent) and isinstance(perceptron.transform, Absent) and hinge.known
    assert "convex in the scores is REFUTED" in table.to_text()
    assert "calibrated is REFUTED" in table.to_markdown()
    assert table.cells[0][1:] == ["-"] * 7
    with pytest.raises(GapError, match="ramp gives no bound"):
        ramp.bound(0)
    assert table.to_json()["rows"][0]["bounds"] is None


def test_over_all_scores_a_loss_needs_no_convexity() -> None:
    (row,) = lt.guarantee("savage", "all", noisy()).rows
    assert row.most == 0 and float(row.bound("1/100")) == pytest.approx(0.2, abs=1e-5)


def test_a_multiclass_loss_that_is_no_function_of_its_softmax_probability_has_a_gap_alone() -> None:
    data = lt.FiniteDistribution.from_data([[0.0], [1.0], [2.0], [2.0]], [0, 1, 2, 0])
    table = lt.guarantee([one_versus_all("log(1 + exp(-t))", 3)], "linear:1,1", data)
    assert table.rows[0].most is not None and not table.rows[0].known
    assert "not shown to be a falling function of the softmax" in table.to_text()


def test_the_table_says_what_it_is_about() -> None:
    table = lt.guarantee(["hinge"], "bounded:2", noisy(), regrets=["1/8"])
    assert table.head[4] == "0-1 regret at 1/8"
    assert table.cells[0][3] == "0" and 0.125 <= float(table.cells[0][4]) <= 0.1251
    assert "Bayes 0-1 risk of the data" in str(table) and table._repr_html_().startswith("<table>")
    data = json.loads(json.dumps(table.to_json()))
    assert data["schema"] == "losstheory/guarantee/1" and data["inputs"] == 12
    assert data["rows"][0]["bounds"][0][1] >= 0.125


@pytest.mark.parametrize("regrets", [[-1], ["x"], [float("nan")]])
def test_bad_regrets(regrets: list[object]) -> None:
    with pytest.raises(DataError):
        lt.guarantee("hinge", "all", noisy(), regrets=regrets)


@pytest.mark.parametrize("over", ["all", "bounded:2"])
def test_no_choice_of_scores_breaks_the_bound_of_a_pair_loss(over: str) -> None:
    """At each input any score up to 2, so that the regret of the surrogate is over E inf alone."""
    pair = lt.loss("(1 - t)**2", "(1 + t)**2 + max(0, t)**2", kind="pair")
    data, rng = noisy(), np.random.default_rng(5)
    (row,) = lt.guarantee([pair], over, data).rows
    assert row.known and row.transform.verdicts[0].certificate is not None
    eta, p = np.array([float(row[1]) for row in data.eta]), np.array([float(w) for w in data.weights])
    plus, minus = (lt.to_numpy(tree, "t") for tree in pair.expressions)
    for scale in (0.1, 0.5, 2):
        s = rng.uniform(-scale, scale, size=len(eta))
        risk = float(p @ (eta * plus(s) + (1 - eta) * minus(s)))
        excess = p @ np.where(s > 0, 1 - eta, eta) - float(data.bayes_error)
        assert excess <= float(row.bound(Fraction(max(0.0, risk - float(row.gap.risk.lower))))) + 1e-9


def test_a_pair_loss_over_linear_scores_has_no_bound_and_says_why() -> None:
    pair = lt.loss("(1 - t)**2", "2*(1 + t)**2", kind="pair")
    (row,) = lt.guarantee([pair], "linear:1,1", noisy()).rows
    assert isinstance(row.transform, Absent) and "margin losses" in row.transform.reason and not row.known


def test_a_loss_without_a_floor_has_a_gap_of_minus_infinity_less_minus_infinity() -> None:
    table = lt.guarantee(["1 - t", "exp(-t) - t"], "all", noisy())
    falls, bounded = table.rows
    assert isinstance(falls.gap, Absent) and "the least risk are -oo" in falls.gap.reason and not falls.known
    assert bounded.known
