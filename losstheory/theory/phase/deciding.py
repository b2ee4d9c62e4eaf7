"""Verdicts for the search of a phase diagram; those that are needed together may come from an executor."""

from __future__ import annotations

import json
from collections.abc import Iterable
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

from losstheory.claims import Statement, Verdict
from losstheory.claims.kernel import Reject
from losstheory.formulas.errors import LossTheoryError
from losstheory.rigor import decide
from losstheory.rigor.confirm import confirm


@dataclass
class Decider:
    """The verdict on a statement, the same with an executor and without.

    Args:
        work: units of work for one verdict.
        executor: of ``concurrent.futures``; None: each verdict is found here, when it is asked for.
    """

    work: int
    executor: Executor | None = None
    _ahead: dict[str, Verdict] = field(default_factory=dict)

    def __call__(self, statement: Statement) -> Verdict:
        """The verdict.

        Raises:
            DomainError: the formula is not a real function on its domain.
        """
        found = self._ahead.pop(_key(statement), None) if self._ahead else None
        return decide(statement, self.work) if found is None else found

    def ahead(self, statements: Iterable[Statement]) -> None:
        """Have statements decided side by side, if there are workers for it; what they refuse is refused when asked.

        Raises:
            ExecutorLost: there are no workers any more, or one statement has cost too many.
            KeyboardInterrupt: Ctrl-C.
        """
        if self.executor is None:
            return
        from losstheory.runs.foreign import ExecutorLost, run_on
        from losstheory.runs.tasks import TaskStatus

        wanted = {_key(statement): statement for statement in statements}
        run = run_on(self.executor, partial(_verdict, work=self.work), list(wanted.values()))
        if run.interrupted:
            raise KeyboardInterrupt
        crashed = [result.message for result in run.results if result.status is TaskStatus.CRASHED]
        if run.lost or crashed:
            raise ExecutorLost(f"the executor is gone, {run.lost}" if run.lost else f"no verdict: {crashed[0]}")
        told = zip(wanted, run.results, strict=True)
        for key, result in told:
            if result.value is not None:
                with suppress(Reject):  # what a worker proves and the checker does not accept here is decided here
                    self._ahead[key] = confirm(wanted[key], result.value)


def _verdict(statement: Statement, work: int) -> Verdict | None:
    try:
        return decide(statement, work)
    except LossTheoryError:
        return None


def _key(statement: Statement) -> str:
    return f"{type(statement).__qualname__} {json.dumps(statement.to_json(), sort_keys=True)}"
