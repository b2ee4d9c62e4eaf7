"""The search loop: attempts in the order of the statement, the first that the checker accepts is the verdict."""

from __future__ import annotations

from time import perf_counter

from losstheory.claims import Empirical, Statement, Status, Verdict, conclude, support
from losstheory.claims.budget import Budget, Exhausted
from losstheory.claims.kernel import Reject
from losstheory.formulas.errors import Unresolved

WORK, REJECTION = 20_000, 1_000


def decide(statement: Statement, budget: int | None = None) -> Verdict:
    """The verdict on a statement, a function of the statement and the budget alone.

    Args:
        statement: what is asked.
        budget: units of work (evaluations, boxes, roots) that the search may spend; default 20,000.

    Returns:
        PROVED or REFUTED with a certificate that the checker has replayed, else UNDECIDED with a reason; of a
        measured statement SUPPORTED or UNDECIDED with what its protocol showed.

    Raises:
        DomainError: the formula is not a real function on its domain.
    """
    start = perf_counter()
    if isinstance(statement, Empirical):
        return support(statement, statement.observe(), perf_counter() - start)
    work = Budget(WORK if budget is None else budget)
    rejected: list[str] = []
    reason = statement.open_reason
    try:
        for attempt in statement.attempts(work):
            try:
                return conclude(statement, attempt, perf_counter() - start)
            except Reject as reject:
                rejected.append(f"{attempt.rule.name}: {reject}")
                work.spend(REJECTION)
    except Exhausted:
        reason = f"the budget of {work.work} units of work is spent; try a larger --budget"
    except Unresolved as error:
        reason = f"{error}"
    if rejected:
        reason += "; not accepted by the checker: " + "; ".join(dict.fromkeys(rejected))[:600]
    return Verdict(statement, Status.UNDECIDED, reason=reason, seconds=perf_counter() - start)
