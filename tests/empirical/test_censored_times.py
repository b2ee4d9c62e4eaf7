"""Censored samples against the survival functions that are known."""

from __future__ import annotations

import numpy as np
import pytest

from losstheory.empirical import RightCensored, Weibull
from losstheory.programs import TimeLaw, kaplan_meier
from losstheory.programs.solution import DataError


def test_kaplan_meier_finds_the_survival_function() -> None:
    law = RightCensored(TimeLaw.of({1: "1/4", 2: "1/2", 4: "1/4"}), TimeLaw.of({1: "1/5", 3: "2/5", 5: "2/5"}))
    times, events = law.sample(4000, np.random.default_rng(0))
    jumps = kaplan_meier(times.tolist(), events.tolist())
    seen = np.array([1.0, 2.0, 4.0])
    left = 1 - np.cumsum([float(jumps[int(t)]) for t in seen])
    assert np.abs(left - law.survival(seen)).max() < 0.04
    assert (times[events == 0].mean(), events.mean()) != (0, 1)


def test_two_exponential_times_race_as_their_rates_say() -> None:
    law = RightCensored(Weibull(1.0, 1.0), Weibull(1.0, 3.0))
    times, events = law.sample(20_000, np.random.default_rng(1))
    assert abs(events.mean() - 3 / 4) < 5 * np.sqrt(3 / 16 / 20_000)
    assert abs(times.mean() - 3 / 4) < 5 * 0.75 / np.sqrt(20_000)
    for t in (0.2, 1.0, 2.0):
        product = law.survival(t) * law.censoring_survival(t)
        assert abs((times > t).mean() - product) < 5 * 0.5 / np.sqrt(20_000)


def test_what_makes_no_time_is_refused() -> None:
    with pytest.raises(DataError, match="positive"):
        Weibull(0.0, 1.0)
    with pytest.raises(DataError, match="a Weibull or a TimeLaw"):
        RightCensored(Weibull(1.0, 1.0), 3.0)  # type: ignore[arg-type]
