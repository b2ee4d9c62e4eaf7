"""Matrices of the form J'AJ for a batch: J the Jacobian of the output, A a matrix between outputs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeAlias, get_args

import numpy as np
import torch
from torch import Tensor

from losstheory.landscape.batches import Batch
from losstheory.landscape.chunks import Build, LinearMap
from losstheory.landscape.derivatives import backward, first_derivatives
from losstheory.landscape.errors import LandscapeError
from losstheory.landscape.problem import Problem

Likelihood: TypeAlias = Literal["softmax", "bernoulli", "gaussian"]
Between: TypeAlias = Callable[[Tensor], Tensor]
Middle: TypeAlias = Callable[[Problem, Batch, Tensor], Between]


def sandwich(problem: Problem, batch: Batch, middle: Middle) -> LinearMap:
    r"""The map :math:`v \mapsto J^T A J v`.

    :math:`Jv` is the derivative by u of :math:`(J^T u) \cdot v`, so that two backward passes make a product.
    """
    leaves = problem.leaves()
    with torch.enable_grad():
        output = problem.output(batch, leaves)
        if not isinstance(output, Tensor):
            raise LandscapeError(f"expected a model whose output is one tensor, got {type(output).__name__}")
        between = middle(problem, batch, output.detach())
        weights = torch.zeros_like(output).requires_grad_()
        pulled = first_derivatives((output * weights).sum(), leaves, graph=True)
    values, places = list(pulled.values()), list(leaves.values())

    def product(vector: list[Tensor]) -> list[Tensor | None]:
        (pushed,) = backward(values, [weights], vector)
        if pushed is None:
            return [None] * len(places)
        return backward([output], places, [between(pushed)])

    return product


def of_loss(problem: Problem, batch: Batch) -> LinearMap:
    """With the Hessian of the loss of the batch by its output."""
    problem.require_dependence()
    return sandwich(problem, batch, _loss_hessian)


def of_likelihood(likelihood: Likelihood, draws: int | None, seed: int) -> Build:
    """With the mean over samples of the covariance of the score of a likelihood, or of ``draws`` drawn scores.

    Raises:
        LandscapeError: the likelihood is unknown, or ``draws`` is not positive.
    """
    if likelihood not in get_args(Likelihood):
        raise LandscapeError(f"expected a likelihood among {', '.join(get_args(Likelihood))}; got {likelihood!r}")
    if draws is not None and draws < 1:
        raise LandscapeError(f"expected at least 1 draw a sample, got {draws}")

    def middle(_: Problem, batch: Batch, output: Tensor) -> Between:
        if draws is None:
            return _expected(likelihood, output)
        return _drawn(likelihood, output, draws, np.random.default_rng([seed, batch.index]))

    return lambda problem, batch: sandwich(problem, batch, middle)


def _loss_hessian(problem: Problem, batch: Batch, output: Tensor) -> Between:
    leaf = output.clone().requires_grad_()
    slope = first_derivatives(problem.loss(leaf, batch.target), {"output": leaf}, graph=True)["output"]

    def product(u: Tensor) -> Tensor:
        (image,) = backward([slope], [leaf], [u])
        return torch.zeros_like(u) if image is None else image

    return product


def _expected(likelihood: Likelihood, output: Tensor) -> Between:
    r"""The covariance of the score: :math:`\mathrm{diag}\,p - p p^T`, :math:`p(1 - p)` or 1."""
    terms = _terms(likelihood, output)
    if likelihood == "gaussian":
        return lambda u: u / terms
    if likelihood == "bernoulli":
        variance = torch.sigmoid(output) * torch.sigmoid(-output)
        return lambda u: variance * u / terms
    p = torch.softmax(output, 1)
    return lambda u: p * (u - (p * u).sum(1, keepdim=True)) / terms


def _drawn(likelihood: Likelihood, output: Tensor, draws: int, generator: np.random.Generator) -> Between:
    """The mean over drawn labels of the score times itself, each prediction apart."""
    terms = _terms(likelihood, output) * draws
    scores = [_score(likelihood, output, generator) for _ in range(draws)]
    if likelihood == "softmax":
        return lambda u: torch.stack([s * (s * u).sum(1, keepdim=True) for s in scores]).sum(0) / terms
    squares = torch.stack([s * s for s in scores]).sum(0) / terms
    return lambda u: squares * u


def _score(likelihood: Likelihood, output: Tensor, generator: np.random.Generator) -> Tensor:
    """The derivative by the output of the log-likelihood of a label drawn for each prediction."""
    if likelihood == "gaussian":
        return _like(generator.standard_normal(output.shape), output)
    if likelihood == "bernoulli":
        p = torch.sigmoid(output)
        return (_like(generator.random(output.shape), output) < p).to(p) - p
    p = torch.softmax(output, 1)
    levels = _like(generator.random((len(output), 1, *output.shape[2:])), output)
    labels = (p.cumsum(1) < levels).sum(1, keepdim=True).clamp(max=p.shape[1] - 1)
    return torch.zeros_like(p).scatter_(1, labels, 1.0) - p


def _like(values: Any, x: Tensor) -> Tensor:
    return torch.tensor(values, dtype=x.dtype, device=x.device)


def _terms(likelihood: Likelihood, output: Tensor) -> int:
    """How many predictions the mean is over: all but the class axis for softmax, else the samples."""
    if output.ndim < 1 or (likelihood == "softmax" and output.ndim < 2):
        raise LandscapeError(f"a {likelihood} likelihood has no output of shape {tuple(output.shape)}")
    return int(output.numel() // output.shape[1]) if likelihood == "softmax" else len(output)
