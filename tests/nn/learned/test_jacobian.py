"""The Jacobian test refutes compositions of gradients that are none, and passes those that are."""

from __future__ import annotations

import pytest

pytest.importorskip("torch", reason="torch is not installed")

import torch

from losstheory.nn.learned import measure_jacobian, softmax_plus
from losstheory.numeric.arguments import CallableError

A = torch.tensor([[2.0, 0.5], [0.5, 1.0]], dtype=torch.float64)
POINTS = torch.randn(6, 2, dtype=torch.float64, generator=torch.Generator().manual_seed(0))


def test_a_composition_of_two_gradients_is_refuted_with_eigenvalues_that_are_positive():
    found = measure_jacobian(lambda v: softmax_plus(A @ v), torch.zeros(1, 2))
    assert not found.is_passed
    assert found.asymmetry == pytest.approx(1 / 9)
    assert found.least_eigenvalue > 0.1 and found.least_probability == pytest.approx(1 / 3)
    assert "refuted at [0.0, 0.0]" in str(found)


@pytest.mark.parametrize("scale", [0.25, 1.0, 3.0])
def test_commuting_factors_pass(scale):
    assert measure_jacobian(lambda v: softmax_plus(scale * v), POINTS).is_passed


def test_two_classes_always_pass():
    assert measure_jacobian(lambda v: softmax_plus(v**3 + v), POINTS[:, :1]).is_passed


def test_a_symmetric_jacobian_is_not_enough():
    """A' softmax+(A v) is a gradient, but leaves the simplex: at (2, 0) its first entry is 1.84."""
    found = measure_jacobian(lambda v: A.T @ softmax_plus(A @ v), torch.tensor([[2.0, 0.0]]))
    assert found.asymmetry < 1e-12 and found.least_probability < 0 and not found.is_passed


def test_a_falling_gradient_is_refuted():
    found = measure_jacobian(lambda v: softmax_plus(-v), POINTS)
    assert found.least_eigenvalue < 0 and not found.is_passed
    assert torch.equal(found.witness, POINTS[0])


def test_shapes_are_checked():
    with pytest.raises(CallableError, match=r"points of shape \(n, K - 1\), got \(2,\)"):
        measure_jacobian(softmax_plus, torch.zeros(2))
    with pytest.raises(CallableError, match="a map of 2 numbers to as many"):
        measure_jacobian(lambda v: v[:1], torch.zeros(1, 2))
