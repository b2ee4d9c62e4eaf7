"""Garcia Trillos, Jacobs & Kim (2023), "The Multimarginal Optimal Transport Formulation of Adversarial Multiclass
Classification".

JMLR 24(45). Setting: points on the line with labels and masses, an adversary who moves each by up to eps, soft
classifiers, closed balls. B* is the mass of the generalised barycenter, the least total mass that holds every class
after the moves, and the largest robust accuracy. Each class is completed by an extra atom, the ghost.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations, product

from losstheory.claims import Claim
from losstheory.programs import LinearProgram, Optimum, robust_risk
from losstheory.programs.packing_program import PackingProgram

PAPER = "garciatrillos2023multimarginal"

Group = tuple[int, ...]
PLACES, LABELS, EPS = (0, 2, 3, 4, 7), (0, 1, 2, 0, 1), 1
TWO_PLACES, TWO_LABELS = (0, 1, 4, 1, 3, 9), (0, 0, 0, 1, 1, 1)


def groups(places: Sequence[int], labels: Sequence[int], eps: Fraction | int) -> list[Group]:
    """The sets of points of different labels that fit in an interval of length 2 eps: those that can be merged."""
    return [
        group
        for size in range(1, len(set(labels)) + 1)
        for group in combinations(range(len(places)), size)
        if len({labels[v] for v in group}) == size
        and max(places[v] for v in group) - min(places[v] for v in group) <= 2 * eps
    ]


def barycenter(places: Sequence[int], labels: Sequence[int], eps: Fraction | int) -> LinearProgram:
    """The least mass on groups under which each point, of mass 1/n, is split up exactly."""
    merged = groups(places, labels, eps)
    rows = [
        ({i: 1 for i, group in enumerate(merged) if v in group}, "==", Fraction(1, len(places)))
        for v in range(len(places))
    ]
    return LinearProgram.of("min", [1] * len(merged), rows)


def classifier(places: Sequence[int], labels: Sequence[int], eps: int) -> LinearProgram:
    """The packing program, from the hyperedges that the geometry of the package finds."""
    edges = robust_risk([[x] for x in places], labels, eps).hyperedges.maximal()
    return PackingProgram.of([Fraction(1, len(places))] * len(places), edges).linear


def merging_cost(atoms: Sequence[int], places: Sequence[int], labels: Sequence[int], eps: int) -> Fraction:
    """The barycenter mass of a tuple, 1/K for each of its points; a point that occurs m times has m/K."""
    points = sorted({v for v in atoms if v < len(places)})
    if not points:
        return Fraction(0)
    inside = [g for g in groups(places, labels, eps) if set(g) <= set(points)]
    rows = [
        ({i: 1 for i, g in enumerate(inside) if v in g}, "==", Fraction(atoms.count(v), len(atoms))) for v in points
    ]
    found = LinearProgram.of("min", [1] * len(inside), rows).solve().exact
    assert found is not None
    return found


def multimarginal(places: Sequence[int], labels: Sequence[int], eps: int) -> LinearProgram:
    """Couple K copies of half the data and half a ghost: twice its value is B*. Only increasing tuples are kept,
    with every marginal replaced by the mean of all, since the cost is symmetric."""
    count, classes = len(places), len(set(labels))
    tuples = [a for a in product(range(count + 1), repeat=classes) if list(a) == sorted(a)]
    costs = [2 * merging_cost(a, places, labels, eps) for a in tuples]
    masses = [Fraction(1, 2 * count)] * count + [Fraction(1, 2)]
    rows = [
        ({i: Fraction(a.count(v), classes) for i, a in enumerate(tuples) if v in a}, "==", mass)
        for v, mass in enumerate(masses)
    ]
    return LinearProgram.of("min", costs, rows)


def unmatched(places: Sequence[int], labels: Sequence[int], eps: int) -> LinearProgram:
    """Two classes of equal mass: transport one to the other; a pair farther than 2 eps costs 1."""
    first, second = ([x for x, y in zip(places, labels, strict=True) if y == label] for label in (0, 1))
    pairs = list(product(range(len(first)), range(len(second))))
    costs = [int(abs(first[i] - second[j]) > 2 * eps) for i, j in pairs]
    rows = [
        ({n: 1 for n, pair in enumerate(pairs) if pair[side] == i}, "==", Fraction(1, len(one)))
        for side, one in enumerate((first, second))
        for i in range(len(one))
    ]
    return LinearProgram.of("min", costs, rows)


CLAIMS = (
    Claim(
        "three classes on the line: the barycenter has mass 3/5, so that the least risk is 2/5",
        Optimum(barycenter(PLACES, LABELS, EPS), "3/5"),
        PAPER,
    ),
    Claim(
        "three classes on the line: the dual, a soft classifier, has accuracy 3/5",
        Optimum(classifier(PLACES, LABELS, EPS), "3/5"),
        PAPER,
    ),
    Claim(
        "three classes on the line: the multimarginal transport with ghosts has the value 3/5",
        Optimum(multimarginal(PLACES, LABELS, EPS), "3/5"),
        PAPER,
    ),
    Claim(
        "two classes of equal mass: the transport cost of pairs farther than 2 eps is 1/3",
        Optimum(unmatched(TWO_PLACES, TWO_LABELS, EPS), "1/3"),
        PAPER,
    ),
    Claim(
        "two classes of equal mass: the accuracy is (1 + cost)/2 = 2/3",
        Optimum(classifier(TWO_PLACES, TWO_LABELS, EPS), "2/3"),
        PAPER,
    ),
    Claim(
        "two classes: the multimarginal transport with ghosts has the value 2/3 too",
        Optimum(multimarginal(TWO_PLACES, TWO_LABELS, EPS), "2/3"),
        PAPER,
    ),
    Claim(
        "eps = 9/10, just too little for points at distance 2: accuracy 4/5",
        Optimum(barycenter(PLACES, LABELS, Fraction(9, 10)), "4/5"),
        "ours",
    ),
    Claim(
        "eps = 1: points at distance 2 eps stay apart, accuracy 4/5 still",
        Optimum(barycenter(PLACES, LABELS, EPS), "4/5"),
        "ours",
        expected=False,
    ),
    Claim(
        "no adversary, eps = 0: the barycenter merges nothing, accuracy 1",
        Optimum(barycenter(PLACES, LABELS, 0), 1),
        PAPER,
    ),
    Claim(
        "every point within reach of every other: accuracy 2/5, the largest class",
        Optimum(barycenter(PLACES, LABELS, 4), "2/5"),
        "ours",
    ),
)
