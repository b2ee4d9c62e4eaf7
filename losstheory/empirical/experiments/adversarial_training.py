r"""Linear classifiers that are trained with a smooth adversarial comp-sum loss, and their exact robust error.

With :math:`\Delta_{y'}(x) = s_y(x) - s_{y'}(x)` and :math:`\Phi(\sum_{y' \ne y} e^{-\Delta_{y'}})` the comp-sum loss,

.. math:: \ell(x, y) = \Phi\big(\textstyle\sum_{y' \ne y} e^{-\Delta_{y'}(x)}\big)
    + \sqrt{K - 1} \sup_{\|x' - x\| \le \gamma} \|\Delta(x') - \Delta(x)\|_2.

The theorem: it is at least :math:`\Phi(1)` times the adversarial 0-1 loss, so that the robust error on any data is at
most its mean there over :math:`\Phi(1)`. For :math:`s = W x + b` the supremum is :math:`\gamma` times the spectral norm
of the rows :math:`w_y - w_{y'}`, and an example is robust where :math:`\Delta_{y'}(x) > \gamma \|w_y - w_{y'}\|_2` for
each rival. In the law one feature is more reliable and the other withstands moves.

Source: mao2023crossentropy, Section 5.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import torch
from scipy.special import ndtr

from losstheory.empirical.cell import criterion_of
from losstheory.empirical.distributions import GaussianMixture
from losstheory.empirical.measurement import Measurement
from losstheory.empirical.models import Tensor
from losstheory.empirical.training import Criterion
from losstheory.nn.threads import one_thread
from losstheory.numeric.callables import Floats

MEAN, SPREAD = np.array([2.0, 0.2]), np.array([1.0, 0.02])
START = 0.1


def fragile_feature() -> GaussianMixture:
    """Two normal classes; the second feature tells them apart better, but a move of 0.2 undoes it.

    >>> print(fragile_feature().bayes_risk())
    0.000000000 (quadrature, error below 1e-09)
    """
    return GaussianMixture.of(means=[-MEAN, MEAN], covariances=np.diag(SPREAD**2))


def smooth_adversarial_loss(
    plain: Criterion, weights: Tensor, bias: Tensor, x: Tensor, y: Tensor, gamma: float
) -> Tensor:
    """The mean of the loss above, differentiable, for each replica ``[...]``; with ``gamma`` 0 the plain one.

    Args:
        plain: a comp-sum loss of scores ``[..., n, K]`` and classes ``[..., n]``, such as cross-entropy.
        weights, bias: W, ``[..., K, d]``, and b, ``[..., K]``.
        x, y: inputs ``[..., n, d]`` and classes ``[..., n]``.
        gamma: the radius of the Euclidean ball.
    """
    value = plain(_scores(weights, bias, x), y).mean(dim=-1)
    if not gamma:
        return value
    moves = torch.linalg.matrix_norm(_differences(weights), 2)
    return value + math.sqrt(bias.shape[-1] - 1) * gamma * moves.gather(-1, y).mean(dim=-1)


def robust_error(weights: Tensor, bias: Tensor, x: Tensor, y: Tensor, gamma: float) -> Tensor:
    """The share of examples that a move of at most ``gamma`` brings to another class, or to a tie, ``[...]``."""
    scores, own = _scores(weights, bias, x), y[..., None]
    reaches = gamma * torch.take_along_dim(_differences(weights).norm(dim=-1), own, dim=-2)
    margins = (scores.gather(-1, own) - scores - reaches).scatter(-1, own, math.inf)
    return (margins.min(dim=-1).values <= 0).double().mean(dim=-1)


def _scores(weights: Tensor, bias: Tensor, x: Tensor) -> Tensor:
    return x @ weights.mT + bias[..., None, :]


def _differences(weights: Tensor) -> Tensor:
    """w_y - w_{y'}, ``[..., K, K, d]``."""
    return weights[..., :, None, :] - weights[..., None, :, :]


def robust_risk(law: GaussianMixture, weights: Floats, bias: Floats, gamma: float) -> float:
    r"""The exact robust error on a law of two normal classes.

    With w and b those of class 1 less those of class 0, and :math:`L_y L_y^T` the covariances, it is the mean of
    :math:`\Phi((\gamma \|w\| \mp (w \cdot \mu_y + b)) / \|L_y^T w\|)`.
    """
    w, b = weights[1] - weights[0], bias[1] - bias[0]
    margins = np.array([-1, 1]) * (law.means @ w + b) - gamma * np.linalg.norm(w)
    spreads = np.linalg.norm(np.einsum("kij,i->kj", law.roots, w), axis=1)
    return float(law.priors @ ndtr(-margins / spreads))


def measure(
    gamma: float, seeds: Sequence[int], loss: str = "ce", samples: int = 200, steps: int = 120, rate: float = 0.2
) -> dict[str, Measurement]:
    r"""Robust and clean errors on the law after training with either loss, and how near the bound comes.

    * ``"plain, robust"``, ``"plain, clean"``, ``"adversarial, robust"``, ``"adversarial, clean"``: errors on the law.
    * ``"used"``: the robust error in training times :math:`\Phi(1)` over the mean smooth adversarial loss, the greatest
      of all steps.

    Args:
        gamma: the radius of the moves.
        seeds: of the sample and the initial values.
        loss: a comp-sum loss, ``"ce"`` or ``"comp_sum:tau=TAU"``.
        samples: examples for training.
        steps: of gradient descent on all examples (Adam).
        rate: of each.
    """
    law, plain = fragile_feature(), criterion_of(loss, 2, 1)
    tied = float(plain(torch.zeros(1, 1, 2, dtype=torch.float64), torch.zeros(1, 1, dtype=torch.int64)))
    found: dict[str, list[float]] = {}
    streams = [map(np.random.default_rng, np.random.SeedSequence(seed).spawn(2)) for seed in seeds]
    drawn = [(*law.sample(samples, data), START * start.standard_normal((2, 3))) for data, start in streams]
    x, y, first = (torch.from_numpy(np.stack(part)) for part in zip(*drawn, strict=True))
    for name, radius in (("plain", 0.0), ("adversarial", gamma)):
        weights, bias = (part.clone().requires_grad_() for part in (first[..., :2], first[..., 2]))
        optimiser, used = torch.optim.Adam([weights, bias], lr=rate), torch.zeros(len(x), dtype=torch.float64)
        with one_thread():
            for _ in range(steps):
                optimiser.zero_grad()
                values = smooth_adversarial_loss(plain, weights, bias, x, y, radius)
                values.sum().backward()
                if radius:
                    errors = robust_error(weights.detach(), bias.detach(), x, y, gamma)
                    used = torch.maximum(used, errors * tied / values.detach())
                optimiser.step()
        ended = list(zip(weights.detach().numpy(), bias.detach().numpy(), strict=True))
        found[f"{name}, robust"] = [robust_risk(law, *one, gamma) for one in ended]
        found[f"{name}, clean"] = [robust_risk(law, *one, 0.0) for one in ended]
        if radius:
            found["used"] = used.tolist()
    protocol = {
        "experiment": "adversarial training",
        "gamma": gamma,
        "loss": loss,
        "samples": samples,
        "steps": steps,
        "rate": rate,
        "seeds": list(seeds),
    }
    return {name: Measurement.of(one, protocol=protocol) for name, one in found.items()}
