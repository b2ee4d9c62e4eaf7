"""Packings as programs: their two forms, what they refuse, and certificates that lists of bounded length hold."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from losstheory.checker import check_certificate
from losstheory.programs import DataError, Optimum, SolveError, packing_program
from losstheory.programs.optimum import packing_certificate
from losstheory.programs.packing import solve_packing
from losstheory.programs.packing_program import PackingProgram
from losstheory.rigor import decide

WEIGHTS = [Fraction(1, 10), Fraction(2, 10), Fraction(3, 10), Fraction(4, 10)]
EDGES = [(0, 1), (1, 2), (0, 2), (0, 1, 3), (2, 3)]


def test_the_json_form_is_read_back() -> None:
    program = PackingProgram.of(WEIGHTS, EDGES)
    data = program.to_json()
    assert data["sets"] == [[2, [0, 1, 1, 2, 0, 2]], [3, [0, 1, 3]], [2, [2, 3]]]
    assert PackingProgram.from_json(data).to_json() == data
    assert [{j for j, _ in entries} for entries, _, _ in program.linear.rows] == [set(edge) for edge in EDGES]


def test_its_optimum_is_decided_in_the_short_form() -> None:
    program = PackingProgram.of(WEIGHTS, EDGES)
    value = program.linear.solve().exact
    assert value == solve_packing(WEIGHTS, EDGES).exact
    statement = Optimum(program.to_json(), value)
    verdict = decide(statement)
    assert str(verdict.status) == "PROVED" and "sets" in verdict.certificate["statement"]["program"]
    assert str(decide(Optimum(program, value - Fraction(1, 10**9))).status) == "REFUTED"
    assert "x0 + x1 + x3 <= 1" in str(statement)


@pytest.mark.parametrize(
    "change",
    [
        {"sense": "min"},
        {"free": [0]},
        {"rows": [[[[0, "1"]], "<=", "1"]]},
        {"sets": [[2, [0, 1, 2]]]},
        {"sets": [[2, [0, 4]]]},
        {"costs": [1.5, 1, 1, 1]},
        {"sense": None, "sets": None},
    ],
)
def test_another_program_is_no_packing(change: dict) -> None:
    with pytest.raises(DataError):
        Optimum({**PackingProgram.of(WEIGHTS, EDGES).to_json(), **change}, 1)


def test_a_long_list_of_edges_is_written_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing_program, "LONGEST", 4)
    found = solve_packing(WEIGHTS, EDGES)
    sets = found.certificate["statement"]["program"]["sets"]
    assert sets == [[2, [0, 1, 1, 2]], [2, [0, 2]], [3, [0, 1, 3]], [2, [2, 3]]]
    assert check_certificate(found.certificate).statement["value"] == str(found.exact)


def test_a_packing_without_a_short_denominator_is_certified_row_by_row() -> None:
    """Edges of two vertices of equal weight, shared 1/p and 1 - 1/p for more primes than 2,048 bits hold."""
    primes = [p for p in range(3, 1700) if all(p % q for q in range(2, int(p**0.5) + 1))]
    n = len(primes)
    program = PackingProgram.of([Fraction(1)] * (2 * n), [(2 * j, 2 * j + 1) for j in range(n)])
    shares = [v for p in primes for v in (Fraction(1, p), 1 - Fraction(1, p))]
    cover = [(j, Fraction(1)) for j in range(n)]
    wide = packing_certificate(program, Fraction(n), list(enumerate(shares)), cover)
    short = packing_certificate(program, Fraction(n), [(2 * j, Fraction(1)) for j in range(n)], cover)
    assert "sets" not in wide["statement"]["program"] and "sets" in short["statement"]["program"]
    for certificate in (wide, short):
        assert check_certificate(certificate).statement["value"] == str(n)
    with pytest.raises(SolveError, match="not the claimed one"):
        packing_certificate(program, Fraction(n), list(enumerate(shares))[:-1], cover)


def test_edges_may_come_in_blocks() -> None:
    blocks = (np.array([[0, 1], [1, 2], [0, 2]]), np.array([[0, 1, 3]]), np.array([[2, 3]]))
    assert PackingProgram.of(WEIGHTS, blocks).to_json() == PackingProgram.of(WEIGHTS, EDGES).to_json()
