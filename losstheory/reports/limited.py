"""Claims decided in worker processes with limits on time and memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial

from losstheory.claims import Entry, Outcome, Status, Verdict
from losstheory.claims.kernel import Reject
from losstheory.reports.answers import Answers
from losstheory.reports.collection import Collected
from losstheory.reports.verification import Verified, recall_claim
from losstheory.rigor.confirm import confirm
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
            Its workers may be other machines, so the checker replays here what they say is PROVED or REFUTED.
    """
    task = partial(recall_claim, budget=budget, answers=answers)
    tell = None if on_done is None else lambda index, result: on_done()
    if executor is not None:
        outcome = run_on(executor, task, claims, on_done=tell)
    else:
        outcome = run_tasks(task, claims, jobs=jobs, timeout=timeout, memory=MEMORY, on_done=tell, preload=PRELOAD)
    told = zip(claims, outcome.results, strict=True)
    read = _verified if executor is None else _confirmed
    found = (read(item, result) for item, result in told if result.status is not TaskStatus.CANCELLED)
    return LimitedRun(tuple(found), outcome.interrupted, outcome.lost)


def _verified(item: Collected, result: TaskResult[Verified]) -> Verified:
    if result.value is not None:
        return result.value
    claim = item.claim
    if result.status in (TaskStatus.TIMEOUT, TaskStatus.MEMORY):
        verdict = Verdict(claim.statement, Status.UNDECIDED, reason=result.message)
        return Verified(Entry(claim, Outcome.OPEN, verdict, origin=item.origin))
    return Verified(Entry(claim, Outcome.ERROR, message=result.message, origin=item.origin), trace=result.trace)


def _confirmed(item: Collected, result: TaskResult[Verified]) -> Verified:
    """The same with a verdict that is replayed here; an error where the checker does not accept it."""
    found = _verified(item, result)
    if found.entry.verdict is None:
        return found
    claim = item.claim
    try:
        verdict = confirm(claim.statement, found.entry.verdict)
    except Reject as rejection:
        message = f"the checker does not accept the certificate of a worker: {rejection}"
        return replace(found, entry=Entry(claim, Outcome.ERROR, message=message, origin=item.origin))
    return replace(found, entry=replace(found.entry, claim=claim, verdict=verdict, outcome=claim.outcome(verdict)))
