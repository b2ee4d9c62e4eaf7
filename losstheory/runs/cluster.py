"""Clusters that run already, by their address: ``dask://HOST:PORT`` is the scheduler of a Dask cluster."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import CancelledError, Executor
from contextlib import contextmanager
from typing import TYPE_CHECKING

from losstheory.runs.dask import DaskExecutor
from losstheory.runs.foreign import ExecutorLost
from losstheory.runs.worker import one_line

if TYPE_CHECKING:
    from distributed import Client

SCHEME = "dask://"
CONNECT = 10.0  # seconds for the scheduler to answer
START = 120.0  # seconds for the first worker to answer; a cluster may have to start one
PATIENCE = 60.0  # seconds without any worker after which the cluster is given up
LOGS = ("distributed", "distributed.client", "tornado.application")

Account = Mapping[str, str]


class ClusterError(Exception):
    """A cluster that cannot be used: what was expected, what came, what to do."""


@contextmanager
def executor_at(address: str, installed: Callable[[], Account], patience: float = PATIENCE) -> Iterator[Executor]:
    """The workers of a cluster, which have what this process has installed.

    Args:
        address: such as ``dask://10.0.0.7:8786``.
        installed: names and versions, as a worker gives them too; pickle finds it by name.
        patience: seconds without a worker after which all tasks are cancelled.

    Raises:
        ClusterError: the address has another scheme, Dask is not installed, nobody answers there, or the workers have
            other versions.
        ExecutorLost: the cluster vanishes before the first task.
    """
    if not address.startswith(SCHEME) or not address.removeprefix(SCHEME):
        raise ClusterError(f"expected {SCHEME}HOST:PORT, the scheduler of a Dask cluster, got {address!r}")
    try:
        from distributed import Client
    except ModuleNotFoundError as error:
        raise ClusterError(f"{address} needs {error.name}: pip install 'losstheory[dask]'") from None

    with _silent():
        try:
            client = Client(f"tcp://{address.removeprefix(SCHEME)}", timeout=CONNECT, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            raise ClusterError(f"{address}: no scheduler of Dask answers there: {one_line(error)}") from None
        with DaskExecutor(client, patience) as executor:
            try:
                _require_same(client, address, installed)
            except (OSError, CancelledError) as error:
                raise ExecutorLost(f"the executor is gone, {one_line(error)}; no task was begun") from None
            yield executor


@contextmanager
def _silent() -> Iterator[None]:
    """Dask tells of lost connections in its log; here they are told once, by whoever called."""
    before = {name: logging.getLogger(name).level for name in LOGS}
    for name in LOGS:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)


def _require_same(client: Client, address: str, installed: Callable[[], Account]) -> None:
    """Ask one worker, for which a cluster that adapts may have to start one, and then all that are there.

    Raises:
        ClusterError: the first difference, or why a worker cannot tell.
        CancelledError: the cluster has vanished.
    """
    try:
        first = client.submit(installed, pure=False)
        failure = first.exception(timeout=START)
    except TimeoutError:
        raise ClusterError(f"{address}: no worker has answered within {START:g} s; start some") from None
    if first.status not in ("finished", "error"):
        raise CancelledError(f"the first question was {first.status}")
    if failure is not None:
        raise ClusterError(
            f"{address}: a worker cannot run losstheory: {one_line(failure)}; install there what is installed here"
        )
    own = dict(installed())
    for worker, found in client.run(installed, on_error="return").items():
        if not isinstance(found, dict):
            raise ClusterError(f"{address}: the worker {worker} cannot tell what it has: {one_line(found)}")
        differences = [
            f"{name} {found.get(name, 'missing')} instead of {own.get(name, 'none')}"
            for name in sorted({*own, *found})
            if found.get(name) != own.get(name)
        ]
        if differences:
            raise ClusterError(
                f"{address}: the worker {worker} has {', '.join(differences)}; install there what is installed here"
            )
