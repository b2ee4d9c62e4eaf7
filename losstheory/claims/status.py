"""The four answers."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """What a verdict says: two proofs, a measurement, or an honest blank."""

    PROVED = "PROVED"
    REFUTED = "REFUTED"
    SUPPORTED = "SUPPORTED"
    UNDECIDED = "UNDECIDED"

    @property
    def decided(self) -> bool:
        return self in (Status.PROVED, Status.REFUTED)
