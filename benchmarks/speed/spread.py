"""The spread of some measurements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles


@dataclass(frozen=True)
class Spread:
    """How many, and their median, ninth decile and maximum."""

    count: int
    median: float
    decile: float
    maximum: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        decile = quantiles(values, n=10, method="inclusive")[-1] if len(values) > 1 else values[0]
        return cls(len(values), median(values), decile, max(values))


def seconds(value: float) -> str:
    """A duration with its unit, three digits."""
    for unit, scale in (("s", 1.0), ("ms", 1e3), ("µs", 1e6)):
        if value * scale >= 1 or unit == "µs":
            return f"{value * scale:.3g} {unit}"
    return ""


def markdown(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A table, its first column to the left and the others to the right."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)
