"""Verdicts: a status with its evidence or its reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import Any

from losstheory.claims.statement import Statement
from losstheory.claims.status import Status


class UndecidedError(TypeError):
    """A verdict was used as a truth value."""


@dataclass(frozen=True)
class Observation:
    """What a protocol showed: the claimed side (True), the other (False) or neither; in words, and as numbers."""

    holds: bool | None
    text: str
    data: dict[str, Any]


@dataclass(frozen=True)
class Verdict:
    """The answer to a statement.

    A verdict has no truth value: compare ``status``. PROVED and REFUTED are only ever built from a certificate
    that the checker has replayed (``checked``); SUPPORTED only from an observation on the claimed side. ``reason``
    says why a verdict is UNDECIDED, or what was observed.
    """

    statement: Statement
    status: Status
    rule: str | None = None
    reason: str | None = None
    witness: dict[str, str] | None = None
    checked: bool = False
    seconds: float = field(default=0.0, compare=False)
    certificate: dict[str, Any] | None = field(default=None, repr=False)
    observation: Observation | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if self.status.decided and not (self.checked and self.certificate):
            raise ValueError(f"{self.status} needs a certificate that the checker has replayed")
        holds = self.observation.holds if self.observation else None
        if (self.status is Status.SUPPORTED) != (holds is True) or (self.status.decided and self.observation):
            raise ValueError(f"{self.status} does not fit an observation that says {holds}")

    def __bool__(self) -> bool:
        raise UndecidedError(
            f"a verdict is not a truth value (this one is {self.status}); compare .status with a Status"
        )

    @property
    def sha256(self) -> str | None:
        """Hash of the certificate's canonical JSON."""
        return self.certificate["sha256"] if self.certificate else None

    def to_json(self) -> dict[str, Any]:
        """Every key, null where it does not apply."""
        return {
            "status": str(self.status),
            "statement": str(self.statement),
            "rule": self.rule,
            "reason": self.reason,
            "witness": self.witness or None,
            "checked": self.checked,
            "sha256": self.sha256,
            "seconds": round(self.seconds, 4),
            "certificate": self.certificate,
            "measured": vars(self.observation) if self.observation else None,
        }

    @property
    def evidence(self) -> str:
        """One line: the witness, the rule or the reason."""
        if self.witness:
            return ", ".join(f"{name} = {value}" for name, value in self.witness.items()) + f" ({self.rule})"
        return self.rule or self.reason or ""

    def __str__(self) -> str:
        return f"{self.status}: {self.statement} [{self.evidence}]"

    def _repr_html_(self) -> str:
        return f"<b>{self.status}</b> {escape(str(self.statement))} <i>{escape(self.evidence)}</i>"
