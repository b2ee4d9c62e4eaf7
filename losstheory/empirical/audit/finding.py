"""What one question to a module found."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import torch

from losstheory.claims import Status


class Outcome(StrEnum):
    """What the numbers say."""

    OK = "ok"
    DIFFERS = "differs"
    NOT_TESTED = "not tested"


STATUS = {
    Outcome.OK: Status.SUPPORTED,
    Outcome.DIFFERS: Status.REFUTED,
    Outcome.NOT_TESTED: Status.UNDECIDED,
}


@dataclass(frozen=True)
class Finding:
    """The answer to one question.

    Attributes:
        name: what was asked.
        outcome: whether it held at every input tried.
        text: what was seen, in one line; why, if nothing was.
        duty: whether every loss should do this, so that ``differs`` is a defect; False: a good loss may lack it.
        numbers: what was measured.
        witness: the input to repeat it with, as nested lists, and what came.
    """

    name: str
    outcome: Outcome
    text: str
    duty: bool = False
    numbers: Mapping[str, float] = field(default_factory=dict)
    witness: Mapping[str, Any] = field(default_factory=dict)

    @property
    def status(self) -> Status:
        """SUPPORTED, REFUTED by the witness, or UNDECIDED; never PROVED, since only inputs were tried."""
        return STATUS[self.outcome]

    @property
    def is_defect(self) -> bool:
        return self.duty and self.outcome is Outcome.DIFFERS

    def to_json(self) -> dict[str, Any]:
        """Strict JSON: a float that is not finite is its name."""
        return {
            "name": self.name,
            "outcome": str(self.outcome),
            "status": str(self.status),
            "duty": self.duty,
            "text": self.text,
            "numbers": plain(self.numbers),
            "witness": plain(self.witness),
        }


def duty(name: str, fine: bool, text: str, numbers: Mapping[str, float] | None = None, **witness: Any) -> Finding:
    """A finding on what every loss should do; the witness is kept if it does not."""
    return _finding(name, fine, text, numbers, witness, duty=True)


def trait(name: str, holds: bool, text: str, numbers: Mapping[str, float] | None = None, **witness: Any) -> Finding:
    """A finding on a property that a loss may have or not."""
    return _finding(name, holds, text, numbers, witness, duty=False)


def untested(name: str, why: str, duty: bool = False) -> Finding:
    return Finding(name, Outcome.NOT_TESTED, why, duty)


def _finding(
    name: str, fine: bool, text: str, numbers: Mapping[str, float] | None, witness: Mapping[str, Any], duty: bool
) -> Finding:
    kept = {} if fine else {key: plain(value) for key, value in witness.items()}
    return Finding(name, Outcome.OK if fine else Outcome.DIFFERS, text, duty, dict(numbers or {}), kept)


def plain(value: Any) -> Any:
    """Tensors and mappings as strict JSON.

    >>> plain({"scores": torch.tensor([1.0, float("inf")])})
    {'scores': [1.0, 'inf']}
    """
    if isinstance(value, torch.Tensor):
        return plain(value.detach().cpu().tolist())
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value


def short(value: float) -> str:
    """Seven digits.

    >>> short(186.50910000000002)
    '186.5091'
    """
    return f"{value:.7g}"
