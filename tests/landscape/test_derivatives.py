"""Second derivatives are those of differences of first ones, or they are refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from torch.utils.checkpoint import checkpoint

from tests.landscape.small import data, filled, mlp, nn, torch

from losstheory.landscape import GaussNewton, Hessian, LandscapeError, Problem, measure_landscape, random_direction  # isort: skip

cross_entropy = nn.functional.cross_entropy
weight_norm = nn.utils.parametrizations.weight_norm


def between(*layers: Any) -> Any:
    """A network with the given layers in its middle, which keep six numbers."""
    return filled(nn.Sequential(nn.Linear(4, 6), *layers, nn.Linear(6, 3)).double(), 3)


def worst(problem: Any, step: float = 1e-5) -> float:
    """The largest relative error of a product, measured by differences of gradients."""
    direction = np.random.default_rng(0).standard_normal(problem.size)
    direction /= np.linalg.norm(direction)
    ahead, behind = (problem.at(problem.position + sign * step * direction).gradient for sign in (1, -1))
    product = Hessian(problem) @ direction
    return float(np.abs((ahead - behind) / (2 * step) - product).max() / np.abs(product).max())


LAYERS: dict[str, Any] = {
    "GELU": nn.GELU(),
    "softplus": nn.Softplus(),
    "layer norm": nn.LayerNorm(6),
    "layer norm alone": nn.LayerNorm(6, elementwise_affine=False),
    "group norm": nn.GroupNorm(2, 6),
    "RMS norm": nn.RMSNorm(6),
    "instance norm": nn.Sequential(nn.Unflatten(1, (2, 3)), nn.InstanceNorm1d(2), nn.Flatten()),
    "spectral norm": nn.utils.parametrizations.spectral_norm(nn.Linear(6, 6)).eval(),
    "softmax": nn.Softmax(1),
}


@pytest.mark.parametrize("name", LAYERS)
def test_products_are_differences_of_gradients(name: str) -> None:
    assert worst(Problem(between(LAYERS[name]), cross_entropy, data())) < 1e-6


def test_with_statistics_of_the_batch_too() -> None:
    assert worst(Problem(between(nn.BatchNorm1d(6)), cross_entropy, data(), batch_norm="batch")) < 1e-6


def test_recurrent_networks_too() -> None:
    class Last(nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.rnn, self.head = nn.LSTM(4, 3, batch_first=True), nn.Linear(3, 3)

        def forward(self, x: Any) -> Any:
            return self.head(self.rnn(x)[0][:, -1])

    inputs, target = data(20)
    model = filled(Last().double(), 5)
    assert worst(Problem(model, cross_entropy, (inputs.reshape(4, 5, 4), target[:4]))) < 1e-6


def test_weight_normalisation_of_which_torch_is_wrong_is_refused_until_it_is_removed() -> None:
    v, g = (torch.rand(shape, dtype=torch.float64, requires_grad=True) for shape in ((3, 2), (3, 1)))
    is_right = torch.autograd.gradgradcheck(
        lambda v, g: (torch._weight_norm(v, g, 0) ** 3).sum(), (v, g), raise_exception=False
    )
    model = between(weight_norm(nn.Linear(6, 6)))
    problem = Problem(model, cross_entropy, data())
    if is_right:
        assert worst(problem) < 1e-6
    else:
        with pytest.raises(LandscapeError, match="weight normalisation are wrong.*remove_parametrizations"):
            Hessian(problem) @ np.ones(problem.size)
    assert np.isfinite(measure_landscape(problem, random_direction(problem)).values).all()
    nn.utils.parametrize.remove_parametrizations(model[1], "weight")
    assert worst(Problem(model, cross_entropy, data())) < 1e-6


@pytest.mark.filterwarnings("ignore:None of the inputs have requires_grad")
@pytest.mark.parametrize("is_reentrant", [True, False])
def test_layers_that_are_computed_again_are_refused_since_they_would_see_other_parameters(is_reentrant: bool) -> None:
    class Saves(nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.first, self.inner = nn.Linear(4, 4).double(), mlp()

        def forward(self, x: Any) -> Any:
            return checkpoint(self.inner, self.first(x), use_reentrant=is_reentrant)

    model = Saves()
    with pytest.raises(LandscapeError, match="again.*: switch off .* checkpointing"):
        Problem(model, cross_entropy, data())
    assert not any(layer._forward_pre_hooks for layer in model.modules())


def miscounted(output: Any, target: Any) -> Any:
    return (output.argmax(1) != target).double().mean()


@pytest.mark.parametrize(
    "loss", [miscounted, lambda output, target: cross_entropy(output.detach(), target)], ids=["a count", "detached"]
)
def test_a_loss_without_a_way_to_the_parameters_has_a_landscape_and_no_curvature(loss: Any) -> None:
    problem = Problem(mlp(), loss, data())
    line = measure_landscape(problem, random_direction(problem), [[-1.0, 0.0, 1.0]])
    assert line.values[1] == problem.value
    for curvature in (Hessian, GaussNewton):
        with pytest.raises(LandscapeError, match="no way from the loss to the parameters"):
            curvature(problem) @ np.ones(problem.size)


def test_without_derivatives_there_are_no_products() -> None:
    problem = Problem(mlp(), cross_entropy, data())
    wanted = Hessian(problem) @ np.ones(problem.size)
    with torch.no_grad():
        np.testing.assert_array_equal(Hessian(problem) @ np.ones(problem.size), wanted)
    with torch.inference_mode(), pytest.raises(LandscapeError, match="leave it first"):
        Hessian(problem) @ np.ones(problem.size)


def test_a_layer_that_the_loss_does_not_use_is_flat() -> None:
    class Spare(nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.used, self.spare = mlp(), nn.Linear(2, 2).double()

        def forward(self, x: Any) -> Any:
            return self.used(x)

    layers = Problem(Spare(), cross_entropy, data()).by_layer()
    np.testing.assert_array_equal(Hessian(layers["spare"]).dense(), np.zeros((6, 6)))


def test_sparse_gradients_count_like_dense_ones() -> None:
    tokens, target = torch.arange(40).reshape(20, 2) % 7, data()[1]
    models = [
        filled(nn.Sequential(nn.Embedding(7, 4, sparse=flag), nn.Flatten(), nn.Linear(8, 3)).double(), 2)
        for flag in (True, False)
    ]
    sparse, dense = (Problem(model, cross_entropy, (tokens, target)) for model in models)
    np.testing.assert_allclose(sparse.gradient, dense.gradient, atol=1e-16)
    np.testing.assert_allclose(Hessian(sparse).dense(), Hessian(dense).dense(), atol=1e-16)
