"""Statements about conic programs as hostile input: their form, and the work of long numbers."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from losstheory.checker import Reject, check_certificate, fingerprint, sentence

PROGRAM = {
    "sense": "min", "costs": ["1"], "rows": [], "free": [0],
    "cones": [["exponential", [[[], "1"], [[], "1"], [[[0, "1"]], "0"]]]],
}  # fmt: skip
PAIR = {"x": [[0, "271829/100000"]], "y": [], "z": [["-271828/100000", "0", "1"]]}
BOUNDS = {"lower": "271828/100000", "upper": "271829/100000"}


def certificate(program: Any = PROGRAM, bounds: Any = BOUNDS, evidence: Any = PAIR) -> dict[str, Any]:
    data = {
        "schema": "losstheory/certificate/1", "status": "PROVED", "rule": "primal and dual within bounds",
        "statement": {"property": "optimum_within", "program": program, **bounds}, "evidence": evidence,
    }  # fmt: skip
    return {**data, "sha256": fingerprint(data)}


def changed(path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    program = deepcopy(PROGRAM)
    box: Any = program["cones"]
    for key in path[:-1]:
        box = box[key]
    box[path[-1]] = value
    return program


def test_the_number_e_lies_between_its_decimals() -> None:
    found = check_certificate(certificate())
    said = "the infimum of x0 subject to (1, 1, x0) in the exponential cone, x0 real"
    assert sentence(found.statement) == f"{said} is at least 2.71828 and at most 2.71829"


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ({**PROGRAM, "cones": []}, "not empty"),
        ({**PROGRAM, "cones": {}}, "lists"),
        (changed((0,), ["exponential"]), "name, forms"),
        (changed((0, 0), "power"), "a cone must be one of"),
        (changed((0, 0), ["exponential"]), "name, forms"),
        (changed((0, 1), "11"), "name, forms"),
        (changed((0, 1), [[[], "1"], [[], "1"]]), "no vectors of length 2"),
        (changed((0, 1, 0), [[]]), "coefficients, constant"),
        (changed((0, 1, 0, 1), 1), "short string"),
        (changed((0, 1, 0, 0), [[1, "1"]]), "stay below 1"),
        (changed((0, 1, 0, 0), [[0, "1"], [0, "1"]]), "increase"),
        (changed((0, 0), "second_order"), "not shown to lie in the second_order cone"),
    ],
)
def test_a_malformed_or_another_cone_is_rejected(program: Any, said: str) -> None:
    with pytest.raises(Reject, match=said):
        check_certificate(certificate(program))


@pytest.mark.parametrize(
    ("bounds", "said"),
    [
        ({"lower": "3", "upper": "2"}, "above the upper"),
        ({"lower": "-oo", "upper": "3"}, "not a number"),
        ({"lower": 2, "upper": "3"}, "short string"),
        ({"lower": "2", "upper": "3", "value": "e"}, "exactly the fields"),
        ({"lower": "2"}, "exactly the fields"),
    ],
)
def test_malformed_bounds_are_rejected(bounds: Any, said: str) -> None:
    with pytest.raises(Reject, match=said):
        check_certificate(certificate(bounds=bounds))


@pytest.mark.parametrize(
    "z", [None, [], [["-1", "0"]], [["-1", "0", 1]], [["-1", "0", "1"]] * 2, {"0": ["-1", "0", "1"]}]
)
def test_malformed_multipliers_are_rejected(z: Any) -> None:
    with pytest.raises(Reject):
        check_certificate(certificate(evidence={**PAIR, "z": z}))


def test_long_numbers_in_a_cone_use_the_work_up() -> None:
    """A vector of coprime long fractions: their squares are summed on the meter."""
    forms = [[[], "2"], *([[], f"1/{10**390 + k}"] for k in range(1, 400))]
    program = {**PROGRAM, "cones": [*PROGRAM["cones"], ["second_order", forms]]}
    with pytest.raises(Reject, match="too much work"):
        check_certificate(certificate(program, evidence={**PAIR, "z": [*PAIR["z"], ["0"] * 400]}))
