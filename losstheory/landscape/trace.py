"""The trace and the diagonal of a symmetric operator by random probes, with standard errors."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, get_args

import numpy as np

from losstheory.landscape.errors import LandscapeError
from losstheory.landscape.krylov import finite, multiply_by, precision_of
from losstheory.landscape.parameters import Vector

Method: TypeAlias = Literal["auto", "hutchinson", "hutch++", "xtrace"]
LEAST = 12
SHARED = math.sqrt(2)  # the terms of xtrace share their probes, so that their mean varies more than their spread says


@dataclass(frozen=True)
class Estimate:
    """An estimate with its standard error.

    Attributes:
        value: a number, or an array.
        standard_error: of the same shape; 0 where the value is exact to rounding.
        method: how it was found.
        products: the number of products taken.
    """

    value: Any
    standard_error: Any
    method: str
    products: int


def estimate_trace(operator: Any, products: int = 96, *, method: Method = "auto", seed: int = 0) -> Estimate:
    r"""The trace :math:`\sum_i \lambda_i` of a symmetric operator of size P.

    * ``"hutchinson"``: the mean of :math:`\omega^T A \omega` over random signs :math:`\omega`; its standard error is
      :math:`\sqrt{2 (\|A\|_F^2 - \|\mathrm{diag} A\|^2) / k}` for k products.
    * ``"hutch++"``: exact on the span of a third of the products, Hutchinson on the rest.
    * ``"xtrace"``: exact on a span of half of the products, leaving out each probe in turn for the rest.
    * ``"auto"``: a third of the products predicts the error of each of these with the others, and the least is taken:
      Hutchinson for flat spectra, the others where few eigenvalues dominate.

    With ``products`` of at least P the trace is computed by unit vectors.

    >>> trace = estimate_trace(Hessian(problem), 96)
    >>> trace.value, trace.standard_error, trace.method

    Source: meyer2021hutchpp; epperly2024xtrace.

    Raises:
        LandscapeError: fewer than 12 products, or an unknown method.
        NonFinite: a product is not finite.
    """
    size = operator.shape[0]
    if method not in get_args(Method):
        raise LandscapeError(f"expected a method among {', '.join(get_args(Method))}; got {method!r}")
    if products >= size:
        return Estimate(float(np.trace(finite(operator.matmat(np.eye(size))))), 0.0, "exact", size)
    _require(products)
    probes = _Probes(operator, np.random.default_rng(seed))
    if method == "hutchinson":
        return probes.hutchinson(products)
    if method == "xtrace":
        probes.sketch(products // 2)
        return probes.xtrace()
    if method == "hutch++":
        probes.sketch(products // 3)
        return probes.hutch(products - 2 * (products // 3))
    pilot = products // 6
    probes.sketch(pilot)
    rest = products - 2 * pilot
    expected = probes.predicted(rest)
    best = min(expected, key=lambda name: expected[name])
    if best == "hutchinson":
        return probes.hutchinson(rest)
    if best == "hutch++":
        return probes.hutch(rest)
    probes.sketch(rest // 2)
    return probes.xtrace()


def estimate_diagonal(operator: Any, products: int = 96, *, seed: int = 0) -> Estimate:
    r"""The diagonal of a symmetric operator, of shape (P,): the mean of :math:`\omega \circ A \omega` over signs.

    The standard error of entry i is :math:`\sqrt{\sum_{j \ne i} A_{ij}^2 / k}` for k products, so that it does not fall
    with the size of the entry. With ``products`` of at least P it is computed by unit vectors.

    Raises:
        LandscapeError: fewer than 12 products.
        NonFinite: a product is not finite.
    """
    size = operator.shape[0]
    if products >= size:
        return Estimate(np.diag(finite(operator.matmat(np.eye(size)))).copy(), np.zeros(size), "exact", size)
    _require(products)
    generator, multiply = np.random.default_rng(seed), multiply_by(operator)
    mean, squares = np.zeros(size), np.zeros(size)
    for done in range(1, products + 1):
        signs = generator.choice([-1.0, 1.0], size)
        offset = signs * multiply(signs) - mean
        mean = mean + offset / done
        squares += offset**2 * (done - 1) / done
    return Estimate(mean, np.sqrt(squares / (products - 1) / products), "hutchinson", products)


def _require(products: int) -> None:
    if products < LEAST:
        raise LandscapeError(f"an error cannot be estimated from {products} products: take at least {LEAST}")


class _Probes:
    """Random signs, their images, and the span of these images with its own."""

    def __init__(self, operator: Any, generator: np.random.Generator) -> None:
        self.operator, self.generator, self.size = operator, generator, operator.shape[0]
        self.signs = self.images = self.span = self.span_images = np.zeros((self.size, 0))
        self.precision, self.products = precision_of(operator), 0

    def draw(self, count: int) -> tuple[Vector, Vector]:
        """New random signs and their images, columns of shape (P, count)."""
        signs = self.generator.choice([-1.0, 1.0], (self.size, count))
        return signs, self.multiply(signs)

    def multiply(self, columns: Vector) -> Vector:
        self.products += columns.shape[1]
        return finite(np.asarray(self.operator.matmat(columns))) if columns.shape[1] else np.zeros((self.size, 0))

    def sketch(self, count: int) -> None:
        """Add probes, and their images to the span: 2 products each."""
        signs, images = self.draw(count)
        self.signs, self.images = np.hstack([self.signs, signs]), np.hstack([self.images, images])
        scale = float(np.linalg.norm(images, axis=0).max())
        outside = images - self.span @ (self.span.T @ images)
        directions, sizes, _ = np.linalg.svd(outside, full_matrices=False)
        fresh = directions[:, sizes > 10 * self.precision * scale]
        fresh = np.linalg.qr(fresh - self.span @ (self.span.T @ fresh))[0]
        self.span_images = np.hstack([self.span_images, self.multiply(fresh)])
        self.span = np.hstack([self.span, fresh])

    def hutchinson(self, count: int) -> Estimate:
        """With all probes, those of a sketch included."""
        signs, images = self.draw(count)
        own = np.concatenate([_forms(self.signs, self.images), _forms(signs, images)])
        return self._estimate(own, "hutchinson")

    def hutch(self, count: int) -> Estimate:
        """Exact on the span; new probes on its complement."""
        signs, images = self.draw(count)
        return self._estimate(self._captured() + self._outside(signs, images), "hutch++")

    def xtrace(self) -> Estimate:
        return self._estimate(self._leaving_out(), "xtrace", SHARED)

    def predicted(self, rest: int) -> dict[str, float]:
        """The standard errors that ``rest`` more products lead to."""
        probes = self.signs.shape[1]
        plain = float(np.std(_forms(self.signs, self.images), ddof=1))
        outside = float(np.std(self._leaving_out(), ddof=1))
        final = probes + rest // 2
        sizes = np.sort(np.abs(np.linalg.eigvalsh(self.span.T @ self.span_images)))[::-1]
        half = np.append(sizes, [0.0, 0.0])[: max(2, probes // 2)]
        decay = -np.polyfit(np.log(np.arange(1, len(half) + 1)), np.log(half + 1e-300), 1)[0]
        gain = (final / probes) ** min(0.0, 0.5 - decay)
        return {
            "hutchinson": plain / math.sqrt(probes + rest),
            "hutch++": outside / math.sqrt(rest),
            "xtrace": SHARED * outside * gain / math.sqrt(final),
        }

    def _captured(self) -> float:
        return float(np.sum(self.span * self.span_images))

    def _outside(self, signs: Vector, images: Vector) -> Vector:
        """The quadratic forms of the parts of probes that are orthogonal to the span."""
        along = self.span.T @ signs
        rest = signs - self.span @ along
        return _forms(rest, images - self.span_images @ along)

    def _leaving_out(self) -> Vector:
        """For each probe the estimate of the trace with the span of the other ones, and this one for the rest."""
        count, rank = self.signs.shape[1], self.span.shape[1]
        missing = np.zeros((rank, count))
        if rank == count:  # else the others span the same without it
            inverse = np.linalg.inv(self.span.T @ self.images).T
            missing = inverse / np.linalg.norm(inverse, axis=0)
        along = self.span.T @ self.signs
        along = along - missing * np.sum(missing * along, axis=0)
        rest, image = self.signs - self.span @ along, self.images - self.span_images @ along
        core = self.span.T @ self.span_images
        without: Vector = np.trace(core) - _forms(missing, core @ missing)
        return without + _forms(rest, image)

    def _estimate(self, terms: Vector, method: str, factor: float = 1.0) -> Estimate:
        error = factor * float(np.std(terms, ddof=1)) / math.sqrt(len(terms))
        return Estimate(float(np.mean(terms)), error, method, self.products)


def _forms(left: Vector, right: Vector) -> Vector:
    """The inner products of columns."""
    return np.asarray(np.einsum("ij,ij->j", left, right))
