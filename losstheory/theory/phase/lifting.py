"""Evidence at several values of a parameter, read as evidence in the parameter; what is read is a proposal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

DECIDED = {"by": "decide"}
PROOFS = ("sign", "first", "second", "slope", "rises")
LISTS = ("signs", "above", "below")


def undetailed(evidence: Any) -> Any:
    """The evidence with each proof of a sign left to the checker."""
    if isinstance(evidence, list):
        return [undetailed(item) for item in evidence]
    if not isinstance(evidence, dict):
        return evidence
    out: dict[str, Any] = {}
    for key, value in evidence.items():
        if key in LISTS and isinstance(value, list):
            out[key] = [DECIDED for _ in value]
        elif key in PROOFS and isinstance(value, dict):
            out[key] = DECIDED
        else:
            out[key] = undetailed(value)
    return out


def lifted(name: str, values: Sequence[Fraction], evidence: Sequence[Any]) -> Any | None:
    """One evidence in the parameter ``name`` that agrees with each of those given, or None.

    Numbers that differ are read as an affine function or a quotient of two of the parameter.
    """
    first = evidence[0]
    if all(item == first for item in evidence):
        return first
    if all(isinstance(item, dict) and item.keys() == first.keys() for item in evidence):
        out = {key: lifted(name, values, [item[key] for item in evidence]) for key in first}
        return None if any(v is None and first[k] is not None for k, v in out.items()) else out
    if all(isinstance(item, list) and len(item) == len(first) for item in evidence):
        found = [lifted(name, values, column) for column in zip(*evidence, strict=True)]
        return None if None in found else found
    if all(_is_number(item) for item in evidence):
        return _function(name, values, [Fraction(item) for item in evidence])
    return None


def _is_number(item: object) -> bool:
    return isinstance(item, str) and item.lstrip("-").replace("/", "", 1).isdigit()


def _function(name: str, x: Sequence[Fraction], y: Sequence[Fraction]) -> Any | None:
    """The JSON of the simplest of these functions through all points, which must be more than its coefficients."""
    for bottom in _bottoms(x, y):
        if not all(bottom[0] + bottom[1] * u for u in x):
            continue
        values = [b * v for b, v in zip((bottom[0] + bottom[1] * u for u in x), y, strict=True)]
        slope = (values[1] - values[0]) / (x[1] - x[0])
        start = values[0] - slope * x[0]
        if all(start + slope * u == v for u, v in zip(x, values, strict=True)):
            top = _affine(name, start, slope)
            return top if bottom == (Fraction(1), Fraction(0)) else ["mul", top, ["pow", _affine(name, *bottom), "-1"]]
    return None


def _bottoms(x: Sequence[Fraction], y: Sequence[Fraction]) -> Iterator[tuple[Fraction, Fraction]]:
    """Denominators c + d u for which (c + d u) y may be affine: its second divided differences vanish."""
    yield Fraction(1), Fraction(0)
    if len(x) < 4:
        return
    plain, times = _second(x, y), _second(x, [u * v for u, v in zip(x, y, strict=True)])
    if times:
        yield Fraction(1), -plain / times
    if not times:
        yield Fraction(0), Fraction(1)


def _second(x: Sequence[Fraction], y: Sequence[Fraction]) -> Fraction:
    steps = [(v - u) / (b - a) for (a, b), (u, v) in zip(pairwise(x), pairwise(y), strict=True)]
    return (steps[1] - steps[0]) / (x[2] - x[0])


def _affine(name: str, start: Fraction, slope: Fraction) -> Any:
    if not slope:
        return str(start)
    term = name if slope == 1 else ["mul", str(slope), name]
    return ["add", str(start), term] if start else term
