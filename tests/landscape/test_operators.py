"""Curvatures are the matrices that their formulas say."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.sparse.linalg import eigsh

from tests.landscape.small import data, dense_hessian, filled, mlp, nn, torch

from losstheory.landscape.chunks import graph_bytes  # isort: skip
from losstheory.landscape.hessian import hessian_map  # isort: skip
from losstheory.landscape import Fisher, GaussNewton, Hessian, LandscapeError, Problem  # isort: skip

cross_entropy = nn.functional.cross_entropy


@pytest.mark.parametrize("graphs", ["auto", "kept", "rebuilt"])
@pytest.mark.parametrize("batch_size", [None, 7])
def test_the_hessian_is_the_dense_one(graphs: Any, batch_size: int | None) -> None:
    model, pair = mlp(), data()
    hessian = Hessian(Problem(model, cross_entropy, pair, batch_size=batch_size), graphs)
    wanted = dense_hessian(model, cross_entropy, *pair)
    np.testing.assert_allclose(hessian.dense(), wanted, atol=1e-14)
    vectors = np.random.default_rng(0).standard_normal((43, 3))
    np.testing.assert_allclose(hessian @ vectors, wanted @ vectors, atol=1e-13)
    np.testing.assert_allclose(hessian.T @ vectors[:, 0], wanted @ vectors[:, 0], atol=1e-13)
    assert hessian.products == 43 + 3 + 1
    assert hessian.kept == (0 if graphs == "rebuilt" else 1 if batch_size is None else 3)


def test_a_convolution_with_relu_and_pooling() -> None:
    draw = np.random.default_rng(2)
    model = filled(
        nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(8, 3)).double(), 0
    )
    pair = torch.tensor(draw.standard_normal((9, 1, 6, 6))), torch.arange(9) % 3
    hessian = Hessian(Problem(model, cross_entropy, pair))
    np.testing.assert_allclose(hessian.dense(), dense_hessian(model, cross_entropy, *pair), atol=1e-13)


class Normalised(nn.Module):  # type: ignore[misc]
    """Normalisation over the last axis, by its formula."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.weight, self.bias = nn.Parameter(torch.ones(size)), nn.Parameter(torch.zeros(size))

    def forward(self, x: Any) -> Any:
        centred = x - x.mean(-1, keepdim=True)
        return centred / torch.sqrt((centred**2).mean(-1, keepdim=True) + 1e-5) * self.weight + self.bias


def test_a_layer_of_normalisation_as_by_its_formula() -> None:
    pair = data()
    models = [
        filled(nn.Sequential(nn.Linear(4, 5), layer(5), nn.Tanh(), nn.Linear(5, 3)).double(), 3)
        for layer in (nn.LayerNorm, Normalised)
    ]
    found = Hessian(Problem(models[0], cross_entropy, pair)).dense()
    np.testing.assert_allclose(found, dense_hessian(models[1], cross_entropy, *pair), atol=1e-13)


def test_graphs_are_kept_while_they_fit() -> None:
    problem = Problem(mlp(), cross_entropy, data(400), batch_size=100)
    one = graph_bytes(lambda: hessian_map(problem, problem.batches.first()))
    assert 100 * 8 * (4 + 5 + 3) < one < 100_000
    wanted = Hessian(problem, "rebuilt").matvec(np.ones(43))
    for share in (0, 1, 2.5, 4):
        problem.memory = int(share * one)
        hessian = Hessian(problem)
        for _ in range(2):
            np.testing.assert_allclose(hessian.matvec(np.ones(43)), wanted, rtol=1e-12)
        assert hessian.kept == int(share)


def test_shuffled_data_that_are_read_again_keep_no_graph_of_other_samples() -> None:
    inputs, target = data(30)
    order = np.random.default_rng(0)

    class Shuffled:
        def __iter__(self) -> Any:
            rows = torch.tensor(order.permutation(30))
            return iter([(inputs[part], target[part]) for part in rows.split(10)])

    wanted = dense_hessian(mlp(), cross_entropy, inputs, target)
    for graphs in ("auto", "kept"):
        problem = Problem(mlp(), cross_entropy, Shuffled(), memory=0)
        problem.memory = 3 * graph_bytes(lambda: hessian_map(problem, problem.batches.first())) // 2  # noqa: B023
        hessian = Hessian(problem, graphs)  # type: ignore[arg-type]
        images = [hessian.matvec(vector) for vector in np.eye(43)[:5]]
        np.testing.assert_allclose(images, wanted[:5], atol=1e-13, err_msg=graphs)


def test_scipy_takes_it_as_a_linear_operator() -> None:
    hessian = Hessian(Problem(mlp(), cross_entropy, data()))
    values = eigsh(hessian, 4, which="LA", return_eigenvectors=False)
    np.testing.assert_allclose(np.sort(values), np.linalg.eigvalsh(hessian.dense())[-4:], rtol=1e-9)


def test_square_loss_of_a_linear_model() -> None:
    inputs, _ = data(50)
    problem = Problem(nn.Linear(4, 1, bias=False).double(), nn.MSELoss(), (inputs, inputs.sum(1, keepdim=True) ** 2))
    wanted = 2 * inputs.numpy().T @ inputs.numpy() / 50
    np.testing.assert_allclose(Hessian(problem).dense(), wanted, rtol=1e-10)
    np.testing.assert_allclose(GaussNewton(problem).dense(), wanted, rtol=1e-10)


def test_the_hessian_is_gauss_newton_plus_the_curvature_of_the_outputs() -> None:
    r"""H = G + (1/n) sum over samples and classes of dl/df_k times the Hessian of f_k."""
    model, (inputs, target) = mlp(), data(8)
    problem = Problem(model, cross_entropy, (inputs, target), batch_size=3)
    output = model(inputs).detach().requires_grad_()
    (slopes,) = torch.autograd.grad(cross_entropy(output, target), output)
    rest = dense_hessian(model, lambda outputs, _: (slopes * outputs).sum(), inputs, target)
    assert np.abs(rest).max() > 0.01
    np.testing.assert_allclose(Hessian(problem).dense() - GaussNewton(problem).dense(), rest, atol=1e-14)


def test_gauss_newton_is_semidefinite_where_the_hessian_is_not() -> None:
    problem = Problem(mlp(), cross_entropy, data())
    assert np.linalg.eigvalsh(Hessian(problem).dense())[0] < -0.01
    assert np.linalg.eigvalsh(GaussNewton(problem).dense())[0] > -1e-14


def test_a_loss_that_is_linear_in_the_output_has_no_gauss_newton_matrix() -> None:
    problem = Problem(mlp(), lambda output, target: output[torch.arange(len(target)), target].mean(), data())
    assert not GaussNewton(problem).dense().any()
    assert np.abs(Hessian(problem).dense()).max() > 0.01


def test_the_fisher_matrix_is_gauss_newton_of_the_negative_log_likelihood() -> None:
    inputs, target = data()
    bits, values = (inputs[:, :3] > 0).double(), inputs[:, 1:]
    cases: tuple[Any, ...] = (
        ("softmax", cross_entropy, target),
        ("bernoulli", lambda z, y: 3 * nn.functional.binary_cross_entropy_with_logits(z, y), bits),
        ("gaussian", lambda z, y: 1.5 * nn.functional.mse_loss(z, y), values),
    )
    for likelihood, loss, labels in cases:
        problem = Problem(mlp(), loss, (inputs, labels), batch_size=6)
        fisher = Fisher(problem, likelihood)
        np.testing.assert_allclose(fisher.dense(), GaussNewton(problem).dense(), atol=1e-14, err_msg=likelihood)


def test_softmax_over_positions() -> None:
    model = filled(nn.Conv1d(2, 3, 2).double(), 0)
    inputs = torch.tensor(np.random.default_rng(0).standard_normal((5, 2, 4)))
    problem = Problem(model, cross_entropy, (inputs, torch.arange(15).reshape(5, 3) % 3), batch_size=2)
    np.testing.assert_allclose(Fisher(problem, "softmax").dense(), GaussNewton(problem).dense(), atol=1e-14)
    assert Fisher(problem, "softmax", draws=2).dense().shape == (15, 15)


@pytest.mark.parametrize("likelihood", ["softmax", "bernoulli", "gaussian"])
def test_drawn_labels_give_an_unbiased_fisher_matrix(likelihood: Any) -> None:
    problem = Problem(filled(nn.Linear(4, 2).double(), 0), cross_entropy, (data(10)[0], torch.arange(10) % 2))
    exact = Fisher(problem, likelihood).dense()
    drawn = np.array([Fisher(problem, likelihood, draws=2, seed=seed).dense() for seed in range(60)])
    error = drawn.std(0, ddof=1) / np.sqrt(len(drawn))
    assert (np.abs(drawn.mean(0) - exact) <= 4.5 * error + 1e-12).all()
    assert error.max() > 1e-4
    assert min(np.linalg.eigvalsh(one)[0] for one in drawn) > -1e-13


def test_the_draws_are_the_same_in_each_product() -> None:
    problem = Problem(mlp(), cross_entropy, data(), batch_size=8)
    vector = np.ones(43)
    operators = [Fisher(problem, "softmax", draws=2, seed=seed, graphs="rebuilt") for seed in (5, 5, 6)]
    one, same, other = (operator.matvec(vector) for operator in operators)
    np.testing.assert_array_equal(one, same)
    np.testing.assert_array_equal(one, operators[0].matvec(vector))
    assert np.abs(one - other).max() > 1e-3


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_gauss_newton_of_a_relu_network_without_biases_is_bounded(depth: int) -> None:
    """By 1/2 L Mx^2 Mw^(2 (L - 1)) for cross entropy, Mx and Mw the largest norms of inputs and layers."""
    ratios = []
    for seed in range(4):
        draw = np.random.default_rng(seed)
        sizes = [6] * depth + [3]
        layers = [nn.Linear(a, b, bias=False).double() for a, b in zip(sizes, sizes[1:], strict=False)]
        for layer in layers:
            weight = draw.standard_normal(layer.weight.shape)
            layer.weight.data = torch.tensor(draw.uniform(0.1, 2) * weight / np.linalg.norm(weight, 2))
        model = nn.Sequential(*[part for layer in layers for part in (layer, nn.ReLU())][:-1])
        inputs = torch.tensor(draw.standard_normal((12, 6)))
        problem = Problem(model, cross_entropy, (inputs, torch.arange(12) % 3))
        norm = np.linalg.norm(GaussNewton(problem).dense(), 2)
        widest = max(float(torch.linalg.matrix_norm(layer.weight.detach(), 2)) for layer in layers)
        bound = depth * float(inputs.norm(dim=1).max()) ** 2 * widest ** (2 * (depth - 1)) / 2
        ratios.append(norm / bound)
    assert 0.001 < max(ratios) <= 1


@pytest.mark.parametrize(("distance", "largest"), [(2, 0.263), (4, 0.0901), (6, 0.0106)])
def test_noise_contrastive_estimation_is_flat_where_noise_is_far(distance: int, largest: float) -> None:
    r"""The Hessian at the optimum is 1/2 int pq/(p+q) T T', T = (x, -1), p and q normal about the distance and 0."""
    x = torch.linspace(-10, 10 + distance, 4001, dtype=torch.float64)
    step = 4001 * float(x[1] - x[0])
    weights = torch.stack([torch.exp(-((x - at) ** 2) / 2) / (2 * np.pi) ** 0.5 * step for at in (distance, 0)], 1)
    model = nn.Linear(2, 1, bias=False).double()
    model.weight.data = torch.tensor([[float(distance), distance**2 / 2]], dtype=torch.float64)

    def loss(output: Any, target: Any) -> Any:
        score = output[:, 0]
        return (target[:, 0] * nn.functional.softplus(-score) + target[:, 1] * nn.functional.softplus(score)).mean() / 2

    problem = Problem(model, loss, (torch.stack([x, -torch.ones_like(x)], 1), weights))
    assert np.abs(problem.gradient).max() < 1e-9
    assert np.linalg.eigvalsh(Hessian(problem).dense())[-1] == pytest.approx(largest, rel=5e-3)


def test_what_makes_no_curvature_is_refused() -> None:
    problem = Problem(mlp(), cross_entropy, data())
    for message, make in (
        ("likelihood among softmax", lambda: Fisher(problem, "poisson")),  # type: ignore[arg-type]
        ("at least 1 draw", lambda: Fisher(problem, "softmax", draws=0)),
        ("graphs among auto", lambda: Hessian(problem, "cached")),  # type: ignore[arg-type]
    ):
        with pytest.raises(LandscapeError, match=message):
            make()
    wide = Problem(nn.Linear(4, 5001), cross_entropy, data(dtype=torch.float32))
    with pytest.raises(LandscapeError, match="25005 squared is too large"):
        Hessian(wide).dense()
