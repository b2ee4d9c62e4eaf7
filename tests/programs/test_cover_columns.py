"""Covers by few edges at a time: the value of all edges at once, prices that pack, and when it gives up."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from scipy.optimize import linprog

from losstheory.programs import cover_columns, packing_rounds
from losstheory.programs.cover_columns import first_edges, solve_cover, worst_edges
from losstheory.programs.packing import solve_packing
from losstheory.programs.packing_program import PackingProgram
from losstheory.programs.rationals import rational

pytest.importorskip("highspy", reason="highspy is not installed")


def hypergraph(seed: int, n: int = 40) -> tuple[np.ndarray, PackingProgram]:
    """Random triples and pairs, a single vertex each; weights from 1 to 9."""
    draw = np.random.default_rng(seed)
    triples = [edge for edge in combinations(range(n), 3) if draw.random() < 0.06]
    pairs = [edge for edge in combinations(range(n), 2) if draw.random() < 0.2]
    wanted = draw.integers(1, 10, size=n)
    program = PackingProgram.of(
        [rational(w, "a weight") for w in wanted.tolist()], [*((v,) for v in range(n)), *pairs, *triples]
    )
    return wanted.astype(float), program


@pytest.mark.parametrize("seed", range(4))
def test_few_edges_at_a_time_cover_as_cheaply_as_all_at_once(seed: int) -> None:
    wanted, program = hypergraph(seed)
    incidence = program.incidence
    found = solve_cover(wanted, incidence)
    assert found is not None
    prices, masses = found
    whole = linprog(np.ones(program.count), A_ub=-incidence.T, b_ub=-wanted, method="highs-ipm")
    assert masses.sum() == pytest.approx(whole.fun, abs=1e-7) and wanted @ prices == pytest.approx(whole.fun, abs=1e-7)
    assert (incidence @ prices).max() <= 1 + 1e-6 and prices.min() >= -1e-9
    assert (incidence.T @ masses >= wanted - 1e-6).all() and masses.min() >= -1e-9


def test_edges_that_were_left_out_at_first_join() -> None:
    """The first, middle and last edge of each vertex do not reach the optimum here."""
    wanted, program = hypergraph(0)
    part = program.incidence[first_edges(program.incidence)]
    few = linprog(np.ones(part.shape[0]), A_ub=-part.T, b_ub=-wanted, method="highs-ds").fun
    found = solve_cover(wanted, program.incidence)
    assert found is not None and found[1].sum() < few - 0.1


def test_the_worst_edge_of_each_vertex_joins() -> None:
    incidence = PackingProgram.of([rational(1, "")] * 4, [(0, 1), (1, 2), (2, 3), (0, 3)]).incidence
    assert sorted(worst_edges(np.array([1.5, 3.0, 2.0, 1.0]), incidence)) == [0, 1, 2]
    assert sorted(worst_edges(np.array([1.5, 3.0, 2.5, 2.0]), incidence)) == [1, 2, 3]
    assert worst_edges(np.ones(4), incidence).tolist() == []


def test_every_vertex_has_an_edge_at_the_start() -> None:
    _, program = hypergraph(1)
    chosen = program.incidence[first_edges(program.incidence)]
    assert chosen.sum(axis=0).min() >= 1 and chosen.shape[0] <= 3 * 40


@pytest.mark.parametrize(("name", "value"), [("available", lambda: False), ("VERTICES", 39)])
def test_without_it_or_without_patience_the_exact_value_is_the_same(
    name: str, value: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted, program = hypergraph(2)
    exact = solve_packing(program.weights, program.blocks).exact
    monkeypatch.setattr(cover_columns, "PATIENCE", 0)
    assert solve_cover(wanted, program.incidence) is None
    assert solve_packing(program.weights, program.blocks).exact == exact is not None
    monkeypatch.setattr(packing_rounds, name, value)
    monkeypatch.setattr(packing_rounds, "solve_cover", lambda *_: pytest.fail("not to be asked"))
    assert solve_packing(program.weights, program.blocks).exact == exact
