"""A Dask cluster on this machine, in processes of its own, which tests may kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress

PROGRAM = """
import sys
from distributed import LocalCluster

if __name__ == "__main__":
    with LocalCluster(2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=50) as cluster:
        print(cluster.scheduler_address, flush=True)
        sys.stdin.read()
"""


class TestCluster:
    """A scheduler and two workers with one thread each, started when the address is asked for."""

    __test__ = False

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._address = ""

    @property
    def address(self) -> str:
        if self._process is None:
            command = [sys.executable, "-c", PROGRAM]
            pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
            self._process = subprocess.Popen(command, **pipes, text=True, start_new_session=True)  # type: ignore[call-overload]
            assert self._process is not None and self._process.stdout is not None
            self._address = self._process.stdout.readline().strip().replace("tcp", "dask")
        return self._address

    def kill(self) -> None:
        """All of it at once, as when a machine goes down; it is another one afterwards."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.communicate()
        self._process = None
