"""The least regret of a wrong class for K classes: against an independent minimum, and where it is refused."""

from __future__ import annotations

import json
from fractions import Fraction

import numpy as np
import pytest

from losstheory.checker import check_certificate
from losstheory.claims import Status
from losstheory.losses.multiclass import multiclass, softmax
from losstheory.numeric import to_numpy
from losstheory.rigor import decide
from losstheory.theory.consistency import HypothesesError, SoftmaxTransform, h_consistency

EXPONENTS = {"1 - sqrt(q)": 1 / 2, "1 - q**(1/3)": 1 / 3, "1 - q": 1, "1 - q**(3/2)": 3 / 2, "1 - q**3": 3}


def greatest_share(p: np.ndarray, wrong: int, power: float) -> float:
    """sup of the sum of p_k q_k^power over the q in which the wrong class is greatest.

    For power < 1 the concave sum is best where classes are pooled with the wrong one until it is greatest; for
    power >= 1 the convex sum is best at a vertex, which has equal shares on a set that holds the wrong class.
    """
    others = sorted(np.delete(p, wrong), reverse=True)
    pools = [(n, (p[wrong] + sum(others[: n - 1])) / n, others[n - 1 :]) for n in range(1, len(p) + 1)]
    if power >= 1:
        return max(n ** (1 - power) * mean for n, mean, _ in pools)
    norm = 1 / (1 - power)
    n, mean, rest = next(pool for pool in pools if not pool[2] or pool[2][0] <= pool[1] + 1e-15)
    return float((n * mean**norm + sum(x**norm for x in rest)) ** (1 - power))


def regret(p: np.ndarray, wrong: int, power: float) -> float:
    """The infimum of the regret of the loss 1 - q^power over the scores that prefer the wrong class."""
    best = p.max() if power >= 1 else (p ** (1 / (1 - power))).sum() ** (1 - power)
    return float(best - greatest_share(p, wrong, power))


def laws(theta: float, classes: int) -> list[np.ndarray]:
    """Laws in which class 1 is the greatest and class 2 smaller by theta, the rest filled up in turn or spread."""
    found = []
    for most in np.linspace(max(theta, (1 + theta) / classes), (1 + theta) / 2, 400):
        left = max(1 - 2 * most + theta, 0.0)
        filled = [min(most, max(left - k * most, 0)) for k in range(classes - 2)]
        for rest in (filled, [left / max(classes - 2, 1)] * (classes - 2)):
            p = np.array([most, max(most - theta, 0), *rest])
            if abs(p.sum() - 1) < 1e-9:
                found.append(p)
    return found


@pytest.mark.parametrize("text", EXPONENTS)
@pytest.mark.parametrize("classes", [2, 3, 5])
def test_the_transform_is_the_least_regret_of_the_laws(text: str, classes: int) -> None:
    found = h_consistency(softmax(text, classes))
    assert found.transform is not None and found.reason is None
    exact, convex = (to_numpy(tree, "theta") for tree in (found.transform.exact, found.convex_transform))
    for theta in (0.08, 0.21, 0.3, 0.45, 0.6, 0.9):
        least = min(regret(p, 1, EXPONENTS[text]) for p in laws(theta, classes))
        (value,), (below,) = exact(np.array([theta])), convex(np.array([theta]))
        assert value == pytest.approx(least, abs=1e-9) and below <= value + 1e-12


def test_the_bound_of_the_mean_absolute_error_for_every_number_of_classes_is_above_a_limit() -> None:
    """Its corners are (1/m, 1/(m(m + 1))), on theta^2/(1 + theta)."""
    for classes in (3, 4, 7):
        convex = to_numpy(h_consistency(softmax("1 - q", classes)).convex_transform, "theta")
        corners = 1 / np.arange(1, classes)
        assert convex(corners) == pytest.approx(corners**2 / (1 + corners))
        theta = np.linspace(0.01, 0.99, 99)
        assert np.all(convex(theta) >= theta**2 / (1 + theta) - 1e-12)


def test_another_formula_is_refuted_at_a_point_and_a_foreign_one_stays_open() -> None:
    mae = softmax("1 - q", 3)
    statement = SoftmaxTransform(mae, "theta/3")
    refuted = decide(statement)
    assert refuted.status is Status.REFUTED
    theta = Fraction(refuted.witness["theta"])
    assert min(max(theta / 3, theta - Fraction(1, 3)), theta / 2) != theta / 3
    assert check_certificate(json.loads(json.dumps(refuted.certificate)), statement.to_json()).status == "REFUTED"
    for text, because in (("1 - q**(2/3)", "between 3/2 and 2"), ("(1 - q)**2", "slope of a power")):
        open_one = decide(SoftmaxTransform(softmax(text, 3), "theta**2/4"))
        assert open_one.status is Status.UNDECIDED and because in str(open_one.reason)
    with pytest.raises(HypothesesError, match="all measurable"):
        SoftmaxTransform(mae, "theta/3", "bounded:1")


def test_a_catalogue_loss_has_it_too() -> None:
    assert str(h_consistency(multiclass("mae", classes=4)).transform).startswith("Piecewise((")
