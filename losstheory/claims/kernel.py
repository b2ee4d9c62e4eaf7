"""The kernel: the only place where a status becomes PROVED or REFUTED."""

from __future__ import annotations

from typing import Any

from losstheory.checker import Accepted, Reject, check_certificate, fingerprint
from losstheory.claims.statement import Attempt, Statement
from losstheory.claims.status import Status
from losstheory.claims.verdict import Verdict

SCHEMA = "losstheory/certificate/1"


def certify(statement: Statement, attempt: Attempt) -> dict[str, Any]:
    """The certificate of an attempt, with its hash; nothing is checked here."""
    certificate: dict[str, Any] = {
        "schema": SCHEMA,
        "statement": statement.to_json(),
        "status": str(attempt.rule.status),
        "rule": attempt.rule.name,
        "evidence": {**attempt.evidence, **statement.context(attempt.rule)},
    }
    return {**certificate, "sha256": fingerprint(certificate)}


def conclude(statement: Statement, attempt: Attempt, seconds: float = 0.0) -> Verdict:
    """The verdict of an attempt that the checker accepts; raises ``Reject`` with its reason otherwise."""
    return replay(statement, certify(statement, attempt), attempt.witness, seconds)


def replay(
    statement: Statement, certificate: dict[str, Any], witness: dict[str, str] | None = None, seconds: float = 0.0
) -> Verdict:
    """The verdict of a certificate, new or kept, that the checker accepts for this statement.

    Raises:
        Reject: the checker does not accept it, with its reason.
        MemoryError: the machine, and not the certificate, set the bound that was reached.
    """
    try:
        accepted = check_certificate(certificate, statement.to_json())
    except Reject as reject:
        if isinstance(reject.__cause__, MemoryError):
            raise reject.__cause__ from None
        raise
    return Verdict(
        statement,
        Status(accepted.status),
        rule=accepted.rule,
        witness=witness or None,
        checked=True,
        seconds=seconds,
        certificate=certificate,
    )


def check(statement: Statement, evidence: Verdict | dict[str, Any]) -> bool:
    """Whether the certificate (of a verdict) proves or refutes exactly this statement."""
    certificate = evidence.certificate if isinstance(evidence, Verdict) else evidence
    try:
        check_certificate(certificate, statement.to_json())
    except Reject:
        return False
    return True


__all__ = ["Accepted", "Reject", "certify", "check", "conclude", "replay"]
