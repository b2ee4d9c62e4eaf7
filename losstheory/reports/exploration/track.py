"""The positions of a slider: exact values of one parameter."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from losstheory.losses.families import Parameter, ParameterError

REACH, POSITIONS = 4, 60
Setting = tuple[Fraction | int | None, ...]


@dataclass(frozen=True)
class Track:
    """A parameter with the increasing positions of its slider."""

    parameter: Parameter
    positions: Sequence[Fraction]

    @property
    def name(self) -> str:
        return self.parameter.name

    @property
    def ends(self) -> tuple[Fraction, Fraction]:
        return self.positions[0], self.positions[-1]

    @property
    def runs(self) -> bool:
        """Whether the parameter runs through an interval, so that a phase diagram covers it."""
        return not self.parameter.integer

    @property
    def start(self) -> Fraction:
        """The position that is nearest to the default, else the middle one."""
        default = self.parameter.default
        return self.positions[len(self.positions) // 2] if default is None else self.nearest(Fraction(default))

    def nearest(self, value: Fraction) -> Fraction:
        """The position that is nearest to a value."""
        at = bisect_left(self.positions, value)
        return min(self.positions[max(at - 1, 0) : at + 1], key=lambda position: abs(position - value))


def track(parameter: Parameter, given: Setting | None = None) -> Track:
    """The positions of a parameter: all multiples of a step, and the ends that belong to its range.

    Args:
        parameter: of a family.
        given: its least and its greatest position, ``None`` for the end of the range, and perhaps a step. Without an
            end the positions go ``REACH`` beyond the default; without a step it is 1, 2 or 5 times a power of ten.

    Raises:
        ParameterError: an end is out of range, or the positions do not increase.

    >>> [str(x) for x in track(Parameter("b", "an example", lower=0), (None, 1, Fraction(1, 4))).positions]
    ['1/4', '1/2', '3/4', '1']
    """
    low, high, *more = given if given is not None and len(given) in (2, 3) else (None, None)
    if given is not None and len(given) not in (2, 3) or any(x is None for x in more):
        raise ParameterError(f"{parameter.name} slides through (least, greatest) or (…, …, step), got {given!r}")
    middle = Fraction(parameter.default or 0)
    bottom = _end(parameter, low, parameter.lower, middle - REACH)
    top = _end(parameter, high, parameter.upper, middle + REACH)
    if not bottom < top:
        raise ParameterError(f"the range of {parameter.name} must increase, got {bottom} and {top}")
    step = Fraction(more[0]) if more else Fraction(1) if parameter.integer else round_step((top - bottom) / POSITIONS)  # type: ignore[arg-type]
    if step <= 0:
        raise ParameterError(f"the step of {parameter.name} must be positive, got {step}")
    multiples = {k * step for k in range(math.ceil(bottom / step), math.floor(top / step) + 1)}
    positions = sorted(x for x in multiples | {bottom, top} if _admits(parameter, x))
    if len(positions) < 2:
        raise ParameterError(f"{parameter.name} has no two positions from {bottom} to {top} in steps of {step}")
    return Track(parameter, positions)


def round_step(size: Fraction) -> Fraction:
    """The least of 1, 2 and 5 times a power of ten that is not below ``size``.

    >>> str(round_step(Fraction(8, 60)))
    '1/5'
    """
    power = Fraction(1)
    while power > size:
        power /= 10
    while 10 * power <= size:
        power *= 10
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= size)


def _end(parameter: Parameter, given: Fraction | int | None, own: Fraction | int | None, far: Fraction) -> Fraction:
    """The end that is given, else that of the range, else a distant value."""
    if given is None:
        return Fraction(own if own is not None else math.floor(far))
    return Fraction(given) if given == own else parameter.read(given)


def _admits(parameter: Parameter, value: Fraction) -> bool:
    try:
        parameter.read(value)
    except ParameterError:
        return False
    return True
