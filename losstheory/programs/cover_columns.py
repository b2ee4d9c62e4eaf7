"""The least cover by hyperedges, in floats, by HiGHS itself: few edges first, and a warm start for those that lack."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
ROUNDING = 1e-9
PATIENCE = 20


def available() -> bool:
    """Whether highspy is installed; scipy carries HiGHS without warm starts."""
    return find_spec("highspy") is not None


def solve_cover(wanted: Floats, incidence: Any) -> tuple[Floats, Floats] | None:
    """Prices of the vertices, which pack, and the masses of the edges in a least cover by ``wanted``.

    The program starts with three edges a vertex. While the prices of some edges exceed 1, the worst of them at each
    vertex join it, and the primal simplex goes on from the basis.

    Args:
        wanted: the mass to be covered, one number a vertex.
        incidence: a sparse matrix, one row an edge; every vertex is in one.

    Returns:
        None where HiGHS needs more than 20 steps a vertex at a time, or does not end at an optimum.
    """
    highspy: Any = import_module("highspy")
    solver = highspy.Highs()
    for name, value in {
        "output_flag": False,
        "solver": "simplex",
        "presolve": "off",
        "simplex_strategy": 1,
        "simplex_iteration_limit": PATIENCE * len(wanted),
    }.items():
        solver.setOptionValue(name, value)
    nothing = np.zeros(0)
    starts = np.zeros(len(wanted), dtype=np.int32)
    solver.addRows(len(wanted), wanted, np.full(len(wanted), np.inf), 0, starts, nothing.astype(np.int32), nothing)
    chosen, added = np.zeros(0, dtype=np.int64), first_edges(incidence)
    while added.size:
        columns = incidence[added]
        solver.addCols(
            len(added), np.ones(len(added)), np.zeros(len(added)), np.full(len(added), np.inf), columns.nnz,
            columns.indptr[:-1].astype(np.int32), columns.indices.astype(np.int32), np.ones(columns.nnz),
        )  # fmt: skip
        chosen = np.concatenate([chosen, added])
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        found = solver.getSolution()
        prices = np.array(found.row_dual)
        loads = incidence @ prices
        loads[chosen] = 0
        added = worst_edges(loads, incidence)
        solver.setOptionValue("simplex_strategy", 4)
    masses = np.zeros(incidence.shape[0])
    masses[chosen] = found.col_value
    return prices, masses


def first_edges(incidence: Any) -> Indices:
    """The first, the middle and the last edge of each vertex."""
    columns = incidence.tocsc()
    first, last = columns.indptr[:-1].astype(np.int64), columns.indptr[1:].astype(np.int64) - 1
    return np.unique(columns.indices[np.concatenate([first, (first + last) // 2, last])]).astype(np.int64)


def worst_edges(loads: Floats, incidence: Any) -> Indices:
    """Of the edges with a load above 1, for each vertex the one of the greatest load."""
    broken = np.flatnonzero(loads > 1 + ROUNDING)
    broken = broken[np.argsort(-loads[broken], kind="stable")]
    columns = incidence[broken].tocsc()
    columns.sort_indices()
    held = np.diff(columns.indptr) > 0
    return np.asarray(broken[np.unique(columns.indices[columns.indptr[:-1][held]])])
