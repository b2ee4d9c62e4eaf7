"""Dai et al. (2023), "Characterizing the Optimal 0-1 Loss for Multi-class Classification with a Test-time Attacker".

NeurIPS 2023. Points with labels, an adversary who may move each by eps in the Euclidean norm, closed balls, the whole
space as feature space. Points of different labels whose balls meet form a hyperedge; the largest accuracy of a soft
classifier is the value of the packing program over the hyperedges, which are found here from exact coordinates. With
hyperedges of up to m points alone the program gives an upper bound of the accuracy: a lower bound of the risk.
"""

from collections.abc import Sequence
from itertools import product

from losstheory.claims import Claim
from losstheory.programs import LinearProgram, Optimum, robust_risk
from losstheory.programs.labelled_points import read_points
from losstheory.programs.packing_program import PackingProgram

PAPER = "dai2023characterizing"

Rows = Sequence[Sequence[int]]
TRIANGLE = [[0, 0], [2, 0], [1, 2]]
SIMPLEX = [[1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]]
LINE = [[0], [2], [3], [4], [7]]
CLOSE = [[0, 0], [1, 0], [0, 1], [1, 1], [3, 0]]
HEAVY = ["3/5", "1/5", "1/5"]
TOUCHING = "5/4"
"""The circumradius of TRIANGLE: the three balls meet in one point. At 6/5 only pairs of balls meet."""


def accuracy(X: Rows, eps: str, order: int | None = None, weights: Sequence[str] | None = None) -> LinearProgram:
    """The packing program over the hyperedges of up to ``order`` points; the labels are 0, 1, 2, ..."""
    labels = list(range(len(X)))
    edges = robust_risk(X, labels, eps, weights=weights, order=order).hyperedges.maximal()
    return PackingProgram.of(read_points(X, labels, weights).weights, edges).linear


def deterministic_accuracy(program: LinearProgram) -> LinearProgram:
    """The best of the packings in zeros and ones: maximise over the laws on them."""
    edges = [[v for v, _ in entries] for entries, _, _ in program.rows]
    chosen = [q for q in product((0, 1), repeat=len(program.costs)) if all(sum(q[v] for v in e) <= 1 for e in edges)]
    values = [sum(c * x for c, x in zip(program.costs, q, strict=True)) for q in chosen]
    return LinearProgram.of("max", values, [(dict.fromkeys(range(len(chosen)), 1), "==", 1)])


CLAIMS = (
    Claim(
        "triangle, pairs of balls meet, the three do not: the largest soft accuracy is 1/2",
        Optimum(accuracy(TRIANGLE, "6/5"), "1/2"),
        PAPER,
    ),
    Claim(
        "triangle, pairs of balls meet, the three do not: the largest deterministic accuracy is 1/3",
        Optimum(deterministic_accuracy(accuracy(TRIANGLE, "6/5")), "1/3"),
        PAPER,
    ),
    Claim(
        "triangle: a deterministic classifier reaches the soft accuracy 1/2",
        Optimum(deterministic_accuracy(accuracy(TRIANGLE, "6/5")), "1/2"),
        "ours",
        expected=False,
    ),
    Claim(
        "triangle with masses 3/5, 1/5, 1/5: soft accuracy 3/5, the larger of the largest mass and 1/2",
        Optimum(accuracy(TRIANGLE, "6/5", weights=HEAVY), "3/5"),
        "ours",
    ),
    Claim(
        "triangle with masses 3/5, 1/5, 1/5: deterministic accuracy 3/5 too",
        Optimum(deterministic_accuracy(accuracy(TRIANGLE, "6/5", weights=HEAVY)), "3/5"),
        "ours",
    ),
    *(
        Claim(f"five classes on the line, eps = 1: {kind} accuracy 3/5, no gap", Optimum(program, "3/5"), "ours")
        for kind, program in (
            ("soft", accuracy(LINE, "1")),
            ("deterministic", deterministic_accuracy(accuracy(LINE, "1"))),
        )
    ),
    Claim(
        "triangle, the three closed balls touch in one point: accuracy 1/3",
        Optimum(accuracy(TRIANGLE, TOUCHING), "1/3"),
        PAPER,
    ),
    Claim(
        "triangle, three balls touch: pairs alone certify the risk 1/2",
        Optimum(accuracy(TRIANGLE, TOUCHING, order=2), "1/2"),
        PAPER,
    ),
    Claim(
        "regular simplex of side sqrt(8), eps = 3/2, balls meet in pairs: risk 1/2",
        Optimum(accuracy(SIMPLEX, "3/2"), "1/2"),
        "ours",
    ),
    Claim(
        "regular simplex of side sqrt(8), eps = 17/10, balls meet in threes: risk 2/3",
        Optimum(accuracy(SIMPLEX, "17/10"), "1/3"),
        "ours",
    ),
    Claim(
        "regular simplex of side sqrt(8), eps = sqrt(3), the circumradius: risk 3/4",
        Optimum(accuracy(SIMPLEX, "sqrt(3)"), "1/4"),
        "ours",
    ),
    Claim(
        "regular simplex, eps = sqrt(3): truncation to pairs is harmless, risk 1/2",
        Optimum(accuracy(SIMPLEX, "sqrt(3)"), "1/2"),
        "ours",
        expected=False,
    ),
    Claim(
        "five classes within reach of each other: the risk is 4/5",
        Optimum(accuracy(CLOSE, "2"), "1/5"),
        "ours",
    ),
    *(
        Claim(
            f"five classes within reach of each other: hyperedges of up to {m} points certify 1 - 1/{m} and no more",
            Optimum(accuracy(CLOSE, "2", order=m), f"1/{m}"),
            "ours",
        )
        for m in (2, 3, 4)
    ),
    Claim(
        "five classes within reach of each other: pairs certify the risk 3/5",
        Optimum(accuracy(CLOSE, "2", order=2), "2/5"),
        "ours",
        expected=False,
    ),
)
