"""The threshold among the values of a loss: where the minimiser of the conditional risk passes eta = 1/2."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from losstheory.checker import check_certificate
from losstheory.formulas.constants import bounds
from losstheory.losses.typed import loss
from losstheory.numeric import to_numpy
from losstheory.reports.absent import Absent
from losstheory.reports.threshold import Threshold, threshold
from losstheory.reports.values import derive_values, value_names

CASES = [
    ("pair", "(1 - t)**2/3", "2*(1 + t)**2/3"),
    ("pair", "log(1 + exp(-t))", "3*log(1 + exp(t))"),
    ("pair", "log(1 + exp(-t))", "log(1 + exp(t))"),
    ("probability", "-2*log(p)", "-log(1 - p)"),
    ("probability", "-(1 - p)**2*log(p)", "-log(1 - p)"),
]


@pytest.mark.parametrize(("kind", "plus", "minus"), CASES)
def test_the_minimiser_is_on_the_side_of_the_more_probable_label(kind: str, plus: str, minus: str) -> None:
    about = loss(plus, minus, kind=kind)
    found = threshold(about)
    assert isinstance(found, Threshold)
    (verdict,) = found.verdicts
    assert verdict.certificate is not None
    assert check_certificate(verdict.certificate, verdict.statement.to_json()).status == "PROVED"
    tau, domain = float(sum(bounds(found.score)) / 2), (1e-9, 1 - 1e-9) if kind == "probability" else (-30, 30)
    first, second = (to_numpy(tree, about.variable) for tree in about.expressions)
    for eta in (0.05, 0.3, 0.48, 0.52, 0.8, 0.97):
        best = minimize_scalar(
            lambda s, eta=eta: eta * first(np.array([s]))[0] + (1 - eta) * second(np.array([s]))[0],
            bounds=domain,
            method="bounded",
            options={"xatol": 1e-10},
        ).x
        assert (best > tau) == (eta > 0.5)
    assert found.to_json()["variable"] == about.variable and found.to_json()["sha256"] == verdict.sha256


def test_a_calibrated_loss_has_the_centre_and_says_so() -> None:
    assert str(threshold(loss("max(0, 1 - t)", "max(0, 1 + t)", kind="pair"))) == "predict +1 for t > 0, the centre"
    assert str(threshold(loss("-log(p)", "-log(1 - p)", kind="probability"))) == "predict +1 for p > 1/2, the centre"


def test_where_no_threshold_is_right_it_is_absent() -> None:
    """Of a constant loss every score is best at every eta."""
    found = threshold(loss("1 + 0*t", "1 + 0*t", kind="pair"))
    assert isinstance(found, Absent) and "no score" in found.reason


def test_pair_and_probability_losses_have_it_among_their_values() -> None:
    assert "threshold" in value_names(loss("(1 - t)**2", "(1 + t)**2", kind="pair"))
    assert "threshold" not in value_names(loss("hinge")) and "threshold" not in value_names(loss("r**2"))
    assert isinstance(derive_values(loss("-2*log(p)", "-log(1 - p)", kind="probability"))["threshold"], Threshold)
