"""Worst cases over sets of laws against answered cases, cvxpy, lattices of laws, and each other."""

from __future__ import annotations

from copy import deepcopy
from fractions import Fraction
from itertools import product
from math import log
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from losstheory.checker import Reject, check_certificate, fingerprint
from losstheory.programs import DataError, SolveError
from losstheory.programs.dro import (
    Ball,
    ChiSquareBall,
    CVaR,
    GroupDRO,
    KLBall,
    Law,
    TotalVariationBall,
    WassersteinBall,
    worst_case,
    worst_case_program,
)
from tests.programs.cases import case

LOSSES, WEIGHTS = ["1/2", -1, 2, "7/2", 0], ["3/10", "1/5", "1/5", "1/10", "1/5"]
LINE = [[abs(i - j) for j in range(5)] for i in range(5)]
LINEAR = (
    CVaR("1/4"),
    CVaR(1),
    TotalVariationBall("1/3"),
    TotalVariationBall(0),
    WassersteinBall("1/2", LINE),
    GroupDRO("aabbb"),
)
BALLS = (*LINEAR, KLBall("3/10"), KLBall(2), ChiSquareBall("1/4"), ChiSquareBall(3))
laws = st.lists(st.tuples(st.fractions(-4, 4, max_denominator=6), st.integers(0, 5)), min_size=2, max_size=5).filter(
    lambda atoms: any(n for _, n in atoms)
)


def split(atoms: list[tuple[Fraction, int]]) -> tuple[list[Fraction], list[Fraction]]:
    total = sum(n for _, n in atoms)
    return [x for x, _ in atoms], [Fraction(n, total) for _, n in atoms]


def lattice(size: int, steps: int) -> list[tuple[Fraction, ...]]:
    """All laws with multiples of 1/steps."""
    counts = product(range(steps + 1), repeat=size - 1)
    return [(*(Fraction(n, steps) for n in c), Fraction(steps - sum(c), steps)) for c in counts if sum(c) <= steps]


@pytest.mark.parametrize("ball", BALLS, ids=lambda ball: type(ball).__name__ + str(vars(ball).get("rho", "")))
def test_the_cvxpy_model_has_the_same_value(ball: Ball) -> None:
    cvxpy = pytest.importorskip("cvxpy")
    found = worst_case(LOSSES, WEIGHTS, ball)
    assert found.problem.solve(solver=cvxpy.CLARABEL) == pytest.approx(float(found.value), abs=1e-6)
    assert 0 <= found.gap < 1e-15
    assert sum(found.primal) == 1


@pytest.mark.parametrize("ball", LINEAR, ids=lambda ball: type(ball).__name__)
def test_linear_programs_are_exact_with_a_certificate_that_replays(ball: Ball) -> None:
    found = worst_case(LOSSES, WEIGHTS, ball)
    assert found.exact is not None
    assert found.certificate["statement"]["value"] == str(found.exact)
    assert check_certificate(found.certificate).status == "PROVED"


CONIC = [*(KLBall(rho) for rho in (0, "1/1000000", "3/10", 2, 3)), *(ChiSquareBall(rho) for rho in (0, "1/4", 3, 9))]


@pytest.mark.parametrize("ball", CONIC, ids=lambda ball: f"{type(ball).__name__}-{ball.rho}")
@pytest.mark.parametrize("law", [(LOSSES, WEIGHTS), ([0.1, 0.3, -2.5, 0.3], [0.1, 0.2, 0.3, 0.4]), ([1, 1], None)])
def test_conic_worst_cases_have_a_certificate_of_bounds_as_close_as_theirs(ball: Ball, law: tuple[Any, Any]) -> None:
    found = worst_case(*law, ball)
    said = check_certificate(found.certificate).statement
    if found.exact is not None and said["property"] == "optimum":
        assert said["value"] == str(found.exact)
    else:
        lower, upper = Fraction(said["lower"]), Fraction(said["upper"])
        assert lower <= found.upper and found.lower <= upper
        assert upper - lower <= 3 * found.gap + Fraction(1, 10**22)


def test_a_certificate_of_one_ball_is_none_of_a_smaller_one() -> None:
    certificate = worst_case(LOSSES, WEIGHTS, KLBall("3/10")).certificate
    smaller = deepcopy(certificate)
    smaller["statement"]["program"]["rows"][1][2] = "29/100"
    with pytest.raises(Reject, match="breaks a row"):
        check_certificate({**smaller, "sha256": fingerprint(smaller)})


def test_every_ball_has_its_program() -> None:
    for ball in (*LINEAR, *CONIC):
        assert worst_case_program(LOSSES, WEIGHTS, ball).to_json() == worst_case(LOSSES, WEIGHTS, ball).program


def test_answered_cases() -> None:
    for name, ball in (("dro-01", KLBall), ("dro-03", ChiSquareBall)):
        given_ = case(name)["inputs"]
        found = worst_case(given_["loss"], given_["p"], ball(given_["rho"]))
        assert float(found.value) == pytest.approx(case(name)["expected"], abs=1e-13)
        assert found.gap < 1e-15
    tail = case("dro-05")
    found = worst_case(tail["inputs"]["loss"], tail["inputs"]["p"], CVaR(tail["inputs"]["alpha"]))
    assert found.exact == Fraction(tail["exact"])


def divergence(name: str, q: tuple[Fraction, ...], p: list[Fraction]) -> float:
    """The divergence of q from p, inf where q is not absolutely continuous."""
    if any(v and not w for v, w in zip(q, p, strict=True)) and name != "tv":
        return float("inf")
    pairs = [(v, w) for v, w in zip(q, p, strict=True) if v or w]
    if name == "tv":
        return float(sum(abs(v - w) for v, w in pairs) / 2)
    if name == "kl":
        return sum(float(v) * log(v / w) for v, w in pairs if v)
    return float(sum((v - w) ** 2 / w for v, w in pairs))


@pytest.mark.parametrize(("name", "ball"), [("kl", KLBall), ("chi2", ChiSquareBall), ("tv", TotalVariationBall)])
@settings(derandomize=True, max_examples=25, deadline=None)
@given(atoms=laws.filter(lambda atoms: len(atoms) <= 4), rho=st.sampled_from(["1/100", "1/8", "1/2", "4/5", 2]))
def test_no_law_of_a_lattice_in_the_ball_is_worse(name: str, ball: type, rho: str, atoms: list) -> None:
    losses, p = split(atoms)
    found = worst_case(losses, p, ball(rho))
    assert found.lower <= found.upper <= max(losses)
    assert found.gap < 1e-15
    assert all(v >= 0 for v in found.primal)
    assert divergence(name, found.primal, p) <= Fraction(rho) + 1e-12
    assert sum(v * x for v, x in zip(found.primal, losses, strict=True)) == found.lower
    inside = [q for q in lattice(len(p), 12) if divergence(name, q, p) <= Fraction(rho) - 1e-12]
    assert all(sum(v * x for v, x in zip(q, losses, strict=True)) <= found.upper for q in inside)


@settings(derandomize=True, max_examples=25, deadline=None)
@given(atoms=laws, alpha=st.fractions(Fraction(1, 10), 1, max_denominator=10))
def test_total_variation_and_cvar_agree_with_each_other(atoms: list, alpha: Fraction) -> None:
    """TV of radius rho is rho max l + (1 - rho) CVaR of level 1 - rho; CVaR is the least of the dual at the losses."""
    losses, p = split(atoms)
    tail = worst_case(losses, p, CVaR(alpha)).exact
    duals = [x + sum(w * max(Fraction(0), y - x) for w, y in zip(p, losses, strict=True)) / alpha for x in losses]
    assert tail == min(duals)
    assert worst_case(losses, p, TotalVariationBall(1 - alpha)).exact == (1 - alpha) * max(losses) + alpha * tail


def test_the_square_root_of_rho_var_ends_where_weights_turn_negative() -> None:
    """mean + sqrt(rho Var) while 1 + sqrt(rho / Var) (l - mean) >= 0, strictly less beyond, then max l."""
    law = Law.read(LOSSES, WEIGHTS)
    mean, variance = Fraction(7, 10), Fraction(181, 100)
    turn = variance / (mean + 1) ** 2
    for rho in (turn / 4, turn * Fraction(999, 1000)):
        assert ChiSquareBall(rho).closed_form(law) == (mean, rho * variance)
    assert worst_case(LOSSES, WEIGHTS, ChiSquareBall(turn)).exact == mean + variance / (mean + 1)
    beyond = worst_case(LOSSES, WEIGHTS, ChiSquareBall(turn * 2))
    assert float(beyond.upper) < float(mean) + (2 * turn * variance) ** 0.5 - 1e-3
    assert worst_case(LOSSES, WEIGHTS, ChiSquareBall(9)).exact == Fraction(7, 2)
    assert worst_case(LOSSES, WEIGHTS, ChiSquareBall("899/100")).upper < Fraction(7, 2)
    assert worst_case([0, 2], None, ChiSquareBall("1/4")).exact == Fraction(3, 2)


def test_relative_entropy_reaches_the_maximum_at_its_threshold() -> None:
    """-log P(argmax) = log 10 = 2.302585092994045684…"""
    above, below = Fraction("2.302585092994045685"), Fraction("2.302585092994045683")
    assert worst_case(LOSSES, WEIGHTS, KLBall(above)).exact == Fraction(7, 2)
    under = worst_case(LOSSES, WEIGHTS, KLBall(below))
    assert under.exact is None
    assert Fraction(7, 2) - Fraction(1, 10**15) < under.lower <= under.upper < Fraction(7, 2)


@pytest.mark.parametrize("rho", [Fraction(1, 10**40), Fraction(1, 10**9), Fraction(1, 10**7), Fraction(2302, 1000)])
def test_relative_entropy_is_sharp_at_small_and_large_radii(rho: Fraction) -> None:
    found = worst_case(LOSSES, WEIGHTS, KLBall(rho))
    mean, variance = Fraction(7, 10), Fraction(181, 100)
    assert found.gap <= (found.lower - mean) / 10**15
    if rho < Fraction(1, 1000):
        assert float((found.lower - mean) ** 2 / (2 * rho * variance)) == pytest.approx(1, abs=1e-3)


def test_radius_zero_is_the_mean_and_equal_losses_are_their_value() -> None:
    for ball in (KLBall(0), ChiSquareBall(0), TotalVariationBall(0), CVaR(1), WassersteinBall(0, LINE)):
        assert worst_case(LOSSES, WEIGHTS, ball).exact == Fraction(7, 10)
    for ball in (KLBall(1), ChiSquareBall(1), TotalVariationBall("1/2"), CVaR("1/9"), GroupDRO("aabbc")):
        assert worst_case([3] * 5, WEIGHTS, ball).exact == 3


def test_only_transport_and_total_variation_reach_atoms_of_probability_zero() -> None:
    losses, weights = [0, 1, 9], ["1/2", "1/2", 0]
    assert worst_case(losses, weights, KLBall(50)).exact == 1
    assert worst_case(losses, weights, ChiSquareBall(50)).exact == 1
    assert worst_case(losses, weights, CVaR("1/9")).exact == 1
    assert worst_case(losses, weights, TotalVariationBall(1)).exact == 9
    assert worst_case(losses, weights, WassersteinBall(9, [[0, 1, 2], [1, 0, 1], [2, 1, 0]])).exact == 9


@settings(derandomize=True, max_examples=25, deadline=None)
@given(
    atoms=laws.filter(lambda atoms: len(atoms) == 4),
    costs=st.lists(st.integers(0, 4), min_size=16, max_size=16),
    rho=st.fractions(0, 3, max_denominator=4),
)
def test_transport_agrees_with_the_linear_program(atoms: list, costs: list[int], rho: Fraction) -> None:
    """HiGHS on the plan, with costs that need be no metric and may be 0 between different atoms."""
    from scipy.optimize import linprog

    losses, p = split(atoms)
    cost = np.array(costs).reshape(4, 4) * (1 - np.eye(4, dtype=int))
    found = worst_case(losses, p, WassersteinBall(rho, cost.tolist()))
    gains = -np.tile([float(x) for x in losses], 4)
    peer = linprog(gains, cost.reshape(1, 16), [float(rho)], np.kron(np.eye(4), np.ones((1, 4))), [float(x) for x in p])
    assert found.exact is not None
    assert float(found.exact) == pytest.approx(-peer.fun, abs=1e-9)
    assert all(w >= 0 for w in found.primal)


def test_the_worst_group() -> None:
    found = worst_case(LOSSES, WEIGHTS, GroupDRO(["a", "b", "a", "b", "c"]))
    means = {"a": Fraction(55, 50), "b": Fraction(15, 30), "c": Fraction(0)}
    assert found.exact == max(means.values())
    assert found.primal == (Fraction(3, 5), 0, Fraction(2, 5), 0, 0)


def test_floats_are_the_binary_numbers_that_they_are() -> None:
    found = worst_case([0.1, 0.2], [0.5, 0.5], CVaR(0.5))
    assert found.exact == Fraction(0.2)
    third = worst_case([0.0, 1.0, 2.0], [0.1, 0.2, 0.7], CVaR(1)).exact
    assert third == Fraction(0.2) / sum(map(Fraction, (0.1, 0.2, 0.7))) + 2 * Fraction(0.7) / sum(
        map(Fraction, (0.1, 0.2, 0.7))
    )


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: worst_case([], None, CVaR(1)), "got none"),
        (lambda: worst_case([1.0, float("nan")], None, CVaR(1)), "a loss must be finite, got nan"),
        (lambda: worst_case([[1, 2]], None, CVaR(1)), "2 dimensions"),
        (lambda: worst_case([1, 2], ["1/2", "1/3"], CVaR(1)), "sum to one"),
        (lambda: worst_case([1, 2], [0.5, 0.50001], CVaR(1)), "1.00001"),
        (lambda: worst_case([1, 2], [1], CVaR(1)), "each of the 2 losses, got 1"),
        (lambda: worst_case([1, 2], ["3/2", "-1/2"], CVaR(1)), "not negative"),
        (lambda: CVaR(0), r"in \(0, 1\], got 0"),
        (lambda: CVaR("3/2"), r"in \(0, 1\]"),
        (lambda: KLBall(-1), "rho >= 0, got -1"),
        (lambda: ChiSquareBall(float("inf")), "finite"),
        (lambda: TotalVariationBall("x"), "exact number"),
        (lambda: worst_case([1, 2], None, WassersteinBall(1, [[0, 1]])), r"shape \(2, 2\)"),
        (lambda: worst_case([1, 2], None, WassersteinBall(1, [[1, 1], [1, 0]])), "zeros on the diagonal"),
        (lambda: worst_case([1, 2], None, GroupDRO("a")), "each of the 2 atoms"),
        (lambda: worst_case([1, 2], [1, 0], GroupDRO("ab")), "group 'b' of probability 0"),
    ],
)
def test_bad_input_is_named(make: object, message: str) -> None:
    with pytest.raises(DataError, match=message):
        make()  # type: ignore[operator]


@pytest.mark.parametrize("rho", [1e-300, Fraction(1, 10**60), 1e-20, Fraction(10**60 + 7, 3 * 10**60 + 1)])
def test_chi_square_bounds_are_as_close_for_a_tiny_or_a_long_radius(rho: object) -> None:
    """The mean plus sqrt(rho Var), to a relative 1e-20 of what the radius adds."""
    found = worst_case([1, 2, 5], None, ChiSquareBall(rho))
    exact = Fraction(rho)  # type: ignore[arg-type]
    low, high = (found.lower - Fraction(8, 3), found.upper - Fraction(8, 3))
    assert low**2 <= exact * Fraction(26, 9) <= high**2
    assert high - low <= low / 10**20


def test_a_certificate_of_a_small_radius_is_checked_and_of_a_tiny_one_refused_with_the_reason() -> None:
    certificate = worst_case([1, 2, 5], None, ChiSquareBall(Fraction(1, 10**60))).certificate
    assert check_certificate(certificate).status == "PROVED"
    with pytest.raises(SolveError, match="numbers of many digits"):
        _ = worst_case([1, 2, 5], None, ChiSquareBall(1e-300)).certificate
