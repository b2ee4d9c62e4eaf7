"""The kernel: the only place where a status becomes PROVED or REFUTED."""

from __future__ import annotations

from typing import Any

from losstheory.checker import Accepted, Reject, check_certificate, fingerprint
from losstheory.claims.statement import Attempt, Statement
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
    certificate = certify(statement, attempt)
    check_certificate(certificate, statement.to_json())
    return Verdict(
        statement,
        attempt.rule.status,
        rule=attempt.rule.name,
        witness=attempt.witness or None,
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


__all__ = ["Accepted", "Reject", "certify", "check", "conclude"]
