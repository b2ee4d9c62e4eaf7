"""Phase diagrams of multiclass families: published thresholds, and members against minimisation in floats."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy.optimize import minimize

from losstheory.checker import check_certificate
from losstheory.formulas.errors import LossTheoryError
from losstheory.losses.families import ParameterError
from losstheory.losses.open_parameters import family
from losstheory.theory.phase import phase_diagram

CASES = [
    ("poly1", "convex", {}, (("(-oo, -1)", "fails"), ("[-1, 1]", "holds"), ("(1, oo)", "fails"))),
    ("poly1", "calibrated", {}, (("(-oo, -2]", "fails"), ("(-2, oo)", "holds"))),
    ("label_smoothing", "calibrated", {}, (("[0, 1)", "holds"), ("{1}", "fails"))),
    ("gce", "top2_calibrated", {}, (("(0, 1)", "holds"), ("[1, oo)", "fails"))),
    ("comp_sum", "symmetric", {}, (("[0, 2)", "fails"), ("{2}", "holds"), ("(2, oo)", "fails"))),
    ("alpha_loss", "softmax_proper", {}, (("(0, 1)", "fails"), ("{1}", "holds"), ("(1, oo)", "fails"))),
    ("focal", "calibrated", {"gamma": (0, 1)}, (("[0, 1]", "holds"),)),
]


@pytest.mark.parametrize(
    ("name", "claimed", "settings", "regions"), CASES, ids=lambda x: str(x) if isinstance(x, str) else ""
)
def test_thresholds(name: str, claimed: str, settings: dict, regions: tuple) -> None:
    diagram = phase_diagram(name, claimed, classes=3, **settings)
    assert diagram.regions == regions
    for cell in diagram.cells:
        assert check_certificate(cell.verdict.certificate, cell.verdict.statement.to_json())


def test_a_margin_of_one_class_alone_ends_calibration() -> None:
    diagram = phase_diagram("ldam", "calibrated", classes=3, margins=[0, 0, 0], margins_1=(0, None), scale=1)
    assert diagram.regions == (("{0}", "holds"), ("(0, oo)", "fails"))


def gap(loss: Callable[[np.ndarray], np.ndarray], p: list[float]) -> float:
    """Least risk with a wrong class among the greatest scores less the least risk, for three classes, by descents."""
    weights = np.array(p)
    best = int(np.argmax(weights))

    def risk(s: np.ndarray) -> float:
        return float(weights @ loss(s))

    def pushed(s: np.ndarray) -> np.ndarray:
        return np.where(np.arange(3) == best, min(s[best], max(np.delete(s, best))), s)

    starts = np.random.default_rng(1).normal(scale=1.5, size=(6, 3))
    free = min(minimize(risk, s, method="Nelder-Mead").fun for s in starts)
    return min(minimize(lambda s: risk(pushed(s)), s, method="Nelder-Mead").fun for s in starts) - free


def poly1(epsilon: float) -> Callable[[np.ndarray], np.ndarray]:
    return lambda s: (lambda q: -np.log(q) + epsilon * (1 - q))(np.exp(s - s.max()) / np.exp(s - s.max()).sum())


def gce(q: float) -> Callable[[np.ndarray], np.ndarray]:
    return lambda s: (1 - (np.exp(s - s.max()) / np.exp(s - s.max()).sum()) ** q) / q


@pytest.mark.parametrize(("q", "ordered"), [(0.8, True), (1.25, False)])
def test_above_one_the_order_of_the_other_classes_costs_nothing(q: float, ordered: bool) -> None:
    p = np.array([2 / 3, 1 / 3, 0])
    reached = min(
        float(p @ gce(q)(np.array([t, u, 0.0]))) for t in (0, 1, 2, 3, 9, 40) for u in np.linspace(-40, 40, 801)
    )
    tied = float(p @ gce(q)(np.array([40.0, 0.0, 0.0])))
    assert (tied > reached + 1e-3) is ordered


def ldam(margin: float) -> Callable[[np.ndarray], np.ndarray]:
    shift = np.array([margin, 0, 0])
    return lambda s: np.array(
        [np.log(1 + sum(np.exp(s[k] - s[y] + shift[y]) for k in range(3) if k != y)) for y in range(3)]
    )


def adjusted(tau: float) -> Callable[[np.ndarray], np.ndarray]:
    moved = tau * np.log([1, 2, 4])
    return lambda s: np.log(np.exp(s + moved).sum()) - s - moved


@pytest.mark.parametrize(
    ("loss", "p", "calibrated"),
    [
        (poly1(-2.25), [1, 0, 0], False),
        (poly1(-1.75), [1, 0, 0], True),
        (ldam(0.5), [0.31, 0.35, 0.34], False),
        (ldam(0.0), [0.31, 0.35, 0.34], True),
        (adjusted(0.5), [0.32, 0.33, 0.35], False),
        (adjusted(0.5), [0.36, 0.33, 0.31], True),
    ],
)
def test_members_on_both_sides_of_a_threshold_by_descents(loss: Callable, p: list, calibrated: bool) -> None:
    assert bool(gap(loss, p) > 1e-6) is calibrated


def test_a_typed_family_has_the_thresholds_of_the_catalogue() -> None:
    typed = family("-log(q) + e*(1 - q)", classes=3, e=(-1, 3))
    assert phase_diagram(typed, "convex").regions == (("[-1, 1]", "holds"), ("(1, 3]", "fails"))


def test_what_is_no_family_or_property_of_several_classes_is_refused() -> None:
    for name, claimed, settings, error in (
        ("ce", "convex", {}, ParameterError),
        ("gce", "proper", {}, LossTheoryError),
        ("gce", "noise_tolerant", {}, LossTheoryError),
        ("entmax", "calibrated", {}, ParameterError),
        ("gce", "convex", {"q": (-1, 1)}, ParameterError),
    ):
        with pytest.raises(error):
            phase_diagram(name, claimed, classes=3, **settings)
    with pytest.raises(ParameterError, match="cannot be the name"):
        family("-log(q)*s1", classes=3, q=(0, 1))
