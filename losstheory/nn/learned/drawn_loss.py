r"""Random margin losses that are convex, calibrated and bounded below by construction.

The derivative is drawn, not the loss: :math:`\varphi' = -g` with g > 0 non-increasing, continuous, linear between
knots, constant before the first, and :math:`g(t) = g(T) (T/t)^p` beyond the last, T. What makes the loss calibrated and
bounded below is enforced, since a draw alone need not have it:

* 1 is a knot, and :math:`g \ge` the floor up to there, so that :math:`\varphi'(0) < 0`, where it is continuous;
* beyond 1 the drawn values are multiplied by :math:`t^{-p}`, p > 1: with p = 1 the loss would have no lower bound.

Source: dai2024ensloss; bartlett2006convexity, Theorem 2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import torch
from numpy.random import Generator
from torch import Tensor

from losstheory.losses.loss import MarginLoss
from losstheory.numeric.arguments import CallableError

Range = tuple[float, float]


@dataclass(frozen=True, eq=False)
class DrawnLoss:
    r"""The loss :math:`\varphi(t) = \int_t^\infty g`, whose infimum is 0.

    Attributes:
        knots: increasing, the last at least 1, shape ``(n,)``, float64.
        steepness: g at the knots, shape ``(n,)``, float64.
        tail: p > 1.

    >>> hinge_like = DrawnLoss(torch.tensor([0.0, 1.0]).double(), torch.tensor([1.0, 0.5]).double(), 2)
    >>> hinge_like(torch.tensor([-1.0, 0.0, 1.0, 2.0]))
    tensor([2.2500, 1.2500, 0.5000, 0.2500])
    >>> print(hinge_like.loss.expressions[0])
    Piecewise((5/4 + 1*(0 - t), t <= 0), (1/2 + 1/2*(1 - t) + 1/4*(1 - t)**2, t <= 1), (1/2/(t*1), True))
    """

    knots: Tensor
    steepness: Tensor
    tail: float

    @property
    def heights(self) -> Tensor:
        """The loss at the knots."""
        areas = self.knots.diff() * (self.steepness[1:] + self.steepness[:-1]) / 2
        last = self.knots[-1:] * self.steepness[-1:] / (self.tail - 1)
        return torch.cat([areas, last]).flip(0).cumsum(0).flip(0)

    def __call__(self, margins: Tensor) -> Tensor:
        """The loss of each margin, in its type; computed in float64."""
        t = margins.double()
        knots, steepness, heights = (part.to(t.device) for part in (self.knots, self.steepness, self.heights))
        bends = torch.cat([knots.new_zeros(1), -steepness.diff() / (2 * knots.diff())])
        place = torch.searchsorted(knots, t.detach().contiguous())
        is_beyond = place == len(knots)
        upper = place.clamp(max=len(knots) - 1)
        below = torch.where(is_beyond, 0.0, knots[upper] - t)
        curved = torch.where(place == 0, 0.0, below)
        inside = heights[upper] + below * (steepness[upper] + bends[upper] * curved)
        far = heights[-1] * torch.where(is_beyond, t / knots[-1], 1.0) ** (1 - self.tail)
        return torch.where(is_beyond, far, inside).to(margins.dtype)

    @property
    def loss(self) -> MarginLoss:
        """The same function as a formula: floats are read as the fractions that they are."""
        knots, steepness = ([Fraction(x) for x in part.tolist()] for part in (self.knots, self.steepness))
        tail, last = Fraction(str(self.tail)), knots[-1]
        height = steepness[-1] * last / (tail - 1)
        pieces = [f"({height}*(t/({last}))**({1 - tail}), True)"]
        for i in reversed(range(1, len(knots))):
            width, rise = knots[i] - knots[i - 1], steepness[i - 1] - steepness[i]
            below = f"({knots[i]} - t)"
            pieces.append(f"({height} + {steepness[i]}*{below} + {rise / (2 * width)}*{below}**2, t <= {knots[i]})")
            height += width * (steepness[i] + steepness[i - 1]) / 2
        pieces.append(f"({height} + {steepness[0]}*({knots[0]} - t), t <= {knots[0]})")
        return MarginLoss("drawn loss", f"Piecewise({', '.join(reversed(pieces))})")


def draw(
    knots: Tensor | Sequence[float],
    generator: Generator,
    *,
    powers: Range = (-1.0, 1.0),
    bounds: Range = (0.0625, 4.0),
    tail: float = 2,
) -> DrawnLoss:
    r"""A random loss.

    The steepness at the n knots, 1 among them, is a sorted sample of
    :math:`(1 + \lambda u)_+^{1/\lambda}`, the inverse of the Box-Cox transform, u standard normal, with one
    :math:`\lambda` for the loss. It is rounded to 8 bits, so that the formula has short numbers.

    Args:
        knots: finite, in any order.
        generator: where all randomness comes from.
        powers: :math:`\lambda` is uniform in this range.
        bounds: of the steepness up to t = 1; the lower one, the floor, is positive.
        tail: p > 1.

    Raises:
        CallableError: an argument is out of its range.
    """
    check_ranges(powers, bounds, tail)
    places = torch.as_tensor(knots, dtype=torch.float64).detach().cpu().flatten()
    if not bool(torch.isfinite(places).all()):
        raise CallableError("expected finite knots, got NaN or an infinite one")
    places = torch.unique(torch.cat([places, places.new_ones(1)]))
    power = powers[0] + (powers[1] - powers[0]) * generator.random()
    drawn = inverse_box_cox(torch.from_numpy(generator.standard_normal(len(places))), power)
    sample = drawn.clamp(*bounds).sort(descending=True).values * places.clamp(min=1) ** -tail
    return DrawnLoss(places, sample.to(torch.bfloat16).double(), tail)


def inverse_box_cox(x: Tensor, power: float) -> Tensor:
    r""":math:`(1 + \lambda x)_+^{1/\lambda}`, with :math:`e^x` for :math:`\lambda = 0` and inf for 0 to a power < 0."""
    return torch.exp(torch.log1p((power * x).clamp(min=-1)) / power) if power else torch.exp(x)


def check_ranges(powers: Range, bounds: Range, tail: float) -> None:
    """Refuse what does not make a calibrated loss that is bounded below.

    Raises:
        CallableError: an argument is out of its range; the message says which.
    """
    if not -torch.inf < powers[0] <= powers[1] < torch.inf:
        raise CallableError(f"expected finite powers, the lower first; got {powers}")
    if not 0 < bounds[0] <= bounds[1] < torch.inf:
        raise CallableError(f"expected bounds 0 < floor <= ceiling of the steepness, got {bounds}")
    if not 1 < tail < torch.inf:
        raise CallableError(f"expected a tail p > 1: with p <= 1 the loss has no lower bound; got {tail}")
