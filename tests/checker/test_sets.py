"""Rows written as sets: hostile forms, and the same answers as for the same rows written out."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from losstheory.checker import Reject, check_certificate, fingerprint
from tests.checker.test_optimum import certificate

TRIANGLE: dict[str, Any] = {
    "sense": "max", "costs": ["1", "1", "1"], "rows": [], "free": [], "sets": [[2, [0, 1, 0, 2, 1, 2]]],
}  # fmt: skip
HALVES = {"x": [[j, "1/2"] for j in range(3)], "y": [[i, "1/2"] for i in range(3)]}


def accepted(program: Any, value: str, evidence: Any) -> bool:
    try:
        check_certificate(certificate(program, value, evidence))
    except Reject:
        return False
    return True


def written_out(program: dict[str, Any]) -> dict[str, Any]:
    """The same program with a row for each set."""
    rows = list(program["rows"])
    for size, places in program["sets"]:
        for first in range(0, len(places), size):
            rows.append([[[j, "1"] for j in places[first : first + size]], "<=", "1"])
    return {**{key: value for key, value in program.items() if key != "sets"}, "rows": rows}


def test_the_triangle_packs_three_halves() -> None:
    assert accepted(TRIANGLE, "3/2", HALVES)


@pytest.mark.parametrize(
    ("sets", "said"),
    [
        ([], "not empty"),
        ({}, "not empty|lists"),
        ([[2]], "size, places"),
        ([[True, [0]]], "size, places"),
        ([["2", [0, 1]]], "size, places"),
        ([[2, "01"]], "size, places"),
        ([[2, []]], "as many"),
        ([[0, [0]]], "as many"),
        ([[-1, [0]]], "as many"),
        ([[2, [0, 1, 2]]], "as many"),
        ([[2, [0, True]]], "integers from 0 to 2"),
        ([[2, [0, "1"]]], "integers from 0 to 2"),
        ([[2, [0, 3]]], "integers from 0 to 2"),
        ([[2, [-1, 0]]], "integers from 0 to 2"),
        ([[2, [1, 0]]], "increase"),
        ([[2, [0, 1, 2, 2]]], "increase"),
        ([[2, [0, 1.0]]], "floating"),
        ([[2, [0, 1 << 61]]], "too large"),
    ],
)
def test_malformed_sets_are_rejected(sets: Any, said: str) -> None:
    with pytest.raises(Reject, match=said):
        check_certificate(certificate({**TRIANGLE, "sets": sets}, "3/2", HALVES))


@settings(derandomize=True, max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_sets_are_the_rows_that_they_stand_for(seed: int) -> None:
    """A random pair, right or wrong, has one answer in both forms, in both senses, beside rows and free variables."""
    chance = Random(seed)
    n, sense = chance.randint(2, 5), chance.choice(["min", "max"])
    sets = [
        [k, [j for _ in range(chance.randint(1, 3)) for j in sorted(chance.sample(range(n), k))]]
        for k in chance.choices(range(1, n + 1), k=2)
    ]
    program = {
        "sense": sense, "costs": chance.choices(["0", "1/3", "1"], k=n), "free": chance.choice([[], [], [0]]),
        "rows": [[[[0, "1"]], "<=", chance.choice(["1/2", "-1/2"])]], "sets": sets,
    }  # fmt: skip
    height = 1 + sum(len(places) // size for size, places in sets)
    shares = ["0", "1", "2", "-1/9"] if sense == "max" else ["0", "-1", "-1/2", "-2"]
    evidence = {
        name: [[i, v] for i, v in enumerate(chance.choices(numbers, k=count)) if v != "0"]
        for name, count, numbers in (("x", n, ["0", "0", "1/6", "1/4"]), ("y", height, shares), ("ray", n, ["0", "1"]))
    }
    for rule, value in (
        ("other optimum", "5"),
        ("other optimum", "-5"),
        ("improving ray", "oo"),
        ("Farkas vector", "-oo"),
    ):
        answers = [[_answer(given_as(form, rule, value, {**evidence, "by": by})) for by in ("point", "bound", "farkas")]
                   for form in (program, written_out(program))]  # fmt: skip
        assert answers[0] == answers[1]


def given_as(program: Any, rule: str, value: str, evidence: Any) -> dict[str, Any]:
    status = "REFUTED" if rule == "other optimum" else "PROVED"
    return {**certificate(program, value, evidence), "rule": rule, "status": status}


def _answer(data: dict[str, Any]) -> bool:
    data = {key: value for key, value in data.items() if key != "sha256"}
    try:
        check_certificate({**data, "sha256": fingerprint(data)})
    except Reject:
        return False
    return True


@pytest.mark.parametrize("place", range(3))
def test_a_changed_number_or_place_proves_nothing(place: int) -> None:
    x = [[j, "3/4" if j == place else "1/2"] for j in range(3)]
    y = [[i, "1/4" if i == place else "1/2"] for i in range(3)]
    assert not accepted(TRIANGLE, "3/2", {**HALVES, "x": x}) and not accepted(TRIANGLE, "7/4", {**HALVES, "x": x})
    assert not accepted(TRIANGLE, "3/2", {**HALVES, "y": y}) and not accepted(TRIANGLE, "5/4", {**HALVES, "y": y})
    for other in ([0, 1, 0, 2], [0, 1, 0, 2, 0, 2]):
        assert not accepted({**TRIANGLE, "sets": [[2, other]]}, "3/2", HALVES)
    assert not accepted(TRIANGLE, "3/2", {**HALVES, "y": [*HALVES["y"], [3, "1/2"]]})


def test_a_ray_may_not_leave_a_set() -> None:
    program = {**TRIANGLE, "costs": ["1", "1", "1", "1"]}
    data = {**certificate(program, "oo", {"x": [], "ray": [[3, "1"]]}), "rule": "improving ray"}
    assert _answer(data)
    assert not _answer({**data, "evidence": {"x": [], "ray": [[0, "1"], [3, "1"]]}})


FARKAS: dict[str, Any] = {
    "sense": "min", "costs": ["0", "0", "0"], "rows": [[[[0, "1"], [1, "1"], [2, "1"]], ">=", "5/2"]], "free": [],
    "sets": [[1, [2]], [2, [0, 1, 1, 2]]],
}  # fmt: skip


BESIDE: dict[str, Any] = {"rows": [[[[0, "1"], [1, "1"]], ">=", "5/2"]], "sets": [[2, [0, 2, 1, 2]]]}


@pytest.mark.parametrize(("sense", "value"), [("min", "oo"), ("max", "-oo")])
def test_a_row_beyond_the_sets_has_no_feasible_point(sense: str, value: str) -> None:
    """x0 + x1 <= 1 and x2 <= 1 leave no room for x0 + x1 + x2 >= 5/2; the signs are the same in both senses."""
    program, evidence = {**FARKAS, "sense": sense}, {"y": [[0, "1"], [1, "-1"], [2, "-1"]]}
    assert _answer(given_as(program, "Farkas vector", value, evidence))
    assert _answer(given_as(program, "other optimum", "0", {"by": "farkas", **evidence}))
    assert _answer(given_as({**program, **BESIDE}, "Farkas vector", value, evidence))
    assert not _answer(given_as(program, "Farkas vector", "oo" if value == "-oo" else "-oo", evidence))


@pytest.mark.parametrize(
    ("change", "y"),
    [
        ({}, {0: "-1", 1: "1", 2: "1"}),
        ({}, {0: "1", 1: "1", 2: "1"}),
        ({}, {0: "1", 1: "-1", 3: "-1"}),
        ({}, {0: "1", 1: "-1"}),
        ({}, {0: "1", 1: "-3/2", 2: "-1"}),
        ({}, {0: "1", 1: "-1", 2: "-1", 4: "0"}),
        ({**BESIDE, "free": [2]}, {0: "1", 1: "-1", 2: "-1"}),
        ({"rows": [[[[0, "1"], [1, "1"], [2, "1"]], ">=", "2"]]}, {0: "1", 1: "-1", 2: "-1"}),
    ],
)
def test_a_wrong_farkas_vector_of_sets_proves_nothing(change: dict[str, Any], y: dict[int, str]) -> None:
    """Signs, a set that does not cover, a sum that is not positive, a number beyond the sets, a free variable."""
    evidence = {"y": [list(pair) for pair in y.items()]}
    assert not _answer(given_as({**FARKAS, **change}, "Farkas vector", "oo", evidence))


def test_denominators_without_a_short_multiple_are_rejected() -> None:
    primes = [p for p in range(2, 2500) if all(p % q for q in range(2, int(p**0.5) + 1))]
    n = len(primes)
    program = {"sense": "max", "costs": ["1"] * n, "rows": [], "free": [], "sets": [[1, list(range(n))]]}
    x = [[j, str(Fraction(1, p))] for j, p in enumerate(primes)]
    with pytest.raises(Reject, match="2048 bits"):
        check_certificate(certificate(program, str(n), {"x": x, "y": [[j, "1"] for j in range(n)]}))
