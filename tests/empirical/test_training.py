"""Replicas trained at once are replicas trained alone, and both are what torch's own optimisers give."""

from __future__ import annotations

from copy import deepcopy

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is not installed")

from losstheory.empirical.intervals import MeasurementError  # noqa: E402
from losstheory.empirical.models import count, described, draw_parameters, model, parameters  # noqa: E402
from losstheory.empirical.training import Settings, scores, train  # noqa: E402
from losstheory.nn.threads import one_thread  # noqa: E402

R, N, D, K = 4, 30, 16, 3


def losses(found, labels):
    return torch.nn.functional.cross_entropy(found.flatten(0, 1), labels.flatten(), reduction="none").view(labels.shape)


def problem(name):
    made = model(name, D, K)
    draw = np.random.default_rng(0)
    inputs, labels = torch.tensor(draw.normal(size=(R, N, D))), torch.tensor(draw.integers(0, K, (R, N)))
    start = torch.tensor(np.stack([draw_parameters(made, np.random.default_rng(seed)) for seed in range(R)]))
    return made, start, inputs, labels


def orders():
    return [np.random.default_rng(seed) for seed in range(R)]


SETTINGS = {
    "adam": Settings(epochs=2, batch=11, rate=0.01, dtype="float64"),
    "decayed adam": Settings(epochs=2, batch=11, rate=0.01, weight_decay=0.1, dtype="float64"),
    "sgd": Settings(epochs=2, batch=11, optimiser="sgd", rate=0.1, dtype="float64"),
    "momentum": Settings(
        epochs=2, batch=30, optimiser="sgd", rate=0.1, momentum=0.9, weight_decay=0.01, dtype="float64"
    ),
}


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("name", ["linear", "mlp:5,4", "cnn"])
def test_replicas_together_are_torch_s_own_optimiser_on_one_after_another(name, setting):
    made, start, inputs, labels = problem(name)
    settings = SETTINGS[setting]
    together = train(made, start, inputs, labels, losses, settings, orders())
    for i, order in enumerate(orders()):
        alone = _alone(made, start[i], inputs[i], labels[i], settings, order)
        assert torch.allclose(together[i], alone, rtol=1e-9, atol=1e-11)
        part = train(
            made, start[i : i + 1], inputs[i : i + 1], labels[i : i + 1], losses, settings, orders()[i : i + 1]
        )
        assert torch.allclose(together[i], part[0], rtol=1e-9, atol=1e-11)
    assert not torch.allclose(together[0], together[1], atol=0.1)


def _alone(made, start, inputs, labels, settings, order):
    """An ordinary loop of torch."""
    module = deepcopy(made).to_empty(device="cpu").double()
    torch.nn.utils.vector_to_parameters(start.clone(), module.parameters())
    kind = {"adam": torch.optim.Adam, "sgd": torch.optim.SGD}[settings.optimiser]
    more = {"momentum": settings.momentum} if settings.optimiser == "sgd" else {}
    optimiser = kind(module.parameters(), settings.rate, weight_decay=settings.weight_decay, **more)
    for _ in range(settings.epochs):
        for rows in torch.tensor(order.permutation(N)).split(settings.batch):
            optimiser.zero_grad()
            torch.nn.functional.cross_entropy(module(inputs[rows]), labels[rows]).backward()
            optimiser.step()
    return torch.nn.utils.parameters_to_vector(module.parameters()).detach()


def test_training_leaves_its_arguments_and_the_global_generator_as_they_were():
    made, start, inputs, labels = problem("mlp")
    before = [x.clone() for x in (start, inputs, labels, torch.get_rng_state())]
    state = np.random.get_state()[1].copy()
    first, second = (train(made, start, inputs, labels, losses, Settings(epochs=1), orders()) for _ in range(2))
    assert all(torch.equal(a, b) for a, b in zip(before, (start, inputs, labels, torch.get_rng_state()), strict=True))
    assert (np.random.get_state()[1] == state).all() and torch.equal(first, second)


def test_a_criterion_may_give_the_mean_itself():
    made, start, inputs, labels = problem("mlp")
    settings = SETTINGS["adam"]
    means = train(made, start, inputs, labels, lambda s, y: losses(s, y).mean(dim=1), settings, orders())
    assert torch.allclose(means, train(made, start, inputs, labels, losses, settings, orders()), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", ["linear", "mlp", "mlp:5,4", "cnn"])
def test_initial_values_lie_within_the_bound_of_torch_s_layers_and_depend_on_the_seed(name):
    made = model(name, D, K)
    values = draw_parameters(made, np.random.default_rng(0))
    assert values.shape == (count(made),) and not np.array_equal(
        values, draw_parameters(made, np.random.default_rng(1))
    )
    named = parameters(made, torch.tensor(values)[None])
    own = dict(made.to_empty(device="cpu").named_parameters())
    assert {key: part.shape[1:] for key, part in named.items()} == {key: part.shape for key, part in own.items()}
    for layer in made.modules():
        if hasattr(layer, "reset_parameters"):
            bound = 1 / np.sqrt(np.prod(layer.weight.shape[1:]))
            prefix = next(key for key, module in made.named_modules() if module is layer)
            for kind in ("weight", "bias"):
                part = named[f"{prefix}.{kind}" if prefix else kind].abs()
                assert part.max() <= bound and (part.numel() < 40 or part.max() > 0.9 * bound)
    assert scores(made, torch.tensor(values)[None], torch.zeros(1, 2, D, dtype=torch.float64)).shape == (1, 2, K)


def test_an_architecture_of_one_s_own_is_trained_too():
    def narrow(features, classes):
        return torch.nn.Sequential(torch.nn.Linear(features, 2), torch.nn.Tanh(), torch.nn.Linear(2, classes))

    made, start, inputs, labels = problem(narrow)
    values = train(made, start, inputs, labels, losses, Settings(epochs=20, rate=0.05, dtype="float64"), orders())
    assert losses(scores(made, values, inputs), labels).mean() < losses(scores(made, start, inputs), labels).mean()
    assert described(narrow, made, D, K) == "narrow, 43 parameters"
    assert described("mlp:5,4", model("mlp:5,4", D, K), D, K) == "MLP 16-5-4-3"


@pytest.mark.parametrize(
    ("name", "features", "message"),
    [("resnet", 16, "expected a model"), ("mlp:", 16, "expected a model"), ("mlp:0", 16, "expected a model"),
     ("cnn", 15, "square pictures"), ("cnn", 9, "square pictures")],
)  # fmt: skip
def test_models_that_there_are_not_are_refused(name, features, message):
    with pytest.raises(MeasurementError, match=message):
        model(name, features, 3)


def test_a_model_with_buffers_is_refused():
    with pytest.raises(MeasurementError, match="without buffers"):
        model(lambda features, classes: torch.nn.BatchNorm1d(features), 16, 3)


@pytest.mark.parametrize(
    "wrong",
    [{"epochs": 0}, {"batch": 0}, {"rate": 0.0}, {"rate": float("nan")}, {"momentum": 1.0}, {"weight_decay": -1.0},
     {"optimiser": "lbfgs"}, {"dtype": "float16"}],
    ids=str,
)  # fmt: skip
def test_settings_out_of_range_are_refused(wrong):
    with pytest.raises(MeasurementError, match="expected"):
        Settings(**wrong)


def test_one_thread_is_taken_back():
    before = torch.get_num_threads()
    with pytest.raises(ValueError), one_thread():
        assert torch.get_num_threads() == 1
        raise ValueError
    assert torch.get_num_threads() == before
