"""Claims: what a source asserts, and how that compares with a verdict."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from losstheory.claims.statement import Statement
from losstheory.claims.status import Status
from losstheory.claims.verdict import Verdict

SHOWN = ("status", "rule", "reason", "witness", "checked", "sha256", "seconds", "certificate", "measured")


@dataclass(frozen=True)
class OPEN:
    """Expected to stay undecided, for the given reason."""

    reason: str


class Outcome(StrEnum):
    """How a claim fared."""

    AGREES = "agrees"
    CONTRADICTED = "contradicted"
    OPEN = "open"
    ERROR = "error"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Claim:
    """A statement that a source makes.

    Args:
        label: short name, unique in its file.
        statement: what is asserted.
        source: key of ``refs.bib`` with the place, for example ``"bartlett2006convexity, Theorem 2"``.
        expected: True, False (the source's sentence is false, or this is the sharpness side), or ``OPEN(reason)``.
    """

    label: str
    statement: Statement
    source: str
    expected: bool | OPEN = True

    def __post_init__(self) -> None:
        if not isinstance(self.statement, Statement):
            raise TypeError(f"claim {self.label!r}: expected a statement, got {type(self.statement).__name__}")
        if not isinstance(self.expected, bool | OPEN):
            raise TypeError(f"claim {self.label!r}: expected must be True, False or OPEN(…), got {self.expected!r}")

    def outcome(self, verdict: Verdict) -> Outcome:
        """Compare what is claimed with what was decided or measured; an OPEN claim stays open in any case."""
        seen = verdict.observation.holds if verdict.observation else None
        holds = verdict.status is Status.PROVED if verdict.status.decided else seen
        if holds is None or isinstance(self.expected, OPEN):
            return Outcome.OPEN
        return Outcome.AGREES if self.expected == holds else Outcome.CONTRADICTED


@dataclass(frozen=True)
class Entry:
    """One line of a ledger; without a verdict the message says why."""

    claim: Claim
    outcome: Outcome
    verdict: Verdict | None = None
    message: str | None = None
    origin: str = ""

    @property
    def text(self) -> str:
        """The verdict with its evidence, or the message."""
        if self.verdict is None or self.message:
            return self.message or ""
        return f"{self.verdict.status} {self.verdict.evidence}"

    def to_json(self) -> dict[str, Any]:
        expected = self.claim.expected
        verdict = self.verdict.to_json() if self.verdict is not None else {}
        return {
            "origin": self.origin,
            "label": self.claim.label,
            "source": self.claim.source,
            "statement": str(self.claim.statement),
            "expected": expected if isinstance(expected, bool) else f"open: {expected.reason}",
            "outcome": str(self.outcome),
            "message": self.message,
            **{key: verdict.get(key) for key in SHOWN},
            "form": None if verdict.get("certificate") else self.claim.statement.to_json(),
        }
