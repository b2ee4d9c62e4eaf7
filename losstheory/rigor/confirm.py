"""Verdicts that other machines have found."""

from __future__ import annotations

from dataclasses import replace

from losstheory.claims import Statement, Verdict, replay


def confirm(statement: Statement, found: Verdict) -> Verdict:
    """The verdict on a statement that was found elsewhere: if it has decided, its certificate is replayed here.

    One that has not is about this statement, whatever was asked there; measured numbers are taken as they come.

    Raises:
        Reject: the checker does not accept the certificate for this statement.
    """
    if not found.status.decided:
        return replace(found, statement=statement)
    return replay(statement, found.certificate or {}, found.witness, found.seconds or 0)
