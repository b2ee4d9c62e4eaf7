"""What first layers make of the data is affine on a slice: kept terms give the plain values, and only there."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.landscape.small import data, filled, fingerprint, mlp, nn, torch

from losstheory.landscape import Problem, measure_landscape, random_direction  # isort: skip
from losstheory.landscape.first_layer import FirstLayers, storage_of  # isort: skip
from losstheory.landscape.slices import Slice  # isort: skip

cross_entropy = nn.functional.cross_entropy
POINTS = np.array([[0.0, 0.0], [1.0, -0.5], [1.0, 2.0], [-3.0, 0.25]])
PICTURES = torch.linspace(-1, 1, 4 * 2 * 5 * 5, dtype=torch.float64).reshape(4, 2, 5, 5).sin()


class Shifted(nn.Module):  # type: ignore[misc]
    """The first layer sees the data less their mean, which is another tensor."""

    def __init__(self) -> None:
        super().__init__()
        self.inner = mlp()

    def forward(self, x: Any) -> Any:
        return self.inner(x - x.mean(0))


class Twice(nn.Module):  # type: ignore[misc]
    """One layer on the data and on its own output."""

    def __init__(self) -> None:
        super().__init__()
        self.layer, self.head = nn.Linear(4, 4), nn.Linear(4, 3)

    def forward(self, x: Any) -> Any:
        return self.head(torch.tanh(self.layer(torch.tanh(self.layer(x)))))


def conv(**options: Any) -> Any:
    return nn.Sequential(nn.Conv2d(2, 3, 3, **options), nn.ReLU(inplace=True), nn.Flatten(), nn.LazyLinear(3))


def made(model: Any, inputs: Any) -> Any:
    model.double()(inputs)
    return filled(model, 5)


CASES = {
    "linear": (mlp(), data()[0], True),
    "flattened": (made(nn.Sequential(nn.Flatten(), nn.Linear(50, 3)), PICTURES), PICTURES, True),
    "convolution": (made(conv(), PICTURES), PICTURES, True),
    "convolution, reflected, strided": (
        made(conv(padding=1, padding_mode="reflect", stride=2), PICTURES),
        PICTURES,
        True,
    ),
    "without bias": (made(conv(bias=False), PICTURES), PICTURES, True),
    "called twice": (filled(Twice().double(), 6), data()[0], True),
    "normalised in the model": (filled(Shifted().double(), 7), data()[0], False),
    "weight norm": (
        filled(nn.Sequential(nn.utils.parametrizations.weight_norm(nn.Linear(4, 3))).double(), 9),
        data()[0],
        False,
    ),
}


def problem_of(name: str, **options: Any) -> tuple[Any, bool]:
    model, inputs, used = CASES[name]
    return Problem(model, cross_entropy, (inputs, torch.arange(len(inputs)) % 3), **options), used


@pytest.mark.parametrize("batch_size", [None, 3])
@pytest.mark.parametrize("name", CASES)
def test_kept_terms_give_the_values_of_the_plain_way(name: str, batch_size: int | None) -> None:
    problem, used = problem_of(name, batch_size=batch_size)
    before = fingerprint(problem.network.model)
    steps = [random_direction(problem, "layer", one_dimensional="scaled", seed=seed) for seed in (0, 1)]
    one_by_one = [problem.at(problem.position + a * steps[0].vector + b * steps[1].vector).value for a, b in POINTS]
    found: list[float] = []
    layers = FirstLayers(problem, [problem.layout.split(step.vector) for step in steps])
    Slice(problem, steps).visit(POINTS, found.append)
    np.testing.assert_allclose(found, one_by_one, rtol=1e-12)
    assert fingerprint(problem.network.model) == before
    with torch.no_grad(), layers.replaced():
        for batch in problem.batches:
            problem.network.during({}, lambda output: output(batch.inputs))  # noqa: B023
    assert layers.used == used
    assert fingerprint(problem.network.model) == before


def test_a_first_layer_that_does_not_move_is_computed_once() -> None:
    problem, calls = Problem(mlp(), cross_entropy, data(), params="2.*"), []
    hook = torch.nn.functional.linear

    def counted(x: Any, *others: Any) -> Any:
        calls.append(x.shape[-1])
        return hook(x, *others)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(torch.nn.functional, "linear", counted)
        values = measure_landscape(problem, random_direction(problem), [np.linspace(-1, 1, 30)]).values
    assert values[0] == pytest.approx(problem.at(problem.position - random_direction(problem).vector).value, rel=1e-13)
    assert calls.count(4) < 5 < 30 <= calls.count(5)


def test_data_that_were_written_to_are_computed_as_usual() -> None:
    problem, _ = problem_of("linear")
    direction = random_direction(problem)
    layers = FirstLayers(problem, [problem.layout.split(direction.vector)])
    inputs = problem.batches.first().inputs

    def outputs(output: Any) -> tuple[Any, Any]:
        before = output(inputs)
        inputs.add_(1)
        return before, output(inputs)

    with torch.no_grad(), layers.replaced():
        before, after = problem.network.during({}, outputs)
    np.testing.assert_allclose(after, problem.network({}, inputs).detach(), rtol=1e-13)
    assert layers.used and (before - after).abs().min() > 1e-3


def test_what_has_no_place_is_computed_as_usual() -> None:
    dense = torch.eye(3)
    assert storage_of(dense) == storage_of(dense[1:].T) == dense.data_ptr()
    with torch.inference_mode():
        unversioned = torch.eye(3)
    seen: list[int | None] = []
    torch.func.vmap(lambda row: seen.append(storage_of(row)) or row)(dense)
    assert [storage_of(x) for x in (dense.to_sparse(), torch.empty(0), unversioned)] == [None] * 3 == seen * 3


def test_without_memory_layers_compute_as_usual() -> None:
    problem, _ = problem_of("linear")
    direction = random_direction(problem)
    wanted = measure_landscape(problem, direction).values
    problem.memory = 0
    layers = FirstLayers(problem, [problem.layout.split(direction.vector)])
    with torch.no_grad(), layers.replaced():
        problem.network.during({}, lambda output: output(problem.batches.first().inputs))
    assert not layers.used
    np.testing.assert_allclose(measure_landscape(problem, direction).values, wanted, rtol=1e-12)


def test_a_model_whose_state_runs_on_between_calls_is_computed_the_plain_way() -> None:
    """A buffer that is replaced in each call."""

    class Counts(nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.inner = mlp()
            self.register_buffer("seen", torch.zeros((), dtype=torch.float64))

        def forward(self, x: Any) -> Any:
            output = self.inner(x) * (1 + self.seen)
            self.seen = self.seen + 1
            return output

    problem = Problem(Counts(), cross_entropy, data())
    direction = random_direction(problem)
    found = measure_landscape(problem, direction, [[-1.0, 0.0, 0.5, 1.0]]).values
    wanted = [problem.at(problem.position + a * direction.vector).value for a in (-1.0, 0.0, 0.5, 1.0)]
    np.testing.assert_allclose(found, wanted, rtol=1e-12)


def test_a_buffer_that_is_changed_in_place_starts_anew_at_each_point() -> None:
    class Adds(nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.inner = mlp()
            self.register_buffer("seen", torch.ones((), dtype=torch.float64))

        def forward(self, x: Any) -> Any:
            return self.inner(x) * self.seen.add_(1)

    problem = Problem(Adds(), cross_entropy, data())
    direction = random_direction(problem)
    found = measure_landscape(problem, direction, [[-1.0, 0.0, 0.5, 1.0]]).values
    wanted = [problem.at(problem.position + a * direction.vector).value for a in (-1.0, 0.0, 0.5, 1.0)]
    np.testing.assert_allclose(found, wanted, rtol=1e-12)
