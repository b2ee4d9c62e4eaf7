"""What a trial is made on: a data set by its name, from a file, as it is, or samples of a law."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from functools import partial
from typing import Any

from losstheory.empirical.data_files import SUFFIXES, read_dataset
from losstheory.empirical.datasets import LOADERS, Dataset, dataset, drawn
from losstheory.empirical.distributions import Distribution, Moons, Rings
from losstheory.empirical.intervals import MeasurementError
from losstheory.programs.solution import DataError

SAMPLES = 1000
WIDTH = "0.25"
LAWS: Mapping[str, Callable[[float], Distribution]] = {"moons": Moons.of, "rings": partial(Rings.of, (1.0, 2.0))}


def data_of(given: Any, samples: int | None = None) -> Dataset:
    """The data set that is meant.

    >>> data_of("moons:0.2", 500)
    Moons (500 x 2, 2 classes, drawn with seed 0)

    Args:
        given: a name of ``dataset``, a file of ``read_dataset``, ``moons:SIGMA`` or ``rings:SIGMA`` with the deviation
            of their noise (0.25 by default; the rings have the radii 1 and 2), a ``Dataset`` or a ``Distribution``.
        samples: how many are drawn from a law; None: 1000.

    Raises:
        DataError: there is no such data set, or the file has none; the message suggests the nearest name.
        MeasurementError: it is none of these, or samples are asked of what is no law.
    """
    law = _law(given) if isinstance(given, str) else given
    if isinstance(law, Distribution):
        return drawn(law, SAMPLES if samples is None else samples)
    if samples is not None:
        raise MeasurementError(f"samples are drawn from a law such as moons:0.2; {given!r:.60} is none, leave them out")
    if isinstance(given, str):
        return read_dataset(given) if given.endswith(SUFFIXES) else _bundled(given)
    if not isinstance(given, Dataset):
        raise MeasurementError(f"expected a name, a Dataset or a Distribution as data, got {type(given).__name__}")
    return given


def _law(text: str) -> Distribution | None:
    """The law of ``NAME`` or ``NAME:SIGMA``; None if there is none of that name."""
    name, _, width = text.partition(":")
    if name not in LAWS:
        return None
    try:
        return LAWS[name](float(width or WIDTH))
    except ValueError:
        raise DataError(f"{text}: expected {name}:SIGMA with a number, the deviation of the noise") from None


def _bundled(name: str) -> Dataset:
    if name not in LOADERS:
        close = get_close_matches(name.partition(":")[0], (*LOADERS, *LAWS), 1)
        hint = f"did you mean {close[0]}? " if close else ""
        raise DataError(
            f"there is no data set {name!r:.60}; {hint}There are {', '.join(LOADERS)}, samples of"
            f" {' and '.join(f'{law}:SIGMA' for law in LAWS)}, and files that end in {' or '.join(SUFFIXES)}"
        )
    return dataset(name)
