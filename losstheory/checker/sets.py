"""Rows of a program that say that the sum of x over a set of places is at most 1, many of one size at a time."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import lcm
from operator import lt

from .work import Reject, spend

PARTS = 16
WIDE = 2048


@dataclass(frozen=True)
class Sets:
    """``columns[k]`` has the k-th place of each set, and the places of a set increase."""

    columns: list[list[int]]

    @property
    def count(self) -> int:
        return len(self.columns[0])

    def places(self, number: int) -> list[int]:
        """The places of one set."""
        return [column[number] for column in self.columns]

    def keep(self, numbers: list[int], most: int) -> bool:
        """Whether the numbers of no set have a sum above ``most``."""
        spend(1 + self.count * len(self.columns) // PARTS)
        parts = (map(numbers.__getitem__, column) for column in self.columns)
        return max(map(sum, zip(*parts, strict=True))) <= most


def read_sets(data: object, count: int) -> Sets:
    """[size, places]: the places below ``count`` of one set after the other in one list."""
    if not isinstance(data, list) or len(data) != 2 or type(data[0]) is not int or not isinstance(data[1], list):
        raise Reject("sets must be [size, places]")
    size, places = data
    spend(1 + len(places) // PARTS + max(0, min(size, len(places))))
    if not 0 < size <= len(places) or len(places) % size:
        raise Reject("the places of sets must be as many as the size of a set, or a multiple")
    if set(map(type, places)) != {int} or min(places) < 0 or max(places) >= count:
        raise Reject(f"the places of sets must be integers from 0 to {count - 1}")
    columns = [places[k::size] for k in range(size)]
    if not all(all(map(lt, a, b)) for a, b in pairwise(columns)):
        raise Reject("the places of a set must increase")
    return Sets(columns)


def scaled(numbers: list[Fraction]) -> tuple[list[int], int]:
    """Integers and a unit whose quotients are the numbers; a rejection where the unit has more than 2048 bits."""
    unit = 1
    for denominator in {v.denominator for v in numbers}:
        spend(1 + unit.bit_length() // 1024)
        unit = lcm(unit, denominator)
        if unit.bit_length() > WIDE:
            raise Reject("the numbers of a point of sets have no common denominator of 2048 bits")
    spend(1 + len(numbers) * (unit.bit_length() + 1024) // (1024 * PARTS))
    return [v.numerator * (unit // v.denominator) for v in numbers], unit
