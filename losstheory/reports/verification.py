"""Deciding claims: one of them, as the workers do, or many, in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from losstheory.claims import OPEN, Claim, Empirical, Entry, Ledger, Outcome, Verdict
from losstheory.formulas.errors import LossTheoryError
from losstheory.reports.answers import Answer, Answers
from losstheory.reports.collection import Collected, collect, shipped
from losstheory.rigor import decide


@dataclass(frozen=True)
class Verified:
    """An entry of a ledger, and how it came about.

    Attributes:
        entry: the entry.
        kept: whether its answer was kept by an earlier run.
        trouble: what was wrong with the cache, if anything was.
        trace: the traceback of an error in a worker, where there is one.
    """

    entry: Entry
    kept: bool = False
    trouble: str | None = None
    trace: str = ""


def verify_claim(item: Collected | Claim, budget: int | None = None) -> Entry:
    """Decide one claim and compare the answer with what is expected."""
    return recall_claim(item, budget).entry


def recall_claim(item: Collected | Claim, budget: int | None = None, answers: Answers | None = None) -> Verified:
    """Decide one claim, or take an answer that was kept, and compare it with what is expected."""
    origin, claim = (item.origin, item.claim) if isinstance(item, Collected) else ("", item)
    try:
        answer = answers.answer(claim.statement, budget) if answers else Answer(decide(claim.statement, budget))
    except LossTheoryError as error:
        return Verified(Entry(claim, Outcome.ERROR, message=str(error).splitlines()[0], origin=origin))
    except ImportError as error:
        if not isinstance(claim.statement, Empirical):
            raise
        return Verified(Entry(claim, Outcome.SKIPPED, message=str(error).splitlines()[0], origin=origin))
    return Verified(_compared(origin, claim, answer.verdict), answer.kept, answer.trouble)


def _compared(origin: str, claim: Claim, verdict: Verdict) -> Entry:
    message = None
    if isinstance(claim.expected, OPEN) and verdict.status.decided:
        message = f"was expected to stay open ({claim.expected.reason}), and is decided"
    return Entry(claim, claim.outcome(verdict), verdict, message, origin)


def verify(
    *sources: Claim | str | Path, budget: int | None = None, on_entry: Callable[[Entry], None] | None = None
) -> Ledger:
    """Decide claims, in this process and in order.

    Args:
        sources: claims, claims files or folders of them; none: every shipped claim.
        budget: units of work for each claim.
        on_entry: called with each entry when it is there.

    Raises:
        CollectionError: a file cannot be used.
    """
    entries = []
    for item in _items(sources or tuple(shipped())):
        entries.append(verify_claim(item, budget))
        if on_entry:
            on_entry(entries[-1])
    return Ledger(entries)


def _items(sources: Iterable[Claim | str | Path]) -> Iterable[Collected | Claim]:
    for source in sources:
        if isinstance(source, Claim):
            yield source
        else:
            yield from collect([source])
