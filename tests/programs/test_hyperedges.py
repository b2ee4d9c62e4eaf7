"""Hyperedges, against smallest enclosing balls and boxes of every tuple."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from random import Random
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog
from sympy import Matrix, Rational

from losstheory.programs import balls
from losstheory.programs.adversarial_risk import geometry
from losstheory.programs.hyperedges import find_hyperedges
from losstheory.programs.labelled_points import read_points


def enclosing_square(points: list[tuple[int, ...]]) -> Rational:
    """The squared radius of the smallest enclosing ball: the least that a centre of some support gives."""
    found = []
    for size in range(1, len(points) + 1):
        for first, *rest in combinations([Matrix(p) for p in points], size):
            edges = [p - first for p in rest]
            gram = Matrix(len(edges), len(edges), lambda i, j, e=edges: 2 * e[i].dot(e[j]))
            if rest and gram.det() == 0:
                continue
            share = list(gram.LUsolve(Matrix([e.dot(e) for e in edges]))) if rest else []
            if min([*share, 1 - sum(share)]) < 0:
                continue
            centre = first + sum((s * e for s, e in zip(share, edges, strict=True)), start=0 * first)
            found.append(max((Matrix(p) - centre).dot(Matrix(p) - centre) for p in points))
    return min(found)


def sum_norm_radius(points: list[tuple[int, ...]]) -> float:
    """The radius of the smallest ball of the 1-norm around the points, in floats: all sign patterns, one LP."""
    d = len(points[0])
    signs = np.array(np.meshgrid(*[[-1, 1]] * d)).reshape(d, -1).T
    rows = [np.concatenate([-s, [-1]]) for _ in points for s in signs]
    right = [-float(s @ np.array(p)) for p in points for s in signs]
    return float(linprog([0] * d + [1], rows, right, bounds=[(None, None)] * (d + 1)).fun)


def meet(points: list[tuple[int, ...]], eps: Fraction, norm: Any) -> bool:
    if norm == 2:
        return bool(enclosing_square(points) <= Rational(eps.numerator, eps.denominator) ** 2)
    if norm == "inf":
        return all(max(column) - min(column) <= 2 * eps for column in zip(*points, strict=True))
    return sum_norm_radius(points) <= float(eps) + 1e-7


@pytest.mark.parametrize("norm", [1, 2, "inf"])
@pytest.mark.parametrize("seed", range(4))
def test_the_list_is_that_of_all_tuples(norm: Any, seed: int) -> None:
    chance = Random(seed)
    n, classes, d = 7, 4, 1 + seed
    X = [tuple(chance.randint(0, 4) for _ in range(d)) for _ in range(n)]
    y, eps = [chance.randrange(classes) for _ in range(n)], Fraction(chance.randint(3, 6), 2)
    found = find_hyperedges(geometry(read_points(X, y), eps, norm), len(set(y)), 10**6)
    for m in range(1, len(set(y)) + 1):
        wanted = [
            edge
            for edge in combinations(range(n), m)
            if len({y[v] for v in edge}) == m and meet([X[v] for v in edge], eps, norm)
        ]
        assert (found[m] if m in found.counts else []) == wanted
    maximal = set(found.maximal())
    every = {edge for m in found.counts for edge in found[m]}
    assert maximal == {edge for edge in every if not any(set(edge) < set(other) for other in every)}


def test_a_tree_and_blocks_find_the_same_pairs() -> None:
    generator = np.random.default_rng(2)
    flat = generator.integers(0, 6, (60, 3))
    y = generator.integers(0, 3, 60)
    padded = np.concatenate([flat, np.zeros((60, 12), dtype=int)], axis=1)
    for norm in (2, "inf"):
        low, high = (find_hyperedges(geometry(read_points(X, y), 1, norm), 3, 10**6) for X in (flat, padded))
        assert low.counts == high.counts and low.maximal() == high.maximal()


@pytest.mark.parametrize("dimension", [2, 7])
def test_distances_from_a_table_and_one_by_one_give_the_same(dimension: int, monkeypatch: pytest.MonkeyPatch) -> None:
    generator = np.random.default_rng(4)
    X, y = generator.normal(size=(70, dimension)), generator.integers(0, 4, 70)
    given = read_points(X, y)
    table = find_hyperedges(geometry(given, 0.3 * dimension, 2), 4, 10**6)
    monkeypatch.setattr(balls, "TABLE", 10)
    single = find_hyperedges(geometry(given, 0.3 * dimension, 2), 4, 10**6)
    assert table.counts == single.counts and table.maximal() == single.maximal() and table.counts[4] > 10


@pytest.mark.parametrize("norm", [1, 2, "inf"])
def test_squares_that_underflow_are_decided_in_fractions(norm: Any) -> None:
    """Two points at the distance 4 of a unit whose square is no float."""
    tiny = Fraction(1, 10**170)
    for d in (2, 3):
        X = [[0] * d, [4 * tiny] + [0] * (d - 1)]
        for eps, pairs in ((2 * tiny, 1), (2 * tiny - tiny / 10**20, 0)):
            found = find_hyperedges(geometry(read_points(X, [0, 1]), eps, norm), 2, 10)
            assert found.counts.get(2, 0) == pairs and found.decided


def test_coordinates_far_from_the_origin_lose_no_digit() -> None:
    near = np.array([[0, 0], [2, 0], [1, 1]])
    found = find_hyperedges(geometry(read_points(near + 10**14, [0, 1, 2]), 1, 2), 3, 100)
    assert found.counts == {1: 3, 2: 3, 3: 1} and found.decided
