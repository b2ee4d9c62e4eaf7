"""Tolerance to uniform label noise of one rate for every number of classes."""

from __future__ import annotations

from ...every_k import EveryKLoss
from ...notation import parse_number
from ...work import Reject
from .symmetry import symmetric


def check_rate(loss: EveryKLoss) -> None:
    """A rate of uniform flips, 0 < r <= 1."""
    if not 0 < parse_number(loss.value) <= 1:
        raise Reject("the rate of the flips lies in (0, 1]")


def tolerant(loss: EveryKLoss, evidence: object) -> None:
    """The losses have a constant sum, and r < (K - 1)/K for the least K, hence for each."""
    if not parse_number(loss.value) * loss.first < loss.first - 1:
        raise Reject("the rate is not below (K - 1)/K for the least number of classes")
    symmetric(loss, evidence)
