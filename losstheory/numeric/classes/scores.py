r"""Scores of a batch with their labels: what folded formulas are computed from.

Every quantity has a last axis, of length 1 or over the classes. A log-sum-exp over all classes but k keeps its digits
where class k has nearly all of the mass: for the largest score it is summed without it, and for any other one it is
:math:`L + \log(1 - e^{s_k - L})` with an exponential of at most 1/2, L being that over all classes.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, TypeAlias

Array: TypeAlias = Any
RIVALS, OWN_SCORE = -1, -2


class Scores(ABC):
    """Scores of shape ``(..., K)`` in an array library, and the classes whose losses are wanted."""

    def __init__(self, arrays: SimpleNamespace, values: Array) -> None:
        self.arrays, self.values = arrays, values
        self.known: dict[int, Array] = {}

    def once(self, part: int, compute: Callable[[Scores], Array]) -> Array:
        """The value of a part, by its number, computed when first asked for."""
        if part not in self.known:
            self.known[part] = compute(self)
        return self.known[part]

    @property
    def rivals(self) -> Array:
        """The scores of the other classes, along the last axis."""
        return self.once(RIVALS, lambda scores: scores.others(scores.values))

    @property
    @abstractmethod
    def own(self) -> Array:
        """The scores of the classes wanted."""

    @abstractmethod
    def others(self, values: Array) -> Array:
        """What the other classes have of something that each class has."""

    @abstractmethod
    def column(self, place: int) -> Array:
        """The score of one class."""

    @abstractmethod
    def log_sum(self, factor: float, of_own: bool) -> Array:
        """That of multiples of the scores over all classes but the own one, or but each other one."""

    def log_odds(self, factor: float) -> Array:
        """The log-sum-exp of multiples over all classes but the own one, less the multiple of that."""
        return self.log_sum(factor, True) - scaled(self.own, factor)

    @abstractmethod
    def scatter(self) -> Array:
        """The sum of the squared differences of all pairs of scores."""

    def _scatter(self, values: Array) -> Array:
        count = values.shape[-1]
        centred = values - self.arrays.total(values) / count
        return count * self.arrays.total(centred**2)


class OfLabels(Scores):
    """The loss of one class for each row of scores: everything ends in shape ``(..., 1)``."""

    def __init__(self, arrays: SimpleNamespace, values: Array, labels: Array) -> None:
        super().__init__(arrays, values)
        self.labels = labels[..., None]

    @property
    def own(self) -> Array:
        return self.once(OWN_SCORE, lambda scores: self.arrays.take(self.values, self.labels))

    def others(self, values: Array) -> Array:
        return self.arrays.rivals(values, self.labels)

    def column(self, place: int) -> Array:
        return self.values[..., place : place + 1]

    def log_sum(self, factor: float, of_own: bool) -> Array:
        if of_own:
            return self.arrays.log_sum(scaled(self.rivals, factor))
        return self.others(log_sums(self.arrays, scaled(self.values, factor)))

    def log_odds(self, factor: float) -> Array:
        return self.arrays.log_odds(scaled(self.values, factor), self.labels)

    def scatter(self) -> Array:
        return self._scatter(self.values)


class OfAllClasses(Scores):
    """The losses of all classes for each row of scores: everything ends in shape ``(..., K, 1)``."""

    @property
    def own(self) -> Array:
        return self.values[..., None]

    def others(self, values: Array) -> Array:
        return values[..., self.arrays.others(values)]

    def column(self, place: int) -> Array:
        return self.values[..., None, place : place + 1]

    def log_sum(self, factor: float, of_own: bool) -> Array:
        whole = log_sums(self.arrays, scaled(self.values, factor))
        return whole[..., None] if of_own else self.others(whole)

    def scatter(self) -> Array:
        return self._scatter(self.values)[..., None]


def scaled(values: Array, factor: float) -> Array:
    """A multiple of values."""
    return values if factor == 1 else -values if factor == -1 else factor * values


def log_sums(arrays: SimpleNamespace, values: Array) -> Array:
    """For each class the log-sum-exp over the other ones."""
    whole, largest = arrays.log_sum(values), arrays.is_first_largest(values)
    rest = arrays.log_sum(arrays.where(largest, -arrays.infinity(values), values))
    less = values - whole
    shown = arrays.where(largest | ~(less < 0), -1.0, less)
    return arrays.where(largest, rest, whole + arrays.log1p(-arrays.exp(shown)))
