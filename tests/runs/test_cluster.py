"""On a Dask cluster the ledger is that of one worker here, also if a worker is killed; that it is gone is told once."""

from __future__ import annotations

import json
import os
import re
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from losstheory.cli import main
from losstheory.reports import collect
from losstheory.reports.installed import installed
from losstheory.reports.limited import verify_within_limits
from losstheory.runs import cluster as runs_cluster
from losstheory.runs import progress
from losstheory.runs.cluster import ClusterError, executor_at
from losstheory.runs.foreign import ExecutorLost
from tests.clusters import TestCluster

pytest.importorskip("distributed", reason="needs losstheory[dask]")

CLAIMS = Path(__file__).parents[2] / "analyses" / "bartlett2006convexity.py"
FEW = "hinge"


@pytest.fixture(scope="module")
def cluster() -> Iterator[TestCluster]:
    found = TestCluster()
    yield found
    found.kill()


def timeless(data: Any) -> Any:
    """The same without the times."""
    if isinstance(data, dict):
        return {key: timeless(value) for key, value in data.items() if key != "seconds"}
    return [timeless(part) for part in data] if isinstance(data, list) else data


def entries(run: Any) -> list[Any]:
    return [timeless(verified.entry.to_json()) for verified in run.found]


def test_a_worker_killed_in_the_middle_changes_nothing(cluster: TestCluster) -> None:
    claims = collect([CLAIMS])[:8]
    done: list[int] = []
    with executor_at(cluster.address, installed) as executor:
        victim = executor.submit(os.getpid).result(timeout=60)

        def kill_one() -> None:
            done.append(1)
            if len(done) == 2:
                os.kill(victim, signal.SIGKILL)

        run = verify_within_limits(claims, executor=executor, on_done=kill_one)
    assert len(done) == len(claims) == 8 and (run.interrupted, run.lost) == (False, "")
    with pytest.raises(ProcessLookupError):
        os.kill(victim, 0)
    assert entries(run) == entries(verify_within_limits(claims))


def test_the_command_writes_the_ledger_of_one_worker(cluster: TestCluster, tmp_path: Path) -> None:
    command = ["verify", str(CLAIMS), "-k", FEW, "--no-cache"]
    here, there = tmp_path / "here.json", tmp_path / "there.json"
    assert main([*command, "-o", str(here)]) == 0
    assert main([*command, "-o", str(there), "--executor", cluster.address]) == 0
    texts = [json.dumps(timeless(json.loads(path.read_text()))) for path in (here, there)]
    assert texts[0] == texts[1]


def other_versions() -> dict[str, str]:
    """Another answer in each process."""
    return {"losstheory": "0", "process": str(os.getpid())}


def test_workers_with_other_versions_are_refused_with_the_difference(cluster: TestCluster) -> None:
    refused = pytest.raises(ClusterError, match=r"has process \d+ instead of \d+; install")
    with refused, executor_at(cluster.address, other_versions):
        pytest.fail("opened")


def vanishing(cluster: TestCluster, tasks: int) -> Any:
    """A progress bar that kills the cluster after so many tasks."""

    @contextmanager
    def progress_of(total: int, label: str) -> Iterator[Callable[[], None]]:
        left = [tasks]

        def step() -> None:
            left[0] -= 1
            if left[0] == 0:
                cluster.kill()

        yield step

    return progress_of


def test_a_cluster_that_vanishes_is_one_message_and_what_is_finished_is_written(
    cluster: TestCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger = tmp_path / "ledger.json"
    address = cluster.address
    monkeypatch.setattr(progress, "progress", vanishing(cluster, 2))
    assert main(["verify", str(CLAIMS), "--no-cache", "-o", str(ledger), "--executor", address]) == 4
    told = capsys.readouterr()
    assert told.err.count("the executor is gone") == 1 and "Traceback" not in told.err
    data = json.loads(ledger.read_text())
    assert data["interrupted"] is True and 2 <= len(data["entries"]) < len(collect([CLAIMS]))
    labels = [item.claim.label for item in collect([CLAIMS])]
    places = [labels.index(entry["label"]) for entry in data["entries"]]
    assert places == sorted(set(places))


def test_a_report_says_how_many_claims_a_lost_cluster_has_left(
    cluster: TestCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted, address = len(collect([CLAIMS])), cluster.address
    monkeypatch.setattr(progress, "progress", vanishing(cluster, 1))
    page = tmp_path / "page.html"
    assert main(["report", str(CLAIMS), "--no-cache", "-o", str(page), "--executor", address]) == 4
    told = capsys.readouterr()
    agree, left = map(int, re.findall(r"\d+", told.out))
    assert agree >= 1 and agree + left == wanted and page.is_file()
    assert f"{agree} of {wanted} tasks are finished" in told.err and "Traceback" not in told.err


def test_a_cluster_that_vanishes_while_it_is_asked_is_lost(
    cluster: TestCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    def vanish(*_: Any) -> None:
        raise OSError("the connection is closed")

    monkeypatch.setattr(runs_cluster, "_require_same", vanish)
    lost = pytest.raises(
        ExecutorLost, match="the executor is gone, OSError: the connection is closed; no task was begun"
    )
    with lost, executor_at(cluster.address, installed):
        pytest.fail("opened")


@pytest.mark.parametrize("address", ["", "ray://10.0.0.7:1", "10.0.0.7:8786", "dask://", "tcp://10.0.0.7:8786"])
def test_other_addresses_are_refused_with_what_is_known(address: str) -> None:
    with pytest.raises(ClusterError, match="expected dask://HOST:PORT"), executor_at(address, installed):
        pytest.fail("opened")


@pytest.mark.parametrize("address", ["dask://127.0.0.1:1", "dask://nowhere.invalid:8786", "dask://x"])
def test_a_scheduler_that_does_not_answer_is_one_message(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("losstheory.runs.cluster.CONNECT", 0.5)
    with pytest.raises(ClusterError, match="no scheduler of Dask answers there"), executor_at(address, installed):
        pytest.fail("opened")
