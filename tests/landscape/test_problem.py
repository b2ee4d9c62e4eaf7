"""A problem is the mean loss over the samples, leaves the model alone, and refuses what has no such mean."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.landscape.small import NoSecond, data, dense_hessian, fingerprint, mlp, nn, torch

from losstheory.landscape import GaussNewton, Hessian, LandscapeError, NonFinite, Problem, eigenpairs  # isort: skip
from losstheory.losses import margin, residual  # isort: skip

cross_entropy = nn.functional.cross_entropy


class Loader:
    """Batches of given lengths, read anew each time."""

    def __init__(self, inputs: Any, target: Any, lengths: list[int]) -> None:
        self.parts = list(zip(inputs.split(lengths), target.split(lengths), strict=True))

    def __iter__(self) -> Any:
        return iter(self.parts)


@pytest.mark.parametrize("memory", [1 << 30, 0], ids=["kept", "read again"])
def test_batches_of_unequal_size_count_by_their_samples(memory: int) -> None:
    inputs, target = data(20)
    inputs[14:] *= 5
    whole = Problem(mlp(), cross_entropy, (inputs, target))
    cut = Problem(mlp(), cross_entropy, Loader(inputs, target, [9, 5, 5, 1]), memory=memory)
    assert (cut.samples, cut.batches.count, cut.batches.kept) == (20, 4, memory > 0)
    assert cut.value == pytest.approx(whole.value, rel=1e-13)
    np.testing.assert_allclose(cut.gradient, whole.gradient, rtol=1e-11, atol=1e-14)
    np.testing.assert_allclose(Hessian(cut).dense(), Hessian(whole).dense(), rtol=1e-9, atol=1e-13)


def test_value_and_gradient_are_those_of_torch() -> None:
    model, (inputs, target) = mlp(), data()
    loss = cross_entropy(model(inputs), target)
    slopes = torch.cat([x.reshape(-1) for x in torch.autograd.grad(loss, list(model.parameters()))])
    problem = Problem(model, cross_entropy, (inputs, target))
    assert problem.value == pytest.approx(loss.item(), rel=1e-14)
    np.testing.assert_allclose(problem.gradient, slopes.numpy(), rtol=1e-12)


class Fails(nn.Module):  # type: ignore[misc]
    """A model that fails at the given call."""

    def __init__(self, at: int) -> None:
        super().__init__()
        self.inner, self.left = nn.Sequential(nn.Linear(4, 4), nn.BatchNorm1d(4), nn.Linear(4, 3)), [at]

    def forward(self, x: Any) -> Any:
        self.left[0] -= 1
        if not self.left[0]:
            raise ArithmeticError("no more")
        return self.inner(x)


@pytest.mark.parametrize("mode", ["eval", "zero", "batch", "re-estimate"])
@pytest.mark.parametrize("fails_at", [1, 2, 4, 7, 1000])
def test_the_model_is_left_as_it_was(mode: Any, fails_at: int) -> None:
    model = Fails(fails_at).train()
    model.inner[0].bias.requires_grad_(False)
    model.inner[2].weight.grad = torch.ones(3, 4)
    before = fingerprint(model)
    try:
        problem = Problem(model, cross_entropy, data(12, dtype=torch.float32), batch_norm=mode)
        Hessian(problem).dense()
        GaussNewton(problem, "rebuilt").matvec(np.ones(problem.size))
        failed = False
    except ArithmeticError:
        failed = True
    assert failed == (fails_at < 1000)
    assert fingerprint(model) == before


def test_training_on_does_not_move_the_problem() -> None:
    model, pair = mlp(), data()
    problem = Problem(model, cross_entropy, pair)
    before = Hessian(problem).dense()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.mul_(3)
    np.testing.assert_array_equal(Hessian(problem).dense(), before)


def test_a_pattern_selects_and_frozen_parameters_stay_out() -> None:
    model, pair = mlp(), data()
    whole = Hessian(Problem(model, cross_entropy, pair)).dense()
    last = Problem(model, cross_entropy, pair, params="2.*")
    assert last.layout.names == ("2.weight", "2.bias")
    np.testing.assert_allclose(Hessian(last).dense(), whole[25:, 25:], atol=1e-15)
    model[0].requires_grad_(False)
    assert Problem(model, cross_entropy, pair).layout.names == ("2.weight", "2.bias")
    assert Problem(model, cross_entropy, pair, params=["0.bias", "2.*"]).size == 23


def test_blocks_and_layers_are_the_diagonal_blocks() -> None:
    problem = Problem(mlp(), cross_entropy, data())
    whole = Hessian(problem).dense()
    layers = problem.by_layer()
    assert list(layers) == ["0", "2"]
    for name, layer in {**layers, "weights": problem.block("*.weight")}.items():
        places = np.concatenate([np.arange(problem.size)[problem.layout.place(x)] for x in layer.layout.names])
        np.testing.assert_allclose(Hessian(layer).dense(), whole[np.ix_(places, places)], atol=1e-15, err_msg=name)


def test_tied_parameters_count_once_and_are_found_by_either_name() -> None:
    class Tied(nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.encoder, self.decoder = nn.Linear(4, 4, bias=False), nn.Linear(4, 4, bias=False)
            self.decoder.weight = self.encoder.weight

        def forward(self, x: Any) -> Any:
            return self.decoder(torch.tanh(self.encoder(x)))

    model, pair = Tied().double(), data()
    problem = Problem(model, cross_entropy, pair, params="decoder.*")
    assert problem.size == 16
    np.testing.assert_allclose(Hessian(problem).dense(), dense_hessian(model, cross_entropy, *pair), atol=1e-14)


def test_unused_parameters_are_named_and_have_zero_rows() -> None:
    class Half(nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.used, self.idle = nn.Linear(4, 3), nn.Linear(2, 2)

        def forward(self, x: Any) -> Any:
            return self.used(x)

    problem = Problem(Half().double(), cross_entropy, data())
    assert problem.unused == ("idle.weight", "idle.bias")
    rows = np.r_[problem.layout.place("idle.weight"), problem.layout.place("idle.bias")]
    assert not Hessian(problem).dense()[rows].any()
    assert not problem.gradient[rows].any()


def test_at_is_the_problem_at_other_parameters() -> None:
    model, pair = mlp(), data()
    problem = Problem(model, cross_entropy, pair)
    step = np.linspace(-1, 1, problem.size)
    moved = mlp()
    torch.nn.utils.vector_to_parameters(torch.tensor(problem.position + step), moved.parameters())
    np.testing.assert_allclose(
        Hessian(problem.at(problem.position + step)).dense(), dense_hessian(moved, cross_entropy, *pair), atol=1e-14
    )
    assert problem.at(problem.position).value == problem.value


def test_inputs_may_be_several_or_named() -> None:
    class Two(nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.inner = mlp()

        def forward(self, left: Any, right: Any) -> Any:
            return self.inner(left + right)

    x, y = data()
    wanted = Problem(mlp(), cross_entropy, (x, y)).value
    for inputs in ((x / 2, x / 2), {"right": x / 4, "left": 3 * x / 4}):
        problem = Problem(Two(), cross_entropy, (inputs, y), batch_size=6)
        assert problem.value == pytest.approx(wanted, rel=1e-13)


def test_attention_can_be_differentiated_twice() -> None:
    class Attends(nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.weight = nn.Parameter(torch.linspace(-1, 1, 16, dtype=torch.float64).reshape(4, 4))

        def forward(self, x: Any) -> Any:
            keys = x @ self.weight
            return nn.functional.scaled_dot_product_attention(keys, x, x).mean(1)

    model, inputs = Attends(), data(24)[0].reshape(6, 4, 4)
    target = torch.arange(6) % 4
    with torch.nn.attention.sdpa_kernel(torch.nn.attention.SDPBackend.MATH):
        wanted = dense_hessian(model, cross_entropy, inputs, target)
    np.testing.assert_allclose(Hessian(Problem(model, cross_entropy, (inputs, target))).dense(), wanted, atol=1e-14)


@pytest.mark.parametrize(
    ("loss", "culprit"),
    [
        (lambda output, target: torch.cdist(output, output.detach() + 1).mean(), "_cdist_backward"),
        (lambda output, target: NoSecond.apply(output).mean(), "NoSecond"),
        (lambda output, target: torch.special.gammaincc(output**2 + 1, output**2).mean(), "igammac"),
    ],
)
def test_an_operator_without_second_derivative_is_named(loss: Any, culprit: str) -> None:
    with pytest.raises(LandscapeError, match=f"{culprit}.* cannot be differentiated"):
        Hessian(Problem(mlp(), loss, data())).dense()


def refused(message: str, *arguments: Any, error: type[Exception] = LandscapeError, **options: Any) -> None:
    with pytest.raises(error, match=message):
        Problem(*arguments, **options)


def test_dropout_that_is_on_is_named() -> None:
    model = nn.Sequential(nn.Linear(4, 50), nn.Dropout(0.1), nn.Linear(50, 3)).double()
    refused("1 draws at random; call model.eval", model, cross_entropy, data())
    assert Problem(model.eval(), cross_entropy, data()).value > 0


def test_what_is_not_finite_names_its_batch() -> None:
    inputs, target = data()
    inputs[13, 2] = float("nan")
    refused("loss of batch 2 is nan", mlp(), cross_entropy, (inputs, target), batch_size=5, error=NonFinite)
    root = lambda output, target: torch.sqrt((0 * output).abs()).mean()  # noqa: E731
    refused("gradient of batch 0 by 0.weight", mlp(), root, data(), error=NonFinite)
    power = lambda output, target: ((0 * output).abs() ** 1.5).mean()  # noqa: E731
    with pytest.raises(NonFinite, match="second derivative of batch 0"):
        Hessian(Problem(mlp(), power, data())).matvec(np.ones(43))


def test_data_without_samples_or_pairs_are_refused() -> None:
    inputs, target = data()
    refused("no sample", mlp(), cross_entropy, [])
    refused("no sample", mlp(), cross_entropy, (inputs[:0], target[:0]))
    refused("batch 0: expected a pair", mlp(), cross_entropy, [(inputs, target, target)])
    refused("20 samples, the inputs have \\[19\\]", mlp(), cross_entropy, (inputs[1:], target))
    refused("batch_size of at least 1", mlp(), cross_entropy, [(inputs, target)], batch_size=4)


def test_data_that_change_between_passes_are_refused() -> None:
    inputs, target = data()

    class Shrinks(Loader):
        def __iter__(self) -> Any:
            self.parts = self.parts[:-1] if len(self.parts) > 2 else self.parts
            return iter(self.parts)

    class Wanders(Loader):
        def __iter__(self) -> Any:
            self.parts = [(x + 1, y) for x, y in self.parts]
            return iter(self.parts)

    refused(
        "data gave 15 samples when first read and 10", mlp(), cross_entropy, Shrinks(inputs, target, [5] * 4), memory=0
    )
    refused("other data at each pass", mlp(), cross_entropy, Wanders(inputs, target, [5] * 4), memory=0)
    refused("data gave 20 samples when first read and 0", mlp(), cross_entropy, iter([(inputs, target)]), memory=0)
    assert Problem(mlp(), cross_entropy, iter([(inputs, target)])).samples == 20


def test_a_loss_that_is_no_scalar_mean_is_refused() -> None:
    pair = data()
    refused("scalar loss.*shape \\(20,\\)", mlp(), nn.CrossEntropyLoss(reduction="none"), pair)
    summed, weighted = nn.CrossEntropyLoss(reduction="sum"), nn.CrossEntropyLoss(torch.tensor([1.0, 9, 2]).double())
    for loss in (summed, weighted):
        assert Problem(mlp(), loss, pair).value > 0
        refused("plain mean over the samples", mlp(), loss, pair, batch_size=10)
        with pytest.raises(LandscapeError, match="plain mean"):
            GaussNewton(Problem(mlp(), loss, pair))


def test_targets_that_are_ignored_in_a_later_batch_are_noticed() -> None:
    inputs, target = data()
    for ignored in (slice(15, 16), slice(15, 17)):
        some = target.clone()
        some[ignored] = -100
        refused("plain mean over the samples", mlp(), cross_entropy, (inputs, some), batch_size=5)
        assert Problem(mlp(), cross_entropy, (inputs, some)).value > 0


def test_a_wrong_name_suggests_others() -> None:
    refused("'2.wieght'; there are 2.weight", mlp(), cross_entropy, data(), params="2.wieght")
    refused("all are frozen", mlp().requires_grad_(False), cross_entropy, data())
    refused("batch_norm among eval", mlp(), cross_entropy, data(), batch_norm="train")


def normed() -> Any:
    return nn.Sequential(nn.Linear(4, 5), nn.BatchNorm1d(5), nn.Tanh(), nn.Linear(5, 3)).double().train()


def test_batch_normalisation_in_its_four_modes() -> None:
    model, pair = normed(), data()
    model[1].running_mean.add_(0.3)
    problems = {
        mode: Problem(model, cross_entropy, pair, batch_norm=mode) for mode in ("eval", "zero", "batch", "re-estimate")
    }  # type: ignore[arg-type]
    in_training = torch.func.functional_call(model, {f"1.{x}": y.clone() for x, y in model[1].named_buffers()}, pair[0])
    assert problems["batch"].value == pytest.approx(cross_entropy(in_training, pair[1]).item(), rel=1e-12)
    model.eval()
    assert problems["eval"].value == pytest.approx(cross_entropy(model(pair[0]), pair[1]).item(), rel=1e-12)
    assert problems["re-estimate"].value == pytest.approx(problems["batch"].value, rel=1e-12)
    assert problems["zero"].layout.names == ("0.weight", "0.bias", "3.weight", "3.bias")
    wanted = dense_hessian(model, cross_entropy, *pair)
    np.testing.assert_allclose(Hessian(problems["eval"]).dense(), wanted, atol=1e-13)


def test_batch_statistics_make_the_loss_invariant_to_the_scale_before_them() -> None:
    problem = Problem(normed(), cross_entropy, data(), batch_norm="batch")
    step = np.zeros(problem.size)
    step[problem.layout.place("0.bias")] = 1.0
    np.testing.assert_allclose(Hessian(problem).matvec(step), 0, atol=1e-12)
    with pytest.raises(LandscapeError, match="batch statistics couple"):
        problem.by_class()


def test_estimated_statistics_follow_the_parameters() -> None:
    problem = Problem(normed(), cross_entropy, data(), batch_norm="re-estimate")
    factor = np.ones(problem.size)
    factor[problem.layout.place("0.weight")] = factor[problem.layout.place("0.bias")] = 10.0
    assert problem.at(problem.position * factor).value == pytest.approx(problem.value, rel=1e-4)


def test_losses_of_the_library_have_the_curvature_of_their_formulas() -> None:
    x, _ = data(30)
    signs = torch.tensor(np.random.default_rng(3).choice([-1, 1], 30))
    model = nn.Linear(4, 1, bias=False).double()
    p = torch.sigmoid(model(x)).detach().numpy()
    wanted = (x.numpy() * p * (1 - p)).T @ x.numpy() / 30
    logistic = Problem(model, margin.LOGISTIC, (x, signs), labels=(-1, 1))
    np.testing.assert_allclose(Hessian(logistic).dense(), wanted, rtol=1e-9)
    squared = Problem(model, residual.SQUARED_ERROR, (x, x[:, 0]))
    np.testing.assert_allclose(Hessian(squared).dense(), 2 * x.numpy().T @ x.numpy() / 30, rtol=1e-9)
    refused("how labels are written", model, margin.LOGISTIC, (x, signs))
    refused("labels are for a loss of this library", model, cross_entropy, (x, signs), labels=(0, 1))
    refused("one output for each target", mlp(), margin.LOGISTIC, data(), labels=(0, 1))


def test_the_hessian_is_the_weighted_mean_over_classes() -> None:
    inputs, target = data(23)
    problem = Problem(mlp(), cross_entropy, (inputs, target), batch_size=6)
    classes = problem.by_class()
    assert [part.samples for part in classes.values()] == torch.bincount(target).tolist()
    total = sum(part.samples / problem.samples * Hessian(part).dense() for part in classes.values())
    np.testing.assert_allclose(total, Hessian(problem).dense(), atol=1e-14)
    with pytest.raises(LandscapeError, match="one whole number a sample"):
        Problem(mlp(), nn.MSELoss(), (inputs, inputs[:, :3])).by_class()


@pytest.mark.parametrize(("dtype", "close"), [(torch.float64, 1e-13), (torch.float32, 2e-6)], ids=str)
def test_both_precisions(dtype: Any, close: float) -> None:
    model, pair = mlp(dtype=dtype), data(dtype=dtype)
    wanted = np.linalg.eigvalsh(dense_hessian(mlp(), cross_entropy, *data()))[::-1]
    found = eigenpairs(Hessian(Problem(model, cross_entropy, pair)), 3)
    np.testing.assert_allclose(found.values, wanted[:3], rtol=10 * close)
    assert found.values.dtype == np.float64
