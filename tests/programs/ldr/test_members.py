"""Each member against its definition as a maximum: mpmath for closed forms, cvxpy, answered cases, limits in lam."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from math import inf
from typing import Any

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from losstheory.programs import DataError
from losstheory.programs.ldr import KL, LDR, Entropy, Squared, TopHingeAlpha, TopHingeBeta, TopKL, TopMean
from tests.programs.cases import case

rows = st.lists(st.floats(-20, 20), min_size=2, max_size=12)
MEMBERS = (
    KL(0.7), KL(0.0), KL(inf), Entropy(0.5), Squared(2.0), Squared(50.0), Squared(0.0), TopMean(2), TopMean(1.5),
    TopKL(2, 0.5), TopKL(1.5, 0.05), TopKL(2, 1e4), TopHingeAlpha(2), TopHingeBeta(2),
)  # fmt: skip
STRENGTHS = (1e-300, 1e-100, 1e-9, 1e-3, 0.3, 3.0, 40.0, 1e3, 1e9, 1e100, 1e300)


def objective(member: LDR, b: np.ndarray, p: np.ndarray) -> float:
    """p b - lam R(p), written out."""
    positive = p[p > 0]
    match member:
        case KL(lam) | TopKL(lam=lam):
            penalty = 0.0 if lam in (0, inf) else lam * (positive @ np.log(len(b) * positive))
        case Entropy(lam):
            penalty = lam * (positive @ np.log(positive))
        case Squared(lam):
            penalty = lam / 2 * (p @ p)
        case _:
            penalty = 0.0
    return float(p @ b - penalty)


def entropic_excess(b: list[float], lam: float) -> mpmath.mpf:
    """lam log mean e^{b/lam} - mean b at 1000 digits."""
    with mpmath.workdps(1000):
        counts = [(mpmath.mpf(x), n) for x, n in Counter(b).items()]
        mean = mpmath.fsum(n * x for x, n in counts) / len(b)
        return lam * mpmath.log(mpmath.fsum(n * mpmath.exp((x - mean) / lam) for x, n in counts) / len(b))


@pytest.mark.parametrize("member", MEMBERS, ids=repr)
@settings(derandomize=True, max_examples=25, deadline=None)
@given(row=rows)
def test_weights_are_feasible_and_attain_the_value(member: LDR, row: list[float]) -> None:
    b = np.array(row)
    found = member.evaluate(b)
    lam = getattr(member, "lam", 0.0)
    p, scale = found.weights[0], 1 + np.abs(b).max() + (lam if lam < inf else 0.0)
    assert (p >= 0).all()
    assert p.max() <= 1 / member.top + 1e-12
    if not isinstance(member, TopHingeAlpha | TopHingeBeta):
        assert p.sum() == pytest.approx(1, abs=1e-12)
    assert objective(member, b, p) == pytest.approx(found.value[0], abs=1e-11 * scale)


@pytest.mark.parametrize("lam", STRENGTHS)
def test_the_entropic_excess_keeps_its_digits_at_every_strength(lam: float) -> None:
    generator = np.random.default_rng(3)
    spike = [1.0, *[0.0] * 400]
    for b in ([1.5, -0.25, 3.0, 3.0], spike, [-x for x in spike], list(7 + 1e-9 * generator.normal(size=5))):
        true = entropic_excess(b, lam)
        found = float(KL(lam).evaluate(b).excess[0])
        assert found == pytest.approx(float(true), rel=1e-12)


@pytest.mark.parametrize("lam", STRENGTHS)
@pytest.mark.parametrize("k", [1, 2, 2.5, 4])
def test_the_capped_excess_agrees_with_the_certified_value_at_every_strength(k: float, lam: float) -> None:
    b = [1.5, -0.25, 3.0, 0.5, 2.75]
    mean = sum(map(Fraction, b)) / len(b)
    bounds = TopKL(k, lam).solve(b)
    assert bounds.gap <= (bounds.lower - mean) * Fraction(1, 10**15)
    assert float(TopKL(k, lam).evaluate(b).excess[0]) == pytest.approx(float(bounds.lower - mean), rel=1e-12)


@pytest.mark.parametrize("lam", STRENGTHS)
def test_the_squared_excess_agrees_with_the_exact_value_at_every_strength(lam: float) -> None:
    b = [1.5, -0.25, 3.0, 0.5, 2.75]
    uniform = sum(map(Fraction, b)) / 5 - Fraction(lam) / 10
    exact = Squared(lam).solve(b).exact
    assert exact is not None
    assert float(Squared(lam).evaluate(b).excess[0]) == pytest.approx(float(exact - uniform), rel=1e-12)


def test_a_cross_entropy_near_zero_keeps_its_digits() -> None:
    scores = np.array([[40.0, 0.0, -1.0]])
    true = mpmath.log1p(mpmath.exp(-40) + mpmath.exp(-41))
    assert Entropy()(scores, [0])[0] == pytest.approx(float(true), rel=1e-14)
    assert Entropy().gradient(scores, [0])[0, 0] == pytest.approx(-float(mpmath.exp(-40) + mpmath.exp(-41)), rel=1e-14)


@settings(derandomize=True, max_examples=20, deadline=None)
@given(row=rows)
def test_members_are_ordered(row: list[float]) -> None:
    """psi falls in lam between max and mean, within the two bounds on the way; caps lower it."""
    b = np.array(row)
    values = [KL(lam).evaluate(b).value[0] for lam in (0.0, 0.1, 1.0, 10.0, inf)]
    slack = 1e-12 * (1 + np.abs(b).max())
    assert all(first >= second - slack for first, second in zip(values, values[1:], strict=False))
    assert (values[0], values[-1]) == (pytest.approx(b.max()), pytest.approx(b.mean(), abs=slack))
    assert values[2] >= b.max() - np.log(len(b)) - slack
    assert values[2] <= b.mean() + np.ptp(b) ** 2 / 8 + slack
    assert TopKL(2, 1.0).evaluate(b).value[0] <= min(values[2], TopMean(2).evaluate(b).value[0]) + slack
    assert TopMean(2).evaluate(b).value[0] == pytest.approx(np.sort(b)[-2:].mean(), abs=slack)
    hinges = np.sort(np.maximum(b, 0))[-2:].mean()
    assert TopHingeBeta(2).evaluate(b).value[0] == pytest.approx(hinges, abs=slack)
    assert TopHingeAlpha(2).evaluate(b).value[0] == pytest.approx(max(0, np.sort(b)[-2:].mean()), abs=slack)


def test_the_top_mean_is_not_truncated() -> None:
    b = [0.0, -5.0, -4.0]
    values = [float(m.evaluate(b).value[0]) for m in (TopMean(2), TopHingeAlpha(2), TopHingeBeta(2))]
    assert values == [-2.0, 0.0, 0.0]


def test_relative_entropy_is_the_cross_entropy_less_log_k() -> None:
    scores, labels = np.array([[0.3, -1.0, 2.0], [0.0, 0.5, 0.25]]), [2, 0]
    assert KL(1.0)(scores, labels) == pytest.approx(Entropy(1.0)(scores, labels) - np.log(3), rel=1e-14)


@pytest.mark.parametrize("member", [m for m in MEMBERS if m not in (KL(0.0), Squared(0.0))], ids=repr)
def test_the_gradient_is_the_slope_of_the_loss(member: LDR) -> None:
    scores, labels = np.array([[0.3, -1.0, 2.0, 0.9], [0.1, 0.55, 0.25, -0.7]]), [2, 0]
    step = 1e-6 * np.eye(4)
    for margin in (0.0, 1.0):
        slopes = [(member(scores + s, labels, margin) - member(scores - s, labels, margin)) / 2e-6 for s in step]
        assert member.gradient(scores, labels, margin) == pytest.approx(np.array(slopes).T, abs=2e-6)
        assert member.gradient(scores, labels, margin).sum(axis=1) == pytest.approx([0, 0], abs=1e-12)


def test_ties_share_the_weight() -> None:
    assert KL(0.0).evaluate([2.0, 2.0, 1.0]).weights.tolist() == [[0.5, 0.5, 0.0]]
    assert TopMean(2).evaluate([3.0, 1.0, 1.0, 0.0]).weights.tolist() == [[0.5, 0.25, 0.25, 0.0]]
    assert TopKL(2, 1e-200).evaluate([3.0, 1.0, 1.0, 0.0]).weights[0] == pytest.approx([0.5, 0.25, 0.25, 0.0])


def test_rows_do_not_depend_on_their_neighbours() -> None:
    b = np.random.default_rng(0).normal(size=(500, 70)) * np.geomspace(1e-3, 1e3, 500)[:, None]
    for member in MEMBERS:
        whole = member.evaluate(b)
        for i in (0, 250, 499):
            assert whole.value[i] == pytest.approx(member.evaluate(b[i]).value[0], rel=1e-13)
            assert whole.weights[i] == pytest.approx(member.evaluate(b[i]).weights[0], abs=1e-13)


def test_answered_cases() -> None:
    capped = case("ldr-07")
    found = TopKL(3, capped["inputs"]["lam"]).evaluate(capped["inputs"]["b"])
    assert [found.value[0], *found.weights[0]] == pytest.approx(capped["expected"], abs=capped["tol"])
    squared = case("ldr-08")
    assert Squared(1).solve(squared["inputs"]["b"]).exact == Fraction(squared["exact"])


def test_the_conditional_risk_has_its_infimum_where_its_gradient_vanishes() -> None:
    """inf over scores of the mean of psi under q, a smooth convex problem: gradient descent by L-BFGS."""
    from scipy.optimize import minimize

    given_ = case("ldr-01")
    q, member, margin = np.array(given_["inputs"]["q"]), KL(given_["inputs"]["lam"]), given_["inputs"]["c"]
    labels = np.arange(len(q))

    def risk(f: np.ndarray) -> tuple[float, np.ndarray]:
        scores = np.tile(f, (len(q), 1))
        return float(q @ member(scores, labels, margin)), q @ member.gradient(scores, labels, margin)

    found = minimize(risk, np.zeros(len(q)), jac=True, method="L-BFGS-B", options={"ftol": 1e-16, "gtol": 1e-10})
    assert found.fun == pytest.approx(given_["expected"], abs=given_["tol"])


def test_crammer_singer_is_best_with_tied_scores() -> None:
    """inf over scores in answered case ldr-03 is 1, at ties: no score on a lattice does better."""
    q = np.array([float(Fraction(x)) for x in case("ldr-03")["inputs"]["q"]])
    lattice = np.stack(np.meshgrid(*[np.arange(-2, 2.01, 0.25)] * 2), axis=-1).reshape(-1, 2)
    risks = [q @ KL(0.0)(np.tile([0.0, *f], (3, 1)), [0, 1, 2], 1.0) for f in lattice]
    assert min(risks) == pytest.approx(case("ldr-03")["expected"], abs=1e-12)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: KL(-1.0), "lam in"),
        (lambda: KL(float("nan")), "lam in"),
        (lambda: Entropy(inf), "1e300"),
        (lambda: TopMean(0.5), "k >= 1"),
        (lambda: TopKL(4, 1.0).evaluate([1.0, 2.0, 3.0]), "K = 3, got k = 4"),
        (lambda: TopMean(4).solve([1, 2, 3]), "K = 3, got k = 4"),
        (lambda: KL(1.0).evaluate([1.0]), r"shape \(1,\)"),
        (lambda: KL(1.0).evaluate([1.0, float("nan")]), "row 0, class 1"),
        (lambda: KL(1.0).evaluate([1.0, 1e301]), "1e\\+301"),
        (lambda: KL(1.0)([[1.0, 2.0]], [2]), "0 to 1, got 2"),
        (lambda: KL(1.0)([[1.0, 2.0]], [0.0]), "integer labels"),
        (lambda: KL(1.0)([[1.0, 2.0]], [0], [[1.0, 0.0], [0.0, 0.0]]), "zero diagonal"),
        (lambda: KL(1.0).solve([1.0]), "K >= 2"),
        (lambda: KL(1.0).solve([1.0, inf]), "finite"),
    ],
)
def test_bad_input_is_named(make: object, message: str) -> None:
    with pytest.raises(DataError, match=message):
        make()  # type: ignore[operator]


@pytest.mark.parametrize("make", [lambda: KL("1"), lambda: Squared(None), lambda: TopKL("2", 1.0), lambda: TopMean([])])  # type: ignore[arg-type]
def test_a_parameter_that_is_no_number_is_named(make: Any) -> None:
    with pytest.raises(DataError, match="expected .*, got ('1'|None|'2'|\\[\\])"):
        make()
