"""Ledgers: many claims, decided and checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from losstheory.claims.claim import OPEN, Entry, Outcome

SCHEMA = "losstheory/ledger/1"


@dataclass(frozen=True)
class Ledger:
    """The entries of a run, in the order of the claims."""

    entries: Sequence[Entry]
    interrupted: bool = False

    def counts(self) -> Counter[Outcome]:
        return Counter(entry.outcome for entry in self.entries)

    def __str__(self) -> str:
        rows = [(entry.outcome, entry.claim.label, entry.text) for entry in self.entries]
        width = max((len(label) for _, label, _ in rows), default=0)
        lines = [f"{outcome:<12}  {label:<{width}}  {text}".rstrip() for outcome, label, text in rows]
        return "\n".join([*lines, self.summary])

    def _repr_html_(self) -> str:
        rows = ((str(e.outcome), e.claim.label, e.text, e.claim.source) for e in self.entries)
        body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
        head = "<tr><th>outcome</th><th>claim</th><th>verdict</th><th>source</th></tr>"
        return f"<table><thead>{head}</thead><tbody>{body}</tbody></table><p>{escape(self.summary)}</p>"

    @property
    def summary(self) -> str:
        """How many claims fared how."""
        return ", ".join(f"{number} {outcome}" for outcome, number in self.counts().items()) or "no claims"

    def to_json(self) -> dict[str, Any]:
        counts = self.counts()
        return {
            "schema": SCHEMA,
            "interrupted": self.interrupted,
            "counts": {str(outcome): counts[outcome] for outcome in Outcome},
            "entries": [entry.to_json() for entry in self.entries],
        }

    def exit_code(self, allow_undecided: bool = False, no_skip: bool = False) -> int:
        """0 fine, 1 a claim contradicted, 4 an error, 3 a claimed answer open, 5 nothing collected, 130 interrupted."""
        if self.interrupted:
            return 130
        if not self.entries:
            return 5
        counts = self.counts()
        unexpected = [e for e in self.entries if e.outcome is Outcome.OPEN and not isinstance(e.claim.expected, OPEN)]
        if counts[Outcome.CONTRADICTED]:
            return 1
        if counts[Outcome.ERROR]:
            return 4
        if (unexpected and not allow_undecided) or (no_skip and counts[Outcome.SKIPPED]):
            return 3
        return 0
