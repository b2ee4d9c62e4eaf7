"""HL-Gauss against normal masses of mpmath, the Fourier series of its bias, and its limits."""

from __future__ import annotations

import math
from typing import Any

import mpmath
import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is not installed")

from losstheory.nn import HistogramLoss  # noqa: E402
from losstheory.numeric.arguments import CallableError  # noqa: E402


def double(*numbers: float) -> Any:
    return torch.tensor(numbers, dtype=torch.float64)


def bias(loss: HistogramLoss, target: Any) -> Any:
    """The mean of the centres under the encoded law, less the target."""
    return (loss.decode(loss.encode(target).log()) - target).numpy()


@pytest.mark.parametrize("target", [-30.0, -9.9, 0.0, 1.25, 4.0, 10.0, 55.0])
def test_masses_are_those_of_the_normal_law_even_far_away(target: float) -> None:
    loss = HistogramLoss(-10, 10, 16, deviation=0.6)
    mpmath.mp.dps = 40
    places = [(mpmath.mpf(-10) + mpmath.mpf(20) * i / 16 - target) / (loss.deviation * loss.width) for i in range(17)]
    masses = [
        mpmath.ncdf(b) - mpmath.ncdf(a) if a < 0 else mpmath.ncdf(-a) - mpmath.ncdf(-b)
        for a, b in zip(places, places[1:], strict=False)
    ]
    wanted = [float(mass / sum(masses)) for mass in masses]
    np.testing.assert_allclose(loss.encode(double(target))[0], wanted, rtol=1e-9, atol=1e-300)


@pytest.mark.parametrize(("deviation", "level"), [(0.2, 5.69e-2), (0.5, 8.98e-4), (0.75, 1.88e-6), (1.0, 3.34e-10)])
def test_the_bias_in_the_interior_is_its_fourier_series(deviation: float, level: float) -> None:
    loss = HistogramLoss(-10, 10, 51, deviation=deviation)
    target = torch.linspace(-1, 1, 201, dtype=torch.float64)
    places = (target.numpy() - float(loss.centres[0])) / loss.width
    terms = (
        (-1) ** k / (math.pi * k) * math.exp(-2 * (math.pi * k * deviation) ** 2) * np.sin(2 * math.pi * k * places)
        for k in range(1, 20)
    )
    series, found = loss.width * sum(terms), bias(loss, target)
    np.testing.assert_allclose(found, series, rtol=0, atol=1e-13)
    assert np.abs(found).max() == pytest.approx(level, rel=0.01)
    assert np.abs(found).max() <= loss.interior_bias * (1 + 1e-4)
    assert loss.interior_bias == pytest.approx(level, rel=0.05)


def test_narrow_laws_are_decoded_as_the_nearest_centre() -> None:
    loss = HistogramLoss(0, 4, 4, deviation=1e-3)
    np.testing.assert_allclose(bias(loss, double(1.2, 2.9)), [0.3, -0.4], atol=1e-12)
    assert loss.interior_bias == 0.5


def test_next_to_an_end_the_decoded_mean_is_pulled_inwards() -> None:
    loss = HistogramLoss(-10, 10, 51)
    near = bias(loss, double(-9.9, -9.5, 9.5, 9.9))
    assert (near[:2] > 0.02).all() and (near[2:] < -0.02).all()
    room = 4 * loss.deviation * loss.width
    assert np.abs(bias(loss, double(-10 + room, 10 - room))).max() < 1e-3 * loss.width


def test_the_least_loss_is_the_entropy_and_slopes_stay_within_one() -> None:
    loss, target = HistogramLoss(-2, 2, 9), double(0.3, -1.7, 40.0)
    law = loss.encode(target)
    scores = law.clamp_min(1e-300).log().requires_grad_()
    entropy = -torch.special.xlogy(law, law).sum(-1)
    torch.testing.assert_close(loss(scores, target), entropy.mean(), rtol=1e-12, atol=0)
    assert torch.autograd.grad(loss(scores, target), scores)[0].abs().max() < 1e-15
    far = torch.full_like(law, 50.0).cumsum(-1).requires_grad_()
    slopes = torch.autograd.grad(HistogramLoss(-2, 2, 9, reduction="sum")(far, target), far)[0]
    assert 0.9 < slopes.abs().max() <= 1


def test_single_precision_and_shapes() -> None:
    loss = HistogramLoss(-2, 2, 9, reduction="none")
    target = torch.tensor([[0.5, -1.0, 1e9]])
    assert loss.encode(target).dtype == torch.float32 and loss.encode(target).isfinite().all()
    torch.testing.assert_close(loss(torch.zeros(1, 3, 9), target), torch.full((1, 3), math.log(9)))
    with pytest.raises(CallableError, match="expected scores of shape"):
        loss(torch.zeros(3, 9), target)
    for wrong in ((1, 1, 5), (0, 1, 1), (0, math.inf, 5)):
        with pytest.raises(CallableError, match="expected low < high"):
            HistogramLoss(*wrong)
    with pytest.raises(CallableError, match="a deviation above 0"):
        HistogramLoss(0, 1, 5, deviation=0)
