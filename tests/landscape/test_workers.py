"""The same values for any number of workers, and what cannot be sent to them is refused."""

from __future__ import annotations

import pickle
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.landscape.small import data, fingerprint, mlp, nn, torch

from losstheory.landscape import (  # isort: skip
    LandscapeError, Problem, estimate_landscape, measure_landscape, random_directions,
)  # fmt: skip
from losstheory.losses import margin, residual  # isort: skip
from losstheory.runs.pool import start_server  # isort: skip

cross_entropy = nn.functional.cross_entropy
AXES = [np.linspace(-1, 1, 9), np.linspace(-0.5, 2, 7)]


def test_one_worker_two_workers_and_none_agree(tmp_path: Path) -> None:
    model = nn.Sequential(mlp()[0], nn.BatchNorm1d(5), nn.Tanh(), nn.Linear(5, 3)).double().eval()
    problem = Problem(model, cross_entropy, data(), batch_norm="batch")
    before = fingerprint(model), torch.get_num_threads(), torch.backends.cuda.flash_sdp_enabled()
    directions = random_directions(problem)
    alone = measure_landscape(problem, directions, AXES).values
    found = []
    for number in (1, 2):
        with ThreadPoolExecutor(number) as threads:
            found.append(measure_landscape(problem, directions, AXES, executor=threads, folder=tmp_path / str(number)))
    with ProcessPoolExecutor(2, mp_context=start_server(["losstheory.landscape"])) as processes:
        found.append(measure_landscape(problem, directions, AXES, executor=processes))
    np.testing.assert_allclose(found[0].values, alone, rtol=1e-13)
    for one in found[1:]:
        np.testing.assert_array_equal(one.values, found[0].values)
    assert (fingerprint(model), torch.get_num_threads(), torch.backends.cuda.flash_sdp_enabled()) == before


class AtOnce(Executor):
    """Runs each task when it is given, and stops at one of them."""

    def __init__(self, stop: int | None = None) -> None:
        self.tasks, self.stop = 0, stop

    def submit(self, function: Any, /, *arguments: Any, **named: Any) -> Any:
        future: Future[Any] = Future()
        if self.tasks == self.stop:
            future.set_exception(KeyboardInterrupt())
        else:
            self.tasks += 1
            future.set_result(function(*arguments, **named))
        return future


def test_what_was_done_before_an_interruption_is_kept(tmp_path: Path) -> None:
    problem = Problem(mlp(), cross_entropy, data())
    wanted = measure_landscape(problem, random_directions(problem), AXES).values
    with pytest.raises(KeyboardInterrupt):
        measure_landscape(problem, random_directions(problem), AXES, executor=AtOnce(stop=20), folder=tmp_path)
    rest = AtOnce()
    found = measure_landscape(problem, random_directions(problem), AXES, executor=rest, folder=tmp_path).values
    np.testing.assert_allclose(found, wanted, rtol=1e-13)
    assert rest.tasks == 63 - 20 * 2  # 63 points in 32 parts: 31 of two, and one


def test_the_estimate_takes_an_executor_too() -> None:
    problem = Problem(mlp(), cross_entropy, data())
    options: dict[str, Any] = {"nodes": 4, "checks": 3}
    alone, shared = (
        estimate_landscape(problem, random_directions(problem), AXES, executor=one, **options)
        for one in (None, AtOnce())
    )
    np.testing.assert_allclose(shared.values, alone.values, rtol=1e-12)


def test_losses_of_the_library_can_be_sent() -> None:
    inputs, _ = data()
    model = nn.Linear(4, 1).double()
    for loss, target, labels in (
        (margin.LOGISTIC, torch.sign(inputs[:, 0]), (-1, 1)),
        (residual.SQUARED_ERROR, inputs[:, 0], None),
    ):
        problem = Problem(model, loss, (inputs, target), labels=labels)  # type: ignore[arg-type]
        assert pickle.loads(pickle.dumps(problem)).at(problem.position).value == problem.value


def test_what_pickle_does_not_find_is_refused() -> None:
    problem = Problem(mlp(), lambda output, target: cross_entropy(output, target), data())
    executor = AtOnce()
    with pytest.raises(LandscapeError, match="cannot be sent to workers.*no lambda"):
        measure_landscape(problem, random_directions(problem), AXES, executor=executor)
    assert executor.tasks == 0
