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
    """The mean of the loss above, differentiable; with ``gamma`` 0 the plain one.

    Args:
        plain: a comp-sum loss of scores ``[1, n, K]`` and classes ``[1, n]``, such as cross-entropy.
        weights, bias: W, ``[K, d]``, and b, ``[K]``.
        x, y: inputs ``[n, d]`` and classes ``[n]``.
        gamma: the radius of the Euclidean ball.
    """
    value = plain((x @ weights.T + bias)[None], y[None]).mean()
    if not gamma:
        return value
    moves = torch.linalg.matrix_norm(weights[:, None] - weights[None], 2)
    return value + math.sqrt(len(bias) - 1) * gamma * moves[y].mean()


def robust_error(weights: Tensor, bias: Tensor, x: Tensor, y: Tensor, gamma: float) -> float:
    """The share of examples that a move of at most ``gamma`` brings to another class, or to a tie."""
    scores, differences = x @ weights.T + bias, weights[:, None] - weights[None]
    margins = scores.gather(1, y[:, None]) - scores - gamma * differences.norm(dim=2)[y]
    margins.scatter_(1, y[:, None], math.inf)
    return float((margins.min(dim=1).values <= 0).double().mean())


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
    for seed in seeds:
        data, start = (np.random.default_rng(part) for part in np.random.SeedSequence(seed).spawn(2))
        x, y = map(torch.from_numpy, law.sample(samples, data))
        first = torch.from_numpy(START * start.standard_normal((2, 3)))
        for name, radius in (("plain", 0.0), ("adversarial", gamma)):
            weights, bias = (part.clone().requires_grad_() for part in (first[:, :2], first[:, 2]))
            optimiser, used = torch.optim.Adam([weights, bias], lr=rate), 0.0
            with one_thread():
                for _ in range(steps):
                    optimiser.zero_grad()
                    value = smooth_adversarial_loss(plain, weights, bias, x, y, radius)
                    value.backward()
                    if radius:
                        error = robust_error(weights.detach(), bias.detach(), x, y, gamma)
                        used = max(used, error * tied / value.item())
                    optimiser.step()
            ended = weights.detach().numpy(), bias.detach().numpy()
            found.setdefault(f"{name}, robust", []).append(robust_risk(law, *ended, gamma))
            found.setdefault(f"{name}, clean", []).append(robust_risk(law, *ended, 0.0))
        found.setdefault("used", []).append(used)
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
