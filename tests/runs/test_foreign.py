"""On an executor of somebody else nothing is lost and nothing is told twice, whatever the executor does."""

from __future__ import annotations

import math
import operator
import os
import signal
import sys
import threading
import time
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest

from losstheory.runs.foreign import ATTEMPTS, run_on
from losstheory.runs.pool import start_server
from losstheory.runs.tasks import Run, TaskResult, TaskStatus

TASKS = [partial(math.factorial, n) for n in range(6)]
VALUES = [math.factorial(n) for n in range(6)]


def run(executor: Executor, *tasks: Any, told: list[int] | None = None) -> Run[Any]:
    tell = None if told is None else lambda index, result: told.append(index)
    return run_on(executor, operator.call, tasks, on_done=tell)


def values(outcome: Run[Any]) -> list[Any]:
    return [result.value for result in outcome.results]


class Careless(Executor):
    """Runs a task at once, but loses those of ``losses`` as often as it says, and takes only so many."""

    def __init__(self, losses: dict[int, int], accepts: int = 100) -> None:
        self.losses, self.accepts = dict(losses), accepts
        self.known: dict[bytes, int] = {}
        self.order: list[int] = []

    def submit(self, function: Any, /, *arguments: Any, **named: Any) -> Future[Any]:
        if len(self.order) == self.accepts:
            raise RuntimeError("the queue is closed")
        index = self.known.setdefault(arguments[0], len(self.known))
        self.order.append(index)
        future: Future[Any] = Future()
        if self.order.count(index) <= self.losses.get(index, 0):
            future.set_exception(OSError("the worker died"))
        else:
            future.set_result(function(*arguments, **named))
        return future


def test_results_keep_the_order_of_the_items_and_each_is_told_once() -> None:
    told: list[int] = []
    with ThreadPoolExecutor(3) as threads:
        outcome = run(threads, partial(time.sleep, 0.1), *TASKS, told=told)
    assert values(outcome) == [None, *VALUES] and (outcome.interrupted, outcome.lost) == (False, "")
    assert sorted(told) == list(range(7))


def test_nothing_to_do_is_done_at_once() -> None:
    assert run(Careless({}, accepts=0)) == Run((), False)


def test_what_a_task_does_by_itself_is_its_result() -> None:
    with ThreadPoolExecutor(2) as threads:
        outcome = run(threads, partial(operator.truediv, 1, 0), lambda: None, sys.exit, TASKS[4])
    assert [result.status for result in outcome.results] == [TaskStatus.ERROR] * 3 + [TaskStatus.DONE]
    assert outcome.results[0].message == "ZeroDivisionError: division by zero"
    assert outcome.results[0].trace.startswith("Traceback")
    assert outcome.results[1].message.startswith("the task cannot be sent")


def test_a_lost_task_is_begun_again_when_the_others_have_ended() -> None:
    executor, told = Careless({1: 1, 3: 1}), []
    outcome = run(executor, *TASKS, told=told)
    assert values(outcome) == VALUES and sorted(told) == list(range(6))
    assert executor.order == [0, 1, 2, 3, 4, 5, 1, 3]


def test_a_task_that_is_always_lost_costs_itself_alone() -> None:
    executor = Careless({2: 99})
    outcome = run(executor, *TASKS)
    assert [r.status is TaskStatus.CRASHED for r in outcome.results] == [False, False, True, False, False, False]
    assert outcome.results[2].message == f"lost with its worker {ATTEMPTS} times: OSError: the worker died"
    assert len(executor.order) == len(TASKS) - 1 + ATTEMPTS


def test_an_executor_that_takes_no_more_leaves_what_is_finished() -> None:
    outcome = run(Careless({}, accepts=4), *TASKS)
    assert values(outcome) == [*VALUES[:4], None, None]
    assert outcome.lost == "no task is taken: RuntimeError: the queue is closed"
    assert {result.status for result in outcome.results[4:]} == {TaskStatus.CANCELLED}


class Vanishing(Executor):
    """Runs so many tasks and cancels the others."""

    def __init__(self, runs: int) -> None:
        self.left = runs

    def submit(self, function: Any, /, *arguments: Any, **named: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.left -= 1
        if self.left < 0:
            future.cancel()
        else:
            future.set_result(function(*arguments, **named))
        return future


def test_an_executor_that_cancels_its_tasks_is_gone() -> None:
    outcome = run(Vanishing(3), *TASKS)
    assert values(outcome) == [*VALUES[:3], None, None, None]
    assert outcome.lost == "the tasks were cancelled" and not outcome.interrupted


def test_a_broken_pool_of_processes_is_gone() -> None:
    with ProcessPoolExecutor(1, mp_context=start_server()) as processes:
        outcome = run(processes, TASKS[5], partial(os._exit, 1), TASKS[4])
    assert outcome.results[0].value == 120 and outcome.lost.startswith("no task is taken: BrokenProcessPool")
    assert [result.status for result in outcome.results[1:]] == [TaskStatus.CANCELLED] * 2


class Endless(Executor):
    """Runs the first task and keeps the others for ever."""

    def __init__(self) -> None:
        self.kept: list[Future[Any]] = []

    def submit(self, function: Any, /, *arguments: Any, **named: Any) -> Future[Any]:
        future: Future[Any] = Future()
        if not self.kept:
            future.set_result(function(*arguments, **named))
        self.kept.append(future)
        return future


def test_ctrl_c_cancels_what_is_not_finished() -> None:
    executor = Endless()
    found: list[tuple[int, TaskResult[Any]]] = []

    def interrupt(index: int, result: TaskResult[Any]) -> None:
        found.append((index, result))
        signal.raise_signal(signal.SIGINT)

    outcome = run_on(executor, operator.call, TASKS, on_done=interrupt)
    assert outcome.interrupted and outcome.lost == "" and [index for index, _ in found] == [0]
    assert [result.status for result in outcome.results] == [TaskStatus.DONE] + [TaskStatus.CANCELLED] * 5
    assert [future.cancelled() for future in executor.kept] == [False] + [True] * 5


RUNNING: list[int] = []


def _company(_: int) -> int:
    """How many of these run in this process at the same time."""
    RUNNING.append(1)
    time.sleep(0.02)
    found = len(RUNNING)
    RUNNING.pop()
    return found


def test_a_process_works_on_one_task_at_a_time() -> None:
    with ThreadPoolExecutor(4) as threads:
        assert values(run_on(threads, _company, range(8))) == [1] * 8


def _threads(_: int) -> str | None:
    return os.environ.get("OMP_NUM_THREADS")


def test_workers_compute_with_one_thread_and_the_caller_keeps_its_environment(monkeypatch: Any) -> None:
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    with ThreadPoolExecutor(1) as threads:
        assert values(run_on(threads, _threads, [0])) == [None]
    with ProcessPoolExecutor(1, mp_context=start_server()) as processes:
        assert values(run_on(processes, _threads, [0])) == ["1"]
    assert "OMP_NUM_THREADS" not in os.environ


def test_runs_outside_the_main_thread() -> None:
    outcomes: list[Run[Any]] = []
    with ThreadPoolExecutor(1) as threads:
        thread = threading.Thread(target=lambda: outcomes.append(run(threads, *TASKS)))
        thread.start()
        thread.join()
    assert values(outcomes[0]) == VALUES


@pytest.mark.parametrize("lost", [1, 3])
def test_a_run_that_goes_on_elsewhere_has_the_values_of_one_that_does_not(lost: int) -> None:
    first = run(Vanishing(lost), *TASKS)
    rest = [task for task, result in zip(TASKS, first.results, strict=True) if result.value is None]
    assert values(first)[:lost] + values(run(Careless({}), *rest)) == VALUES
