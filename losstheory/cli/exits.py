"""Exit codes: what a script may rely on."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum


class Exit(IntEnum):
    """The exit codes of every command."""

    FINE = 0
    CONTRADICTED = 1  # also: a required property is refuted, a certificate is rejected
    USAGE = 2
    OPEN = 3
    INTERNAL = 4
    NOTHING = 5
    INTERRUPTED = 130


def worst(codes: Iterable[Exit]) -> Exit:
    """The one code for several outcomes: 1 before 4 before 3 before 0."""
    found = set(codes)
    return next((code for code in (Exit.CONTRADICTED, Exit.INTERNAL, Exit.OPEN) if code in found), Exit.FINE)
