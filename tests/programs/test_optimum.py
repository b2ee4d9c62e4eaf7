"""The statement about an optimal value: proved where it is right, refuted where it is wrong."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from losstheory.claims import check
from losstheory.programs import DataError, LinearProgram, Optimum
from losstheory.rigor import decide
from tests.programs.test_linear import random_program


@settings(derandomize=True, max_examples=15, deadline=None)
@given(st.integers(0, 10**6))
def test_the_value_is_proved_and_every_other_is_refuted(seed: int) -> None:
    program = random_program(seed)
    found = program.solve()
    value = str(found.value).replace("inf", "oo")
    verdict = decide(Optimum(program, value))
    assert str(verdict.status) == "PROVED" and check(Optimum(program, value), verdict)
    near = [] if found.exact is None else [found.exact + Fraction(1, 10**9), found.exact - Fraction(1, 10**9)]
    for other in ("oo", "-oo", -1000, 1000, *near):
        if str(other) != value:
            refuted = decide(Optimum(program, other))
            assert str(refuted.status) == "REFUTED", other
            assert not check(Optimum(program, value), refuted)


def test_a_small_program_is_told_in_full() -> None:
    program = LinearProgram.of("max", [1, "-1/2"], [([1, 2], "<=", 4)], [1])
    assert str(Optimum(program, 3)) == "the maximum of x0 - (1/2)*x1 subject to x0 + 2*x1 <= 4, x0 >= 0, x1 real is 3"


def test_the_program_may_be_json() -> None:
    program = LinearProgram.of("min", [2, 3], [([1, 1], "==", 2)])
    assert Optimum(program.to_json(), 4) == Optimum(program, "4")
    with pytest.raises(DataError, match="sense, costs, rows, free"):
        Optimum({"sense": "min"}, 4)
    with pytest.raises(DataError, match="LinearProgram"):
        Optimum("min x", 4)
    with pytest.raises(DataError, match="exact number"):
        Optimum(program, 4.0)


def test_a_budget_that_is_spent_leaves_it_undecided() -> None:
    program = LinearProgram.of("min", [1] * 400, [([1] * 400, ">=", 1)])
    verdict = decide(Optimum(program, 1), budget=1)
    assert str(verdict.status) == "UNDECIDED" and "budget" in str(verdict.reason)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"set": []}, "unknown field 'set'"),
        ({"rows": [[[[0, "1"], [0, "2"]], "<=", "1"]]}, "occurs twice"),
        ({"sets": []}, "sets of its variables"),
        ({"sets": [[2, [0, 1.5]]]}, "in integers"),
        ({"sets": [[2, ["0", "1"]]]}, "in integers"),
        ({"sets": [[2, []]]}, "in integers"),
        ({"sets": [[2, [1, 0]]]}, "must increase"),
        ({"sets": [[2, [0, 0]]]}, "must increase"),
        ({"sets": [[2, [0, 1]]], "cones": []}, "unknown field 'cones'"),
    ],
)
def test_a_program_is_read_as_it_stands_or_refused(change, said):
    program = {"sense": "max", "costs": ["1", "1"], "rows": [], "free": []}
    with pytest.raises(DataError, match=said):
        Optimum({**program, **change}, "1")
