"""The statement that an optimum lies within bounds: proved, refuted or left open as the points tell."""

from __future__ import annotations

import pickle
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from losstheory.checker import check_certificate
from losstheory.claims import check
from losstheory.programs import ConicProgram, DataError, Optimum, OptimumWithin, SolveError, ldr
from losstheory.programs.conic import Points
from losstheory.programs.dro import ChiSquareBall, KLBall, worst_case, worst_case_program
from losstheory.programs.optimum_within import certificate, outward
from losstheory.rigor import decide

DISC = ("second_order", [({}, 1), ({0: 1}, 0), ({1: 1}, 0)])
BEST = Points([Fraction(3, 5), Fraction(4, 5)], [], [[Fraction(5), Fraction(-3), Fraction(-4)]])
GOOD = Points([Fraction(1, 2), Fraction(4, 5)], [], [[Fraction(6), Fraction(-3), Fraction(-4)]])


def disc(points: Points | None) -> ConicProgram:
    return ConicProgram.of("max", [3, 4], [], [DISC], [0, 1], None if points is None else lambda: points)


def test_bounds_are_proved_refuted_or_left_open() -> None:
    """The points have the values 4.7 and 6; the optimum is 5."""
    for lower, upper, status in (
        ("4", "7", "PROVED"),
        ("47/10", "6", "PROVED"),
        ("4", "5", "UNDECIDED"),
        ("5", "6", "UNDECIDED"),
        ("1", "4", "REFUTED"),
        ("61/10", "7", "REFUTED"),
    ):
        statement = OptimumWithin(disc(GOOD), lower, upper)
        verdict = decide(statement)
        assert str(verdict.status) == status, (lower, upper)
        assert check(statement, verdict) == (status == "PROVED" or status == "REFUTED")


def test_an_exact_conic_optimum_is_proved_and_every_other_is_refuted() -> None:
    assert str(decide(Optimum(disc(BEST), 5)).status) == "PROVED"
    for other in ("oo", "-oo", "49/10", "51/10"):
        assert str(decide(Optimum(disc(BEST), other)).status) == "REFUTED", other
    assert str(decide(Optimum(disc(GOOD), 5)).status) == "UNDECIDED"


def test_a_minimisation_has_its_bounds_the_other_way_round() -> None:
    points = Points([Fraction(v) for v in GOOD.x], [], GOOD.z)
    program = ConicProgram.of("min", [-3, -4], [], [DISC], [0, 1], lambda: points)
    assert (program.cost(points.x), program.bound(points.y, points.z)) == (Fraction(-47, 10), -6)
    assert str(decide(OptimumWithin(program, "-6", "-47/10")).status) == "PROVED"
    assert str(decide(OptimumWithin(program, "-4", "-3")).status) == "REFUTED"
    assert str(decide(OptimumWithin(program, "-8", "-7")).status) == "REFUTED"


def test_points_that_are_not_feasible_prove_nothing() -> None:
    wrong = Points([Fraction(1), Fraction(1)], [], BEST.z)
    assert str(decide(OptimumWithin(disc(wrong), 5, 7)).status) == "UNDECIDED"
    with pytest.raises(SolveError, match="second_order cone"):
        certificate(disc(wrong))


def test_a_program_that_nobody_searches_is_left_open_with_the_reason() -> None:
    verdict = decide(OptimumWithin(disc(None), 4, 6))
    assert str(verdict.status) == "UNDECIDED"
    assert "nobody searches" in str(verdict.reason)


@settings(derandomize=True, max_examples=60, deadline=None)
@given(st.fractions(-100, 100, max_denominator=10**6), st.fractions(0, 5, max_denominator=10**7))
def test_decimals_hold_the_bounds_and_are_no_farther_than_their_distance(lower: Fraction, gap: Fraction) -> None:
    low, high = outward(lower, lower + gap)
    assert low <= lower <= lower + gap <= high
    assert high - low <= 3 * gap + Fraction(1, 10**399)


def test_json_is_read_back() -> None:
    program = worst_case_program([0, 1, 3], None, KLBall("1/10"))
    again = ConicProgram.from_json(program.to_json())
    assert again.to_json() == program.to_json()
    assert OptimumWithin(again.to_json(), 1, 2) == OptimumWithin(program, 1, 2)


@pytest.mark.parametrize(
    "program",
    [
        worst_case_program([0, 1, 3], None, KLBall("1/10")),
        worst_case_program([0, 1, 3], None, ChiSquareBall("1/10")),
        ldr.TopKL(2, 0.5).program([0, 1, 3]),
        ldr.Squared(0.5).program([0, 1, 3]),
    ],
    ids=["KL", "chi2", "capped", "squared"],
)
def test_a_program_is_searched_in_another_process_too(program: ConicProgram) -> None:
    again = pickle.loads(pickle.dumps(program))
    assert again.to_json() == program.to_json()
    assert again.points() == program.points()


@pytest.mark.parametrize("ball", [KLBall("1/10"), ChiSquareBall("1/4")], ids=["KL", "chi2"])
def test_the_program_of_a_solution_is_the_one_of_its_certificate(ball: KLBall | ChiSquareBall) -> None:
    found = worst_case([0, 1, 3], None, ball)
    assert found.program == worst_case_program([0, 1, 3], None, ball).to_json()
    assert check_certificate(found.certificate).rule == "primal and dual within bounds"


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: OptimumWithin(disc(GOOD), 7, 6), "lower <= upper"),
        (lambda: OptimumWithin(disc(GOOD), 4.5, 6), "exact number"),
        (lambda: OptimumWithin("max x", 4, 6), "ConicProgram"),
        (lambda: ConicProgram.of("max", [1], [], []), "at least one cone"),
        (lambda: ConicProgram.of("max", [1], [], [("power", [])]), "one of second_order"),
        (lambda: ConicProgram.of("max", [1], [], [("exponential", [({}, 1)])]), "length 1"),
        (lambda: ConicProgram.of("max", [1], [], [("second_order", [({1: 1}, 1)])]), "from 0 to 0"),
        (lambda: ConicProgram.from_json({"sense": "max", "costs": [1], "rows": [], "free": []}), "a cone is"),
    ],
)
def test_bad_input_is_named(make: object, said: str) -> None:
    with pytest.raises(DataError, match=said):
        make()  # type: ignore[operator]
