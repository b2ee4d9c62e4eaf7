r"""Convex potentials whose gradients are forecasts: an inverse link that is proper by construction.

For points :math:`p_1, \ldots, p_M` of the simplex and offsets b,

.. math:: f(s) = \log\Big(\sum_k e^{s_k} + \sum_m e^{p_m \cdot s + b_m}\Big)

is convex and smooth, and :math:`f(s + c 1) = f(s) + c`. Its gradient is a mixture of the :math:`p_m` and of all corners
of the simplex with positive weights, so that the gradients fill the open simplex; with a gradient, the Jacobian is
symmetric, which the composition of two gradients is in general not (``jacobian``). For M = 0 the gradient is softmax.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import torch
from numpy.random import Generator
from torch import Tensor

from losstheory.losses.multiclass import ScoreLoss, multiclass
from losstheory.numeric.arguments import CallableError


class Potential(torch.nn.Module):  # type: ignore[misc]
    """The potential f above, of scores whose last axis is that of the classes.

    Args:
        classes: K, at least 2.
        points: M; None: as many as classes.
        generator: of the initial points and offsets, which are learned.

    Raises:
        CallableError: an argument out of range; when called, another number of scores.

    >>> import numpy as np
    >>> f = Potential(3, 0, generator=np.random.default_rng(0))
    >>> f.forecast(torch.zeros(3)).tolist()
    [0.333..., 0.333..., 0.333...]
    """

    def __init__(self, classes: int, points: int | None = None, *, generator: Generator) -> None:
        super().__init__()
        if isinstance(classes, bool) or not isinstance(classes, int) or classes < 2:
            raise CallableError(f"expected at least 2 classes, got {classes!r}")
        size = classes if points is None else points
        if isinstance(size, bool) or not isinstance(size, int) or size < 0:
            raise CallableError(f"expected a number of points of at least 0, got {points!r}")
        if not isinstance(generator, Generator):
            raise CallableError(f"expected a numpy.random.Generator, got {generator!r:.60}")
        self.classes = classes
        self.logits = torch.nn.Parameter(torch.from_numpy(generator.standard_normal((size, classes))).float())
        self.offsets = torch.nn.Parameter(torch.from_numpy(generator.standard_normal(size) - 1).float())

    @property
    def points(self) -> Tensor:
        """The points of the simplex, shape ``(M, K)``."""
        return self.logits.softmax(-1)

    def forward(self, scores: Tensor) -> Tensor:
        """f, at least the largest score."""
        self._check(scores)
        return torch.cat([scores, self._tilted(scores)], dim=-1).logsumexp(-1)

    def forecast(self, scores: Tensor) -> Tensor:
        """The gradient of f: class probabilities."""
        return self.log_forecast(scores).exp()

    def log_forecast(self, scores: Tensor) -> Tensor:
        """Its logarithm, which keeps its digits where a probability is small."""
        tilted = self._tilted(scores)
        mixed = tilted[..., :, None] + self.logits.log_softmax(-1).to(scores.dtype)
        parts = torch.cat([scores[..., None, :], mixed], dim=-2)
        return parts.logsumexp(-2) - torch.cat([scores, tilted], dim=-1).logsumexp(-1, keepdim=True)

    def formulas(self) -> ScoreLoss:
        """The canonical loss f(s) - s_y as formulas, the points and weights being the nearest fractions of 2^-16.

        The points are rounded down but for their largest entry, so that they stay in the simplex.
        """
        names = [f"s{k + 1}" for k in range(self.classes)]
        terms = [f"exp({name})" for name in names]
        for point, weight in zip(_in_simplex(self.points), self.offsets.exp().tolist(), strict=True):
            share = max(Fraction(1, 1 << 16), Fraction(round(weight * 65536), 65536))
            sum_of = " + ".join(f"{entry}*{name}" for entry, name in zip(point, names, strict=True))
            terms.append(f"{share}*exp({sum_of})")
        f = f"log({' + '.join(terms)})"
        return multiclass(*(f"{f} - {name}" for name in names), name="learned canonical loss")

    def _tilted(self, scores: Tensor) -> Tensor:
        self._check(scores)
        top = scores.amax(-1, keepdim=True)
        return (scores - top) @ self.points.to(scores.dtype).T + top + self.offsets.to(scores.dtype)

    def _check(self, scores: Tensor) -> None:
        if scores.shape[-1:] != (self.classes,):
            raise CallableError(f"expected {self.classes} scores on the last axis, got shape {tuple(scores.shape)}")


def _in_simplex(points: Tensor) -> Iterator[list[Fraction]]:
    for row in points.double().tolist():
        point = [Fraction(int(entry * 65536), 65536) for entry in row]
        largest = row.index(max(row))
        point[largest] += 1 - sum(point)
        yield point
