"""The workers of a Dask client as an executor that always tells the end of a task, that of the client included."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, InvalidStateError
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from losstheory.runs.worker import Caught

if TYPE_CHECKING:
    from distributed import Client
    from distributed import Future as Sent

Value = TypeVar("Value")

LOOK = 2.0  # seconds between looks at the number of workers


class DaskExecutor(Executor):
    """Tasks for the workers of a client.

    ``Client.get_executor`` leaves tasks pending for ever where a client closes while it fetches their values; here they
    are cancelled then, and when there has been no worker for a while.

    Args:
        client: connected to a scheduler; it is closed when the executor is shut down or has given up.
        patience: seconds without any worker after which all tasks are cancelled.
    """

    def __init__(self, client: Client, patience: float) -> None:
        self._client = client
        self._pending: dict[Future[Any], Sent] = {}
        self._ending = threading.Event()
        threading.Thread(target=self._watch, args=(patience,), daemon=True).start()

    def submit(self, fn: Callable[..., Value], /, *args: Any, **kwargs: Any) -> Future[Value]:
        """A task of its own, also if the same was submitted before.

        Raises:
            BrokenExecutor: the client is closed.
        """
        if self._ending.is_set():
            raise BrokenExecutor("the cluster is gone")
        future: Future[Value] = Future()
        sent = self._client.submit(fn, *args, pure=False, **kwargs)
        self._pending[future] = sent
        future.add_done_callback(self._forget)
        sent.add_done_callback(partial(_land, future))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Cancel what is pending, and close the client."""
        self._ending.set()
        for future in list(self._pending):
            future.cancel()
        if self._client.status != "closed":
            self._client.close()

    def _forget(self, future: Future[Any]) -> None:
        sent = self._pending.pop(future)
        if future.cancelled():
            future.set_running_or_notify_cancel()
            if self._client.status == "running":
                sent.cancel()

    def _watch(self, patience: float) -> None:
        """Give up when the client is closed, or has had no worker for so long."""
        missing = 0.0
        while not self._ending.wait(LOOK):
            with Caught() as silent:
                missing = 0.0 if self._client.nthreads() else missing + LOOK
            if silent.error is not None:
                missing += LOOK
            if missing >= patience or self._client.status == "closed":
                self.shutdown()


def _land(future: Future[Any], sent: Sent) -> None:
    """In a thread of the client: the end of a task, unless somebody has cancelled it."""
    with suppress(InvalidStateError):
        if sent.status == "cancelled":
            future.cancel()
            return
        with Caught() as caught:
            value = sent.result()
        if caught.error is None:
            future.set_result(value)
        elif sent.status == "error":
            future.set_exception(caught.error)
        else:
            future.cancel()
