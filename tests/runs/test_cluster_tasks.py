"""Trials and landscapes on a cluster: a killed worker changes nothing, a killed cluster is told once, the rest kept."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from losstheory.cli import main
from losstheory.reports.installed import installed
from losstheory.runs.cluster import executor_at
from losstheory.runs.foreign import ExecutorLost
from losstheory.runs.pool import start_server
from tests.clusters import TestCluster

torch = pytest.importorskip("torch", reason="needs losstheory[torch]")
pytest.importorskip("distributed", reason="needs losstheory[dask]")

from losstheory.landscape import Problem, measure_landscape, random_directions  # noqa: E402
from tests.runs.slow import slow_loss  # noqa: E402

AXES = [np.linspace(-1, 1, 6), np.linspace(-1, 1, 6)]
TRIAL = ["trial", "ce", "mae", "gce:q=1/2", "--data", "iris", "--seeds", "2", "--epochs", "4", "--format", "json"]


@pytest.fixture(scope="module")
def cluster() -> Iterator[TestCluster]:
    found = TestCluster()
    yield found
    found.kill()


def problem() -> tuple[Problem, Any]:
    generator = torch.Generator().manual_seed(0)
    data = torch.randn(8, 4, generator=generator), torch.randint(3, (8,), generator=generator)
    model = torch.nn.Linear(4, 3)
    with torch.no_grad():
        model.weight.copy_(torch.arange(12).reshape(3, 4) / 10)
        model.bias.zero_()
    asked = Problem(model, slow_loss, [data])
    return asked, random_directions(asked)


def kept(folder: Path) -> int:
    """How many values the folder has."""
    return sum(len(json.loads(path.read_text())["value"]) for path in folder.glob("*/*.json"))


def after_first_task(executor: Executor, end: Any) -> None:
    """Call ``end`` soon after a worker has taken a task that is sent now."""
    executor.submit(os.getpid).result(timeout=100)
    threading.Thread(target=lambda: (time.sleep(0.5), end()), daemon=True).start()


def kill(process: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)


def test_a_landscape_outlives_a_worker_and_tells_once_of_a_cluster_that_is_gone(
    cluster: TestCluster, tmp_path: Path
) -> None:
    asked, directions = problem()
    expected = measure_landscape(asked, directions, AXES, shown=False).values
    with executor_at(cluster.address, installed) as executor:
        victim = executor.submit(os.getpid).result(timeout=100)
        after_first_task(executor, lambda: kill(victim))
        found = measure_landscape(asked, directions, AXES, executor=executor, shown=False).values
    with pytest.raises(ProcessLookupError):
        os.kill(victim, 0)
    np.testing.assert_allclose(found, expected, rtol=1e-5)
    with executor_at(cluster.address, installed) as executor:
        after_first_task(executor, cluster.kill)
        with pytest.raises(ExecutorLost, match="the executor is gone, .*with folder, the points before"):
            measure_landscape(asked, directions, AXES, executor=executor, shown=False, folder=tmp_path)
    assert kept(tmp_path) < expected.size
    again = measure_landscape(asked, directions, AXES, shown=False, folder=tmp_path).values
    np.testing.assert_allclose(again, expected, rtol=1e-5)


def test_a_landscape_on_a_broken_pool_of_processes_is_one_message(tmp_path: Path) -> None:
    asked, directions = problem()
    with ProcessPoolExecutor(1, mp_context=start_server(["losstheory.landscape"])) as processes:
        victim = processes.submit(os.getpid).result(timeout=100)
        after_first_task(processes, lambda: kill(victim))
        with pytest.raises(ExecutorLost, match="the executor is gone, .*BrokenProcessPool.*with folder"):
            measure_landscape(asked, directions, AXES, executor=processes, shown=False, folder=tmp_path)
        with pytest.raises(ExecutorLost, match="no task is taken: BrokenProcessPool"):
            measure_landscape(asked, directions, AXES, executor=processes, shown=False)


def test_a_trial_on_a_cluster_that_vanishes_is_one_message_and_goes_on_with_resume(
    cluster: TestCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("sklearn", reason="needs scikit-learn")
    from losstheory.runs.cache import Store

    assert main(TRIAL) == 0
    expected = json.loads(capsys.readouterr().out)
    saved: list[Path] = []
    save = Store.save

    def vanish_after_one(self: Store, key: object, value: object) -> Path:
        saved.append(save(self, key, value))
        if len(saved) == 1:
            cluster.kill()
        return saved[-1]

    monkeypatch.setattr(Store, "save", vanish_after_one)
    resume = ["--resume", str(tmp_path)]
    assert main([*TRIAL, *resume, "--executor", cluster.address]) == 4
    told = capsys.readouterr()
    assert told.err.count("the executor is gone") == 1 and "finished cells are kept" in told.err
    assert "Traceback" not in told.err and told.out == "" and 1 <= len(saved) < 3
    before = len(saved)
    assert main([*TRIAL, *resume]) == 0
    assert json.loads(capsys.readouterr().out) == expected and len(saved) == 3 and before < 3
