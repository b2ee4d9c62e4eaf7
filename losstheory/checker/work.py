"""The work of one check, counted: a certificate is hostile input, and its check is a function of it alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

MAX_WORK = 500_000


class Reject(Exception):
    """The certificate is not accepted; the message is the reason."""


class Meter:
    """Units of some ten microseconds: nodes built, operations of enclosures, terms of polynomials."""

    def __init__(self, most: int = MAX_WORK) -> None:
        self.left = most


_METER: ContextVar[Meter | None] = ContextVar("meter", default=None)


def spend(units: int) -> None:
    """Count work against the check that is under way; a rejection when it is used up."""
    meter = _METER.get()
    if meter is not None:
        meter.left -= units
        if meter.left < 0:
            raise Reject("the check takes too much work")


@contextmanager
def metered(most: int = MAX_WORK) -> Iterator[Meter]:
    """Count everything inside against one meter."""
    meter = Meter(most)
    token = _METER.set(meter)
    try:
        yield meter
    finally:
        _METER.reset(token)
