"""Claims decided in worker processes with limits on time and memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial

from losstheory.claims import Entry, Outcome, Status, Verdict
from losstheory.reports.answers import Answers
from losstheory.reports.collection import Collected
from losstheory.reports.verification import Verified, recall_claim
from losstheory.runs.foreign import run_on
from losstheory.runs.pool import run_tasks
from losstheory.runs.tasks import TaskResult, TaskStatus

TIMEOUT = 120.0  # seconds for one claim
MEMORY = 4 << 30  # bytes of address space for one worker
PRELOAD = ("losstheory.reports",)


@dataclass(frozen=True)
class LimitedRun:
    """What was found of the claims that were finished, in their order; ``lost`` says why there are no workers left."""

    found: tuple[Verified, ...]
    interrupted: bool
    lost: str = ""


def verify_within_limits(
    claims: Sequence[Collected],
    *,
    jobs: int = 1,
    timeout: float = TIMEOUT,
    budget: int | None = None,
    answers: Answers | None = None,
    on_done: Callable[[], None] | None = None,
    executor: Executor | None = None,
) -> LimitedRun:
    """Decide claims; a limit that is reached leaves its claim open, and what else goes wrong is an error of it alone.

    Args:
        claims: as ``collect`` gives them.
        jobs: number of worker processes.
        timeout: seconds for one claim.
        budget: units of work for one claim.
        answers: where answers are kept; None: nowhere.
        on_done: called as each claim ends.
        executor: of ``concurrent.futures``, instead of ``jobs`` processes; the limits on time and memory are its own.
    """
    task = partial(recall_claim, budget=budget, answers=answers)
    tell = None if on_done is None else lambda index, result: on_done()
    if executor is not None:
        outcome = run_on(executor, task, claims, on_done=tell)
    else:
        outcome = run_tasks(task, claims, jobs=jobs, timeout=timeout, memory=MEMORY, on_done=tell, preload=PRELOAD)
    told = zip(claims, outcome.results, strict=True)
    found = (_verified(item, result) for item, result in told if result.status is not TaskStatus.CANCELLED)
    return LimitedRun(tuple(found), outcome.interrupted, outcome.lost)


def _verified(item: Collected, result: TaskResult[Verified]) -> Verified:
    if result.value is not None:
        return result.value
    claim = item.claim
    if result.status in (TaskStatus.TIMEOUT, TaskStatus.MEMORY):
        verdict = Verdict(claim.statement, Status.UNDECIDED, reason=result.message)
        return Verified(Entry(claim, Outcome.OPEN, verdict, origin=item.origin))
    return Verified(Entry(claim, Outcome.ERROR, message=result.message, origin=item.origin), trace=result.trace)
