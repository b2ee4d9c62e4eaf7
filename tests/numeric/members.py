"""The losses of the catalogue with default and with other parameters, and where to look at them."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction as F

import numpy as np

from losstheory.formulas.tree import Tree
from losstheory.losses.catalogue import catalogue
from losstheory.losses.families import Family, ParameterError
from losstheory.losses.loss import AnyLoss, ResidualLoss

OTHERS: dict[str, tuple[F | int, ...]] = {
    "alpha": (F(1, 4), F(3, 4), 3), "gamma": (0, F(1, 2), 5), "epsilon": (-1, 2), "q": (F(1, 100), 3),
    "tau": (0, F(1, 2), 5), "log_end": (F(1, 2), 1), "smoothing": (0, F(1, 2)), "k": (F(1, 3), 3), "order": (16,),
    "a": (8,), "b": (1, 8), "c": (F(1, 1000),), "sigma": (F(1, 10),), "rho": (F(1, 1000),), "h": (F(1, 100),),
    "cost": (F(1, 3),), "power": (F(3, 2),), "gamma_neg": (F(1, 2),), "m": (0,), "beta": (F(1, 3),),
    "delta": (F(1, 3),),
}  # fmt: skip


def members(others: bool) -> Iterator[AnyLoss]:
    """Every loss; families at their defaults, or also at other parameters, one moved at a time."""
    for name in catalogue:
        entry = catalogue[name]
        if not isinstance(entry, Family):
            yield entry
            continue
        defaults = {p.name: 2 if p.default is None else p.default for p in entry.parameters}
        yield entry(**defaults)
        for parameter in entry.parameters if others else ():
            for value in OTHERS.get(parameter.name, ()):
                try:
                    yield entry(**{**defaults, parameter.name: value})
                except ParameterError:
                    continue


def formulas(loss: AnyLoss) -> tuple[Tree, ...]:
    """The losses of both labels, or of the residual."""
    return loss.expressions if isinstance(loss, ResidualLoss) else loss.partials


def grid(variable: str, count: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Points of all sizes, and next to 1."""
    near_one = 2.0 ** -np.arange(1, 50, 4)
    if variable == "p":
        return np.unique([*10.0 ** -np.linspace(0.3, 307, 2 * count), *(1 - near_one), *np.linspace(0.02, 0.98, count)])
    sizes = (10.0 ** np.linspace(-300, 300, count), 10.0 ** np.linspace(-2, 2.87, 3 * count))
    flat = np.concatenate([*sizes, 1 - near_one, 1 + near_one])
    return np.unique(np.concatenate([flat, -flat, [0.0, -3.0, 0.25, 0.5]]))
