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

    def __init__(self, library: SimpleNamespace, values: Array) -> None:
        self.library, self.values = library, values
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
        centred = values - self.library.total(values) / count
        return count * self.library.total(centred**2)


class OfLabels(Scores):
    """The loss of one class for each row of scores: everything ends in shape ``(..., 1)``."""

    def __init__(self, library: SimpleNamespace, values: Array, labels: Array) -> None:
        super().__init__(library, values)
        self.labels = labels[..., None]

    @property
    def own(self) -> Array:
        return self.once(OWN_SCORE, lambda scores: self.library.take(self.values, self.labels))

    def others(self, values: Array) -> Array:
        return self.library.rivals(values, self.labels)

    def column(self, place: int) -> Array:
        return self.values[..., place : place + 1]

    def log_sum(self, factor: float, of_own: bool) -> Array:
        if of_own:
            return self.library.log_sum(scaled(self.rivals, factor))
        return self.others(log_sums(self.library, scaled(self.values, factor)))

    def log_odds(self, factor: float) -> Array:
        return self.library.log_odds(scaled(self.values, factor), self.labels)

    def scatter(self) -> Array:
        return self._scatter(self.values)


class OfAllClasses(Scores):
    """The losses of all classes for each row of scores: everything ends in shape ``(..., K, 1)``."""

    @property
    def own(self) -> Array:
        return self.values[..., None]

    def others(self, values: Array) -> Array:
        return values[..., self.library.others(values)]

    def column(self, place: int) -> Array:
        return self.values[..., None, place : place + 1]

    def log_sum(self, factor: float, of_own: bool) -> Array:
        whole = log_sums(self.library, scaled(self.values, factor))
        return whole[..., None] if of_own else self.others(whole)

    def scatter(self) -> Array:
        return self._scatter(self.values)[..., None]


def scaled(values: Array, factor: float) -> Array:
    """A multiple of values."""
    return values if factor == 1 else -values if factor == -1 else factor * values


def log_sums(library: SimpleNamespace, values: Array) -> Array:
    """For each class the log-sum-exp over the other ones."""
    whole, largest = library.log_sum(values), library.is_first_largest(values)
    rest = library.log_sum(library.where(largest, -library.infinity(values), values))
    less = values - whole
    shown = library.where(largest | ~(less < 0), -1.0, less)
    return library.where(largest, rest, whole + library.log1p(-library.exp(shown)))
