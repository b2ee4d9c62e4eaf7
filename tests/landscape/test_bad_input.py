"""What a problem cannot be made of, or asked, is refused with what to do, and leaves the model as it was."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.landscape.small import NoSecond, data, fingerprint, mlp, nn, torch

from losstheory.landscape import (  # isort: skip
    Hessian, LandscapeError, NonFinite, Problem, class_curvatures, eigenpairs, estimate_density, estimate_trace,
    measure_landscape, measure_sharpness, random_direction,
)  # fmt: skip
from losstheory.landscape.chunks import graph_bytes  # isort: skip
from losstheory.landscape.hessian import hessian_map  # isort: skip

cross_entropy = nn.functional.cross_entropy


def normed(dropout: float = 0.0) -> Any:
    """A model with all that a careless measurement would change: statistics, modes, frozen parts, gradients."""
    model = nn.Sequential(nn.Linear(4, 5), nn.BatchNorm1d(5), nn.Dropout(dropout), nn.Tanh(), nn.Linear(5, 3)).double()
    model[4].bias.requires_grad_(False)
    model[0].weight.grad = torch.ones_like(model[0].weight)
    return model.train()


def with_nan() -> Any:
    inputs, target = data()
    inputs[11, 2] = float("nan")
    return inputs, target


def single(dtype: Any) -> Any:
    """A model with a parameter of a dtype that has no vector of real numbers."""
    model = mlp()
    model.register_parameter("odd", nn.Parameter(torch.ones(2, dtype=dtype), requires_grad=dtype.is_complex))
    return model


class Named(nn.Module):  # type: ignore[misc]
    """A model whose output is a dict."""

    def __init__(self) -> None:
        super().__init__()
        self.inner = mlp()

    def forward(self, x: Any) -> Any:
        return {"scores": self.inner(x)}


def summed(output: Any, target: Any) -> Any:
    return cross_entropy(output["scores"], target, reduction="sum")


ONE = tuple(part[:1] for part in data())
PROBLEMS: dict[str, tuple[str, type[Exception], Any, dict[str, Any]]] = {
    "no scalar": ("use reduction='mean'", LandscapeError, {"loss": nn.CrossEntropyLoss(reduction="none")}, {}),
    "no tensor": ("expected a scalar loss.*float", LandscapeError, {"loss": lambda output, target: 1.0}, {}),
    "NaN in a batch": ("batch 2 is nan: look at its inputs", NonFinite, {"data": with_nan()}, {"batch_size": 5}),
    "dropout left on": ("2 draws at random; call model.eval", LandscapeError, {"model": normed(0.5)}, {}),
    "empty loader": ("no sample: expected a pair", LandscapeError, {"data": []}, {}),
    "a loader of triples": ("expected a pair", LandscapeError, {"data": [(*data(), 1)]}, {}),
    "a sum": ("plain mean", LandscapeError, {"loss": nn.CrossEntropyLoss(reduction="sum")}, {"batch_size": 7}),
    "no such parameter": ("no parameter is called 'head", LandscapeError, {}, {"params": "head.*"}),
    "a sum of named outputs": ("plain mean", LandscapeError, {"model": Named(), "loss": summed}, {"batch_size": 7}),
    "a name of a loss": ("a function of output and target, got 'hinge'", LandscapeError, {"loss": "hinge"}, {}),
    "a complex loss": ("of torch.complex128", LandscapeError, {"loss": lambda x, y: cross_entropy(x, y) * 1j}, {}),
    "a loader of dicts": (
        "got dict; data are a pair",
        LandscapeError,
        {"data": [dict(zip("xy", data(), strict=True))]},
        {},
    ),
    "no data": ("loader of such pairs, got NoneType", LandscapeError, {"data": None}, {}),
    "no batch": ("at least 1 for a pair of tensors, got 0 for a pair", LandscapeError, {}, {"batch_size": 0}),
    "complex parameters": ("odd is torch.complex64", LandscapeError, {"model": single(torch.complex64)}, {}),
    "whole parameters": ("odd is torch.int64", LandscapeError, {"model": single(torch.int64)}, {"params": "*"}),
    "one sample a batch": ("no sample alone", LandscapeError, {}, {"batch_size": 1, "batch_norm": "batch"}),
    "one sample left": ("no sample alone", LandscapeError, {}, {"batch_size": 19, "batch_norm": "re-estimate"}),
    "one sample": ("no sample alone", LandscapeError, {"data": ONE}, {"batch_norm": "batch"}),
    "no such mode": ("expected batch_norm among", LandscapeError, {}, {"batch_norm": "train"}),
}


@pytest.mark.parametrize("name", PROBLEMS)
def test_no_problem_is_made_and_the_model_is_left_alone(name: str) -> None:
    message, error, given, options = PROBLEMS[name]
    model = given.get("model", normed())
    before, state = fingerprint(model), torch.get_rng_state()
    with pytest.raises(error, match=message):
        Problem(model, given.get("loss", cross_entropy), given.get("data", data()), **options)
    assert fingerprint(model) == before
    assert torch.equal(torch.get_rng_state(), state)


def test_a_model_without_numbers_or_that_is_none_is_refused() -> None:
    empty = nn.Sequential(nn.Linear(4, 3, device="meta"))
    for model, message in ((empty, "0.weight is on the device 'meta'"), (cross_entropy, "torch module as model, got")):
        with pytest.raises(LandscapeError, match=message):
            Problem(model, cross_entropy, data())


ASKED: dict[str, tuple[str, Any]] = {
    "eigenpairs": ("NoSecond cannot be differentiated", lambda problem: eigenpairs(Hessian(problem), 2)),
    "a trace": ("NoSecond cannot be differentiated", lambda problem: estimate_trace(Hessian(problem), 12)),
    "a density": ("NoSecond cannot be differentiated", lambda problem: estimate_density(Hessian(problem), 2, 3)),
    "class curvatures": ("NoSecond cannot be differentiated", class_curvatures),
    "sharpness": ("radius above 0", lambda problem: measure_sharpness(problem, -1.0)),
    "a plane of another model": (
        "expected 50 finite numbers",
        lambda problem: measure_landscape(problem, random_direction(Problem(mlp(), cross_entropy, data()))),
    ),
}


@pytest.mark.parametrize("name", ASKED)
def test_what_cannot_be_answered_leaves_the_model_alone(name: str) -> None:
    message, ask = ASKED[name]
    model = normed()
    before = fingerprint(model)
    problem = Problem(model, lambda output, target: cross_entropy(NoSecond.apply(output), target), data())
    with pytest.raises(LandscapeError, match=message):
        ask(problem)
    assert fingerprint(model) == before


def test_a_checkpoint_of_another_problem_is_never_taken_for_this_one(tmp_path: Path) -> None:
    model = normed()
    problem = Problem(model, cross_entropy, data())
    line = random_direction(problem)
    kept = measure_landscape(problem, line, folder=tmp_path).values
    other = Problem(model, cross_entropy, data(seed=2))
    assert np.abs(measure_landscape(other, line, folder=tmp_path).values - kept).max() > 1e-3
    halved = Problem(model, lambda output, target: cross_entropy(output, target) / 2, data())
    before = fingerprint(model)
    with pytest.raises(LandscapeError, match="remove the file or name another folder"):
        measure_landscape(halved, line, folder=tmp_path)
    assert fingerprint(model) == before


def test_with_memory_too_small_for_graphs_they_are_rebuilt_and_products_are_the_same() -> None:
    model = normed()
    before = fingerprint(model)
    problem = Problem(model, cross_entropy, data(), batch_size=5)
    vector = np.linspace(-1, 1, problem.size)
    roomy = Hessian(problem)
    wanted = roomy @ vector
    problem.memory = int(1.5 * graph_bytes(lambda: hessian_map(problem, problem.batches.first())))
    narrow = Hessian(problem)
    np.testing.assert_allclose([narrow @ vector, narrow @ vector], [wanted, wanted], rtol=1e-12)
    assert (roomy.kept, narrow.kept) == (4, 1)
    assert fingerprint(model) == before
