"""Whatever a task does, it costs that task alone, and nothing survives the run."""

from __future__ import annotations

import math
import operator
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from losstheory.runs.pool import run_tasks
from losstheory.runs.tasks import Run, TaskResult, TaskStatus

GIGABYTE = 1 << 30
Task = Callable[[], Any]


def run(*tasks: Task, jobs: int = 2, timeout: float = 30, memory: int | None = None) -> Run[Any]:
    return run_tasks(operator.call, tasks, jobs=jobs, timeout=timeout, memory=memory)


def value(number: int) -> Task:
    return partial(math.factorial, number)


def statuses(outcome: Run[Any]) -> list[TaskStatus]:
    return [result.status for result in outcome.results]


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_results_keep_the_order_of_the_items_for_any_number_of_workers(jobs: int) -> None:
    tasks = [partial(time.sleep, 0.2), *(value(n) for n in range(7))]
    outcome = run(*tasks, jobs=jobs)
    assert [result.value for result in outcome.results] == [None, *(math.factorial(n) for n in range(7))]
    assert set(statuses(outcome)) == {TaskStatus.DONE} and not outcome.interrupted


def test_one_worker_is_still_another_process() -> None:
    assert run(os.getpid, jobs=1).results[0].value != os.getpid()


def test_nothing_to_do_is_done_at_once() -> None:
    assert run() == Run((), False)


def test_a_task_that_hangs_is_stopped_and_the_others_go_on() -> None:
    outcome = run(partial(time.sleep, 600), value(5), value(6), timeout=0.5, jobs=1)
    assert statuses(outcome) == [TaskStatus.TIMEOUT, TaskStatus.DONE, TaskStatus.DONE]
    assert outcome.results[0].message == "stopped after 0.5 s"


def test_a_task_stuck_in_one_long_c_call_is_stopped_too() -> None:
    start = time.monotonic()
    outcome = run(partial(pow, 7 ** (10**6), 3 ** (10**6), 11 ** (10**5)), value(5), timeout=0.5)
    assert statuses(outcome) == [TaskStatus.TIMEOUT, TaskStatus.DONE]
    assert time.monotonic() - start < 10


def test_a_worker_that_dies_costs_its_task_only() -> None:
    outcome = run(partial(os._exit, 7), value(4), os.abort, value(5))
    assert statuses(outcome) == [TaskStatus.CRASHED, TaskStatus.DONE, TaskStatus.CRASHED, TaskStatus.DONE]
    assert "exit code 7" in outcome.results[0].message


def test_a_worker_that_leaves_silently_is_noticed_at_the_time_limit() -> None:
    assert statuses(run(partial(os._exit, 0), value(3), timeout=1)) == [TaskStatus.TIMEOUT, TaskStatus.DONE]


def test_memory_is_limited_per_worker() -> None:
    outcome = run(partial(bytearray, 4 * GIGABYTE), value(4), memory=GIGABYTE)
    assert statuses(outcome) == [TaskStatus.MEMORY, TaskStatus.DONE]


def test_an_exception_is_a_line_and_a_trace() -> None:
    result = run(partial(operator.truediv, 1, 0)).results[0]
    assert (result.status, result.message) == (TaskStatus.ERROR, "ZeroDivisionError: division by zero")
    assert result.trace.startswith("Traceback") and result.value is None


@pytest.mark.parametrize("task", [partial(sys.exit, 0), partial(open, os.devnull), partial(operator.call, "no")])
def test_whatever_ends_a_task_is_an_error_of_that_task(task: Task) -> None:
    assert statuses(run(task, value(3))) == [TaskStatus.ERROR, TaskStatus.DONE]


class Unreadable:
    """Pickles well; reading it back raises."""

    def __reduce__(self) -> tuple[Any, ...]:
        return operator.truediv, (1, 0)


@pytest.mark.parametrize("item", [Unreadable(), lambda: None], ids=["unreadable", "unsendable"])
def test_a_task_that_cannot_travel_is_an_error_of_that_task(item: Any) -> None:
    assert statuses(run(partial(id, item), value(3))) == [TaskStatus.ERROR, TaskStatus.DONE]


def test_every_end_is_told_once() -> None:
    told: dict[int, TaskResult[Any]] = {}
    tasks = [value(3), partial(os._exit, 1), partial(operator.truediv, 1, 0)]
    outcome = run_tasks(operator.call, tasks, timeout=30, on_done=lambda index, result: told.update({index: result}))
    assert tuple(told[index] for index in range(3)) == outcome.results


def test_limits_must_make_sense() -> None:
    with pytest.raises(ValueError, match="jobs >= 1"):
        run(value(1), jobs=0)
    with pytest.raises(ValueError, match="timeout > 0"):
        run(value(1), timeout=0)


def test_runs_outside_the_main_thread() -> None:
    outcomes: list[Run[Any]] = []
    thread = threading.Thread(target=lambda: outcomes.append(run(value(3))))
    thread.start()
    thread.join()
    assert outcomes[0].results[0].value == 6


INTERRUPTED = """
import operator, sys, time
from functools import partial
from losstheory.runs.pool import run_tasks

if __name__ == "__main__":
    tasks = [partial(abs, -3), *[partial(time.sleep, 600)] * 3]
    tell = lambda index, result: print("done", index, flush=True)
    outcome = run_tasks(operator.call, tasks, jobs=2, timeout=900, on_done=tell)
    print(*(result.status for result in outcome.results), outcome.interrupted)
"""


def _start_interruptible() -> subprocess.Popen[str]:
    command = [sys.executable, "-c", INTERRUPTED]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    assert process.stdout is not None and process.stdout.readline() == "done 0\n"
    return process


def test_ctrl_c_returns_what_is_finished_within_two_seconds() -> None:
    process = _start_interruptible()
    start = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)  # a terminal sends it to the whole group
    output, errors = process.communicate(timeout=20)
    assert time.monotonic() - start < 2
    assert output == "DONE CANCELLED CANCELLED CANCELLED True\n"
    assert errors == "" and process.returncode == 0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_no_worker_outlives_a_killed_parent() -> None:
    process = _start_interruptible()
    assert len(_members(process.pid)) >= 3  # itself, the server, a worker
    process.kill()
    process.communicate(timeout=20)
    deadline = time.monotonic() + 10
    while _members(process.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert _members(process.pid) == []


def _members(session: int) -> list[str]:
    """The processes of a session, by id, without those that are dead already."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[3]) == session and fields[0] not in "ZX":
            found.append(entry.name)
    return found


def _threads(_: int) -> str | None:
    return os.environ.get("OMP_NUM_THREADS")


def test_workers_compute_with_one_thread_and_the_caller_keeps_its_environment():
    before = dict(os.environ)
    (found,) = run_tasks(_threads, [0], timeout=30).results
    assert found.value == os.environ.get("OMP_NUM_THREADS", "1")
    assert dict(os.environ) == before
