r"""Right-censored times whose survival functions are known.

Of an event time T and an independent censoring time C one sees :math:`\min(T, C)` and :math:`1[T \le C]`; how risks
are estimated from them is in ``losstheory.programs`` (``censored_risk``, ``kaplan_meier``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from losstheory.empirical.arguments import Integers, count, generator, numbers, positive
from losstheory.numeric.callables import Floats
from losstheory.programs.censoring import TimeLaw
from losstheory.programs.solution import DataError


@dataclass(frozen=True)
class Weibull:
    r"""The law with :math:`P(T > t) = e^{-(t/scale)^{shape}}`; shape 1 is the exponential law with that mean.

    >>> float(Weibull(1.0, 2.0).exceeds(2.0).round(4))
    0.3679
    """

    shape: float
    scale: float

    def __post_init__(self) -> None:
        positive(self.shape, "shape")
        positive(self.scale, "scale")

    def exceeds(self, t: ArrayLike) -> Floats:
        """P(T > t)."""
        return np.asarray(np.exp(-((np.maximum(numbers(t, "t"), 0.0) / self.scale) ** self.shape)))

    def sample(self, n: int, rng: np.random.Generator) -> Floats:
        return np.asarray(self.scale * generator(rng).weibull(self.shape, count(n)))


AnyTime: TypeAlias = Weibull | TimeLaw


@dataclass(frozen=True)
class RightCensored:
    """Independent laws of the event time and of the censoring time, each continuous or on finitely many times.

    >>> law = RightCensored(TimeLaw.of({1: "1/2", 3: "1/2"}), TimeLaw.of({2: "1/4", 4: "3/4"}))
    >>> times, events = law.sample(1000, np.random.default_rng(0))
    >>> sorted(set(zip(times.tolist(), events.tolist())))
    [(1.0, 1), (2.0, 0), (3.0, 1)]
    """

    event: AnyTime
    censoring: AnyTime

    def __post_init__(self) -> None:
        for law in (self.event, self.censoring):
            if not isinstance(law, AnyTime):
                raise DataError(f"a time: expected a Weibull or a TimeLaw, got {law!r:.60}")

    def sample(self, n: int, rng: np.random.Generator) -> tuple[Floats, Integers]:
        """n independent times min(T, C), and whether each is an event (1) or a censoring (0)."""
        event, censoring = _drawn(self.event, count(n), rng), _drawn(self.censoring, n, rng)
        return np.minimum(event, censoring), (event <= censoring).astype(np.int64)

    def survival(self, t: ArrayLike) -> Floats:
        """P(T > t) of the event time, at each t."""
        return _exceeds(self.event, numbers(t, "t"))

    def censoring_survival(self, t: ArrayLike) -> Floats:
        """P(C > t) of the censoring time, at each t."""
        return _exceeds(self.censoring, numbers(t, "t"))


def _drawn(law: AnyTime, n: int, rng: np.random.Generator) -> Floats:
    if isinstance(law, Weibull):
        return law.sample(n, rng)
    times, weights = _floats(law)
    return np.asarray(generator(rng).choice(times, size=n, p=weights / weights.sum()))


def _exceeds(law: AnyTime, t: Floats) -> Floats:
    if isinstance(law, Weibull):
        return law.exceeds(t)
    times, weights = _floats(law)
    return np.asarray((times > t[..., None]) @ weights)


def _floats(law: TimeLaw) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return np.array(law.times, dtype=np.float64), np.array(law.weights, dtype=np.float64)
