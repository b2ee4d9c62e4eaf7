"""The option ``--executor``: commands whose tasks may run on a cluster that is there already."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager

from losstheory.cli.arguments import Parser
from losstheory.cli.boundary import UsageError

HELP = "run the tasks on the workers of a Dask cluster, dask://HOST:PORT, which sets the limits on time and memory"


def add_executor(parser: Parser) -> None:
    parser.add_argument("--executor", metavar="ADDRESS", help=HELP)


@contextmanager
def executor_of(options: Namespace) -> Iterator[Executor | None]:
    """The cluster that was named, if one was.

    Raises:
        UsageError: it cannot be used.
    """
    if options.executor is None:
        yield None
        return
    from losstheory.reports.installed import installed
    from losstheory.runs.cluster import ClusterError, executor_at

    try:
        with executor_at(options.executor, installed) as executor:
            yield executor
    except ClusterError as error:
        raise UsageError(f"--executor: {error}") from None


def expect_workers(lost: str, finished: int, wanted: int) -> None:
    """Nothing, while the workers of a run are there.

    Raises:
        ExecutorLost: they were lost; what was finished is shown already.
    """
    if lost:
        from losstheory.runs.foreign import ExecutorLost

        raise ExecutorLost(f"the executor is gone, {lost}; {finished} of {wanted} tasks are finished")
