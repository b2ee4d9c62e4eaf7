"""Measurements: an estimate with its interval, and all that is needed to repeat it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from losstheory.empirical.intervals import MeasurementError, Method, interval

REPLICATES = "seeds"


@dataclass(frozen=True)
class Measurement:
    """An estimate with an interval that holds the measured quantity with probability ``level``.

    >>> print(Measurement.of([0.95, 0.96, 0.97, 0.95, 0.955]))
    0.957 ± 0.010 (95 %, 5 seeds)

    Attributes:
        estimate, lower, upper: in ``unit``.
        level: of the interval, in (0, 1).
        replicates: the number of independent repetitions.
        method: how the interval was found.
        values: the replicates themselves, in the order of the seeds; empty for an interval that came as such.
        protocol: a JSON dictionary: settings, versions and ``"seeds"``.
    """

    estimate: float
    lower: float
    upper: float
    level: float
    replicates: int
    method: str = "student"
    unit: str = ""
    values: tuple[float, ...] = ()
    protocol: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.lower <= self.estimate <= self.upper:
            raise MeasurementError(
                f"expected lower <= estimate <= upper, got {self.lower}, {self.estimate}, {self.upper}"
            )
        if not 0 < self.level < 1:
            raise MeasurementError(f"a level lies between 0 and 1, got {self.level}")

    @classmethod
    def of(
        cls,
        values: Sequence[float],
        level: float = 0.95,
        *,
        method: Method = "student",
        unit: str = "",
        protocol: Mapping[str, Any] | None = None,
    ) -> Measurement:
        """From independent replicates; see ``interval`` for the methods.

        Raises:
            MeasurementError: the values allow no interval of that level, or are not one for each of the seeds.
        """
        numbers, protocol = tuple(map(float, values)), dict(protocol or {})
        seeds = protocol.get(REPLICATES)
        if seeds is not None and len(seeds) != len(numbers):
            raise MeasurementError(f"expected one value for each of {len(seeds)} seeds, got {len(numbers)}")
        found = interval(numbers, level, method)
        return cls(*found, level, len(numbers), method, unit, numbers, protocol)

    def at(self, level: float, method: Method = "student") -> Measurement:
        """The same replicates with an interval of another level.

        Raises:
            MeasurementError: the interval came without replicates, and its level is lower.
        """
        if self.values:
            return Measurement.of(self.values, level, method=method, unit=self.unit, protocol=self.protocol)
        if level > self.level:
            raise MeasurementError(
                f"the interval has the level {self.level:g}, which is below {level:g}; measure again"
            )
        return self

    @property
    def deviation(self) -> float:
        """The standard deviation of the replicates."""
        mean = math.fsum(self.values) / len(self.values)
        return math.sqrt(math.fsum((x - mean) ** 2 for x in self.values) / (len(self.values) - 1))

    def minus(self, other: Measurement, method: Method = "student") -> Measurement:
        """The mean of the differences of paired replicates.

        >>> print(Measurement.of([1.0, 2.0, 3.0]).minus(Measurement.of([0.5, 1.4, 2.6])))
        0.50 ± 0.25 (95 %, 3 seeds)

        Raises:
            MeasurementError: units, levels or seeds differ, so that nothing is paired.
        """
        for name in ("unit", "level", "replicates"):
            mine, theirs = getattr(self, name), getattr(other, name)
            if mine != theirs:
                raise MeasurementError(f"paired measurements have one {name}, got {mine!r} and {theirs!r}")
        if not self.values or not other.values or self.protocol.get(REPLICATES) != other.protocol.get(REPLICATES):
            raise MeasurementError("paired measurements need replicates of the same seeds")
        protocol = {"minuend": dict(self.protocol), "subtrahend": dict(other.protocol)}
        if REPLICATES in self.protocol:
            protocol[REPLICATES] = self.protocol[REPLICATES]
        differences = [a - b for a, b in zip(self.values, other.values, strict=True)]
        return Measurement.of(differences, self.level, method=method, unit=self.unit, protocol=protocol)

    def and_more(self, other: Measurement) -> Measurement:
        """Both sets of replicates in one measurement; their protocols differ in the seeds alone, which are disjoint.

        Raises:
            MeasurementError: they differ in more, or a seed is in both.
        """
        mine, theirs = dict(self.protocol), dict(other.protocol)
        seeds, more = mine.pop(REPLICATES, None), theirs.pop(REPLICATES, None)
        if (mine, self.unit, self.level, self.method) != (theirs, other.unit, other.level, other.method):
            raise MeasurementError("measurements of different protocols cannot be joined")
        if not seeds or not more or set(seeds) & set(more):
            raise MeasurementError(f"expected different seeds in both protocols, got {seeds} and {more}")
        protocol = {**mine, REPLICATES: [*seeds, *more]}
        method: Any = self.method
        return Measurement.of(
            (*self.values, *other.values), self.level, method=method, unit=self.unit, protocol=protocol
        )

    @property
    def degenerate(self) -> bool:
        """Whether equal replicates made the interval a point, which says nothing of their spread."""
        return bool(self.values) and self.method != "sign" and self.lower == self.upper

    def side(self, bound: float) -> int:
        """-1 if the interval lies below the bound, 1 if above, 0 if the bound is in it."""
        return (self.lower > bound) - (self.upper < bound)

    def __str__(self) -> str:
        unit = f" {self.unit}" if self.unit else ""
        below, above = self.estimate - self.lower, self.upper - self.estimate
        digits = _digits(max(below, above))
        if math.isclose(below, above, rel_tol=1e-6, abs_tol=1e-300):
            text = f"{self.estimate:.{digits}f} ± {above:.{digits}f}{unit}"
        else:
            text = f"{self.estimate:.{digits}f}{unit} in [{self.lower:.{digits}f}, {self.upper:.{digits}f}]"
        return f"{text} ({100 * self.level:g} %, {self.replicates} {REPLICATES})"

    def to_json(self) -> dict[str, Any]:
        return {**vars(self), "values": list(self.values), "protocol": dict(self.protocol)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Measurement:
        return cls(**{**data, "values": tuple(data["values"])})


def _digits(width: float) -> int:
    """Decimals that show two digits of a width."""
    return 3 if width == 0 else max(0, 1 - math.floor(math.log10(width)))
