"""Fractional packing and cover: exact, found with few rows, and bounded where no exact pair is found."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest

from losstheory.programs import SolveError, packing, packing_rounds
from losstheory.programs.highs import Approximation
from losstheory.programs.packing import solve_packing
from losstheory.programs.packing_program import PackingProgram
from losstheory.programs.packing_rounds import near_fractions

ODD_CYCLE = [(i, (i + 1) % 7) for i in range(7)]


def test_an_odd_cycle_packs_one_half_everywhere() -> None:
    found = solve_packing([Fraction(1, 7)] * 7, ODD_CYCLE)
    assert (found.exact, found.gap) == (Fraction(1, 2), 0)
    assert found.primal == (Fraction(1, 2),) * 7


def test_few_rows_give_the_value_of_all_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """All triples of 31 points: 4495 rows, of which the first program has at most 31."""
    monkeypatch.setattr(packing, "FEW", 1000)
    edges = list(combinations(range(31), 3))
    weights = [Fraction(k, 496) for k in range(1, 32)]
    assert len(edges) > packing.DENSE * 31
    found = solve_packing(weights, edges)
    assert found.exact == PackingProgram.of(weights, edges).linear.solve().exact
    assert max(sum(found.primal[v] for v in edge) for edge in edges) <= 1
    cover = [sum(w for w, edge in zip(found.dual, edges, strict=True) if v in edge) for v in range(31)]
    assert all(c >= w for c, w in zip(cover, weights, strict=True)) and sum(found.dual) == found.exact


def test_without_an_exact_pair_the_bounds_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    exact = solve_packing([Fraction(1, 7)] * 7, ODD_CYCLE).exact
    for way in ("settle", "near_fractions"):
        monkeypatch.setattr(packing, way, lambda *_: None)
    found = solve_packing([Fraction(1, 7)] * 7, ODD_CYCLE)
    assert found.exact is None and exact is not None
    assert found.lower <= exact <= found.upper and found.gap < 1e-9
    assert max(found.primal[a] + found.primal[b] for a, b in ODD_CYCLE) <= 1
    with pytest.raises(SolveError, match="lie between"):
        _ = found.certificate


def test_what_near_fractions_say_is_what_the_exact_search_says(monkeypatch: pytest.MonkeyPatch) -> None:
    cases = [
        ([Fraction(1, 7)] * 7, ODD_CYCLE),
        ([Fraction(k, 21) for k in range(1, 7)], [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (0, 2, 5)]),
        ([Fraction(1, 10**15 + k) for k in range(3)], [(0, 1), (1, 2), (0, 2)]),
    ]
    quick = [solve_packing(*case) for case in cases]
    monkeypatch.setattr(packing, "near_fractions", lambda *_: None)
    assert [found.exact for found in quick] == [solve_packing(*case).exact for case in cases]
    assert all(found.exact is not None for found in quick)


def test_larger_denominators_are_tried_where_small_ones_prove_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The only optimal packing of an odd cycle is 1/2 everywhere, and its only optimal cover here 1/14."""
    weights, incidence = [Fraction(1, 7)] * 7, PackingProgram.of([Fraction(1, 7)] * 7, ODD_CYCLE).incidence
    near = Approximation("optimal", np.full(7, 0.5), np.full(7, 0.5), (7, 1), "")
    monkeypatch.setattr(packing_rounds, "DENOMINATORS", (1,))
    assert near_fractions(weights, incidence, near) is None
    monkeypatch.setattr(packing_rounds, "DENOMINATORS", (1, 10))
    assert near_fractions(weights, incidence, near) == ((Fraction(1, 2),) * 7, (Fraction(1, 14),) * 7)


@pytest.mark.parametrize(
    ("x", "y"),
    [
        ([0.5] * 6 + [0.6], [0.5] * 7),  # overloads an edge
        ([0.5] * 7, [0.5] * 6 + [0.4]),  # does not cover a vertex
        ([0.5] * 6 + [0.4], [0.5] * 7),  # of unequal values
        ([1.5, -0.5, 1.5, -0.5, 1.5, -0.5, 0.5], [0.5] * 7),  # a negative part
        ([float("nan")] * 7, [0.5] * 7),
    ],
)
def test_a_pair_that_proves_nothing_is_no_pair(x: list[float], y: list[float]) -> None:
    near = Approximation("optimal", np.array(x), np.array(y), (7, 1), "")
    incidence = PackingProgram.of([Fraction(1, 7)] * 7, ODD_CYCLE).incidence
    assert near_fractions([Fraction(1, 7)] * 7, incidence, near) is None
