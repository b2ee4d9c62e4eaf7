"""Enclosures a second: the checker's arithmetic in the standard library beside mpmath's intervals and Arb.

mpmath is no judge: its exponential misses the true value now and then, and it has no atan and no working erf. Arb is
compiled.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from time import perf_counter
from typing import Any

from flint import arb, ctx
from mpmath import iv
from tqdm import tqdm

from losstheory.checker.arithmetic import Arithmetic

DIGITS, BITS = 30, 100
FUNCTIONS = ("exp", "log", "sin", "atan", "erf", "mul")
MIDDLES = [Decimal(k) / 7 for k in range(1, 29)]
MPMATH = ("exp", "log", "sin")
WIDTH = Decimal("0.001")


def measure() -> dict[str, dict[str, float | None]]:
    """Enclosures a second of each function on 28 intervals of width 1/1000 in (0, 4], at 30 digits or 100 bits."""
    iv.dps, ctx.prec = DIGITS, BITS
    return {name: {peer: _rate(call) for peer, call in _calls(name).items()} for name in tqdm(FUNCTIONS, leave=False)}


def _calls(name: str) -> dict[str, Callable[[], Any] | None]:
    """For each peer a call that encloses the function on every interval."""
    arithmetic = Arithmetic(DIGITS)
    ours = [(middle, middle + WIDTH) for middle in MIDDLES]
    theirs = [iv.mpf([str(low), str(high)]) for low, high in ours]
    balls = [arb(str(middle + WIDTH / 2), float(WIDTH / 2)) for middle in MIDDLES]
    if name == "mul":
        return {
            "checker": lambda: [arithmetic.mul(box, box) for box in ours],
            "mpmath.iv": lambda: [box * box for box in theirs],
            "Arb": lambda: [ball * ball for ball in balls],
        }
    one, other = getattr(arithmetic, name), getattr(iv, name) if name in MPMATH else None
    return {
        "checker": lambda: [one(box) for box in ours],
        "mpmath.iv": (lambda: [other(box) for box in theirs]) if other else None,
        "Arb": lambda: [getattr(ball, name)() for ball in balls],
    }


def _rate(call: Callable[[], Any] | None) -> float | None:
    """Enclosures a second, the best of three rounds of a tenth of a second; None where there is no such function."""
    if call is None:
        return None
    call()
    rates = []
    for _ in range(3):
        start, rounds = perf_counter(), 0
        while (spent := perf_counter() - start) < 0.1:
            call()
            rounds += 1
        rates.append(rounds * len(MIDDLES) / spent)
    return max(rates)
