r"""Whether a map of scores can be the forecast of a proper canonical loss, measured on its Jacobian.

A forecast of K - 1 scores, in K - 1 probabilities, belongs to a canonical loss only if it is the gradient of a convex
function: its Jacobian is symmetric and has no negative eigenvalue. The composition of two gradients, such as
:math:`\mathrm{softmax}_+ \circ \nabla g`, need not be one: with the symmetric, positive definite factors the Jacobian
is their product, symmetric exactly where they commute. One or two classes are always fine.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.func import jacrev

from losstheory.numeric.arguments import CallableError

Link = Callable[[Tensor], Tensor]
ROUNDING = 1e-9


@dataclass(frozen=True, eq=False)
class JacobianTest:
    """What was measured at points; nothing here is a proof, but a witness refutes.

    Attributes:
        asymmetry: the largest absolute entry of J - J', over all points.
        least_eigenvalue: of (J + J')/2, over all points.
        least_probability: of the K, over all points; not above 0: the map leaves the open simplex.
        witness: the point that fails first, the last in order if none does.
        allowed: the rounding that is granted to asymmetry and eigenvalue, a multiple of the largest entry of J.
    """

    asymmetry: float
    least_eigenvalue: float
    least_probability: float
    witness: Tensor
    allowed: float

    @property
    def is_passed(self) -> bool:
        """Whether no point speaks against a proper canonical loss."""
        return self.asymmetry <= self.allowed and self.least_eigenvalue >= -self.allowed and self.least_probability > 0

    def __str__(self) -> str:
        said = "no point speaks against a gradient" if self.is_passed else f"refuted at {self.witness.tolist()}"
        return (
            f"{said}: asymmetry {self.asymmetry:.3g}, least eigenvalue {self.least_eigenvalue:.3g}, "
            f"least probability {self.least_probability:.3g}"
        )


def softmax_plus(scores: Tensor) -> Tensor:
    """The first K - 1 of K probabilities, the score of the last class being 0: the gradient of log(1 + sum e^v)."""
    return torch.cat([scores, torch.zeros_like(scores[..., :1])], dim=-1).softmax(-1)[..., :-1]


def measure_jacobian(link: Link, points: Tensor) -> JacobianTest:
    r"""Measure the Jacobian of a map at points, in float64.

    Args:
        link: from K - 1 scores to K - 1 probabilities.
        points: shape ``(n, K - 1)``.

    Raises:
        CallableError: the map has another shape, or there are no points.

    >>> A = torch.tensor([[2.0, 0.5], [0.5, 1.0]], dtype=torch.float64)
    >>> print(measure_jacobian(lambda v: softmax_plus(A @ v), torch.zeros(1, 2)))
    refuted at [0.0, 0.0]: asymmetry 0.111, least eigenvalue 0.154, least probability 0.333
    """
    if points.ndim != 2 or not points.numel():
        raise CallableError(f"expected points of shape (n, K - 1), got {tuple(points.shape)}")
    found: list[tuple[float, float, float]] = []
    largest = 0.0
    for point in points.double():
        value, jacobian = link(point).detach(), jacrev(link)(point).detach()
        if jacobian.shape != (len(point), len(point)):
            raise CallableError(f"expected a map of {len(point)} numbers to as many, got {tuple(value.shape)}")
        asymmetry = float((jacobian - jacobian.T).abs().max())
        eigenvalue = float(torch.linalg.eigvalsh((jacobian + jacobian.T) / 2)[0])
        found.append((asymmetry, eigenvalue, min(float(value.min()), 1 - float(value.sum()))))
        largest = max(largest, float(jacobian.abs().max()))
    allowed = ROUNDING * largest
    bad = (i for i, (a, e, p) in enumerate(found) if not (a <= allowed and e >= -allowed and p > 0))
    asymmetries, eigenvalues, probabilities = zip(*found, strict=True)
    return JacobianTest(
        max(asymmetries), min(eigenvalues), min(probabilities), points[next(bad, len(found) - 1)], allowed
    )
