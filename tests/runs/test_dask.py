"""Every task of a Dask executor ends: with its value, its error, or cancelled with the client or the last worker."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, as_completed
from typing import Any

import pytest

from losstheory.runs import dask
from losstheory.runs.dask import DaskExecutor


class Sent:
    """A task of Dask whose end the test decides."""

    def __init__(self) -> None:
        self.status, self.outcome = "pending", None
        self.callback: Callable[[Sent], None] = lambda sent: None

    def add_done_callback(self, callback: Callable[[Sent], None]) -> None:
        self.callback = callback

    def end(self, status: str, outcome: Any = None) -> None:
        self.status, self.outcome = status, outcome
        self.callback(self)

    def result(self) -> Any:
        if isinstance(self.outcome, BaseException):
            raise self.outcome
        return self.outcome

    def cancel(self) -> None:
        self.status = "cancelled"


class Client:
    """What the executor asks of a client."""

    def __init__(self, workers: int = 1) -> None:
        self.status, self.workers = "running", workers
        self.sent: list[Sent] = []
        self.closed = threading.Event()

    def submit(self, function: Any, *arguments: Any, pure: bool) -> Sent:
        assert not pure
        self.sent.append(Sent())
        return self.sent[-1]

    def nthreads(self) -> dict[int, int]:
        return dict.fromkeys(range(self.workers), 1)

    def close(self) -> None:
        self.status = "closed"
        self.closed.set()


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask, "LOOK", 0.01)


def test_a_task_ends_with_its_value_or_its_error() -> None:
    client = Client()
    with DaskExecutor(client, 60) as executor:
        good, bad = executor.submit(abs, -1), executor.submit(abs, "")
        client.sent[0].end("finished", 1)
        client.sent[1].end("error", TypeError("bad operand"))
        assert good.result(timeout=5) == 1 and isinstance(bad.exception(timeout=5), TypeError)
    assert client.status == "closed"


@pytest.mark.parametrize(
    "end", [("cancelled", None), ("lost", CancelledError()), ("finished", OSError("no scheduler"))]
)
def test_a_task_that_the_client_gives_up_is_cancelled(end: tuple[str, Any]) -> None:
    client = Client()
    with DaskExecutor(client, 60) as executor:
        future = executor.submit(abs, -1)
        client.sent[0].end(*end)
        assert future.cancelled() and list(as_completed([future], timeout=5)) == [future]


def test_a_task_that_the_caller_cancels_is_cancelled_on_the_cluster() -> None:
    client = Client()
    with DaskExecutor(client, 60) as executor:
        future = executor.submit(abs, -1)
        assert future.cancel() and client.sent[0].status == "cancelled"
        client.sent[0].end("finished", 1)  # too late
        assert list(as_completed([future], timeout=5)) == [future]


@pytest.mark.parametrize("client", [Client(workers=0), Client()], ids=["no worker", "closed"])
def test_tasks_are_cancelled_when_nobody_is_left_to_work(client: Client) -> None:
    executor = DaskExecutor(client, 0.1)
    future = executor.submit(abs, -1)
    if client.workers:
        client.status = "closed"
    assert list(as_completed([future], timeout=10)) == [future] and future.cancelled()
    with pytest.raises(RuntimeError, match="gone"):
        executor.submit(abs, -1)


def test_a_scheduler_that_does_not_answer_counts_as_no_worker() -> None:
    client = Client()
    client.nthreads = lambda: (_ for _ in ()).throw(OSError("timed out"))  # type: ignore[method-assign]
    executor = DaskExecutor(client, 0.1)
    assert client.closed.wait(10)
    with pytest.raises(RuntimeError, match="gone"):
        executor.submit(abs, -1)
