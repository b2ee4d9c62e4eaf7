"""A model, a loss and data: the mean loss as a function of the model's parameters."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from copy import copy
from functools import cached_property
from typing import Any

import torch
from numpy.typing import ArrayLike
from torch import Tensor
from torch.nn import Module

from losstheory.landscape.batches import Batch, Batches, Data, read, tensors_in
from losstheory.landscape.derivatives import blaming, first_derivatives
from losstheory.landscape.determinism import require_deterministic
from losstheory.landscape.errors import LandscapeError, NonFinite
from losstheory.landscape.network import BatchNorm, Network
from losstheory.landscape.objective import Objective, checked, objective, require_mean
from losstheory.landscape.parameters import Layout, Vector, selected
from losstheory.losses.loss import Loss
from losstheory.numeric.arguments import Labels

GIBIBYTE = 1 << 30


class Problem:
    r"""The mean loss :math:`L(\theta) = \frac1n \sum_i \ell(f_\theta(x_i), y_i)` of a model over data.

    The parameters, buffers and data are those of the moment at which the problem is made; the model itself is
    never changed, and may be trained on meanwhile. Batches count by their numbers of terms, so that they may
    differ in size.

    >>> problem = Problem(model, torch.nn.functional.cross_entropy, (inputs, target))
    >>> pairs = eigenpairs(Hessian(problem), 5)

    Args:
        model: a torch module; a mapping as input is passed by keyword, a tuple is spread.
        loss: ``loss(output, target)``, a scalar that is the mean over the batch; or a loss of this library.
        data: a pair (inputs, target) of tensors, or a loader of such pairs. Batches go to the model's device.
        params: patterns of the names of parameters that are moved, as ``"layer3.*"``; None: all that require a
            gradient.
        batch_norm: ``"eval"``, ``"zero"``, ``"batch"`` or ``"re-estimate"``, see ``Network``.
        labels: how labels are written, ``(-1, 1)`` or ``(0, 1)``, for a binary loss of this library.
        batch_size: cut a pair of tensors into batches of this size.
        memory: bytes that the data, and then the graphs of an operator, may take; a loader whose batches do not
            fit is read again at each pass.

    Attributes:
        size: the number P of parameters that are moved.
        samples: the number n of samples.
        layout: names, shapes and places of the parameters in a vector of length P.

    Raises:
        LandscapeError: the model or the loss gives two answers to one question (dropout is on), the loss is no scalar
            mean, the data are empty, a pattern matches nothing, layers are computed again while derivatives are taken
            (activation checkpointing).
        NonFinite: the loss or its gradient is not finite; the message names the batch.
    """

    def __init__(
        self,
        model: Module,
        loss: Loss | Objective,
        data: Data,
        *,
        params: str | Iterable[str] | None = None,
        batch_norm: BatchNorm = "eval",
        labels: Labels | None = None,
        batch_size: int | None = None,
        memory: int = GIBIBYTE,
    ) -> None:
        self.loss, self.memory = objective(loss, labels), memory
        if not isinstance(model, Module):
            raise LandscapeError(f"expected a torch module as model, got {type(model).__name__}")
        first = next(model.parameters(), torch.empty(0))
        self.batches = read(data, first.device, batch_size, memory)
        self.network = Network(model, batch_norm, self.batches)
        fixed = self.network.normalising() if batch_norm == "zero" else ()
        self._select(selected(model, params, fixed))
        self._check()

    @property
    def samples(self) -> int:
        return self.batches.samples

    @property
    def size(self) -> int:
        return self.layout.size

    @cached_property
    def value(self) -> float:
        """The mean loss."""
        with torch.no_grad():
            terms = ((batch.weight, float(self.batch_loss(batch, {}))) for batch in self.batches)
            return sum(weight * term for weight, term in terms) / self.batches.weight

    @property
    def gradient(self) -> Vector:
        """The gradient of the mean loss, of length P; zero for parameters that the loss does not depend on."""
        return self._first_order[0].copy()

    @property
    def unused(self) -> tuple[str, ...]:
        """The parameters that the loss does not depend on: their rows of every curvature are zero."""
        return self._first_order[1]

    @property
    def position(self) -> Vector:
        """The parameters, of length P."""
        return self.layout.join([self.network.parameters[name] for name in self.layout.names])

    def at(self, position: ArrayLike) -> Problem:
        """The same problem with other values of the parameters, a vector of length P."""
        return self.moved(self.layout.split(position))

    def moved(self, parameters: Mapping[str, Tensor]) -> Problem:
        """The same problem with other tensors, alike but for their values, for some parameters; they are not copied."""
        return self._with(network=self.network.moved(parameters))

    def block(self, params: str | Iterable[str]) -> Problem:
        """The same problem with fewer parameters that are moved, those that match a pattern.

        Its curvatures are the diagonal blocks of the curvatures of this one.
        """
        names = selected(self.network.model, params)
        kept = tuple(name for name in self.layout.names if name in names)
        if not kept:
            raise LandscapeError(f"of the parameters that match {params!r} none is moved in this problem")
        return self._with(names=kept)

    def by_layer(self) -> dict[str, Problem]:
        """The problem of each module that has parameters of its own, by the name of the module."""
        layers: dict[str, list[str]] = {}
        for name in self.layout.names:
            layers.setdefault(name.rpartition(".")[0], []).append(name)
        return {layer: self._with(names=tuple(names)) for layer, names in layers.items()}

    def by_class(self) -> dict[int, Problem]:
        r"""The problem of the samples of each class: :math:`L = \sum_c \frac{n_c}{n} L_c`.

        Raises:
            LandscapeError: targets are not class numbers, or the loss or the model couples the samples of a batch.
        """
        if self.network.couples_samples:
            raise LandscapeError("batch statistics couple the classes: take batch_norm='eval' or 're-estimate'")
        classes = self.batches.classes()
        self.require_mean()
        return {label: self._with(batches=self.batches.of_class(label)) for label in classes}

    def leaves(self) -> dict[str, Tensor]:
        """Copies of the parameters that are moved, to differentiate by."""
        return {name: self.network.parameters[name].detach().requires_grad_() for name in self.layout.names}

    def output(self, batch: Batch, leaves: dict[str, Tensor]) -> Any:
        """The output of the model for a batch."""
        return self.network(leaves, batch.inputs)

    def batch_loss(self, batch: Batch, leaves: dict[str, Tensor]) -> Tensor:
        """The loss of a batch, a finite scalar."""
        with blaming():
            return checked(self.loss(self.output(batch, leaves), batch.target), batch)

    def require_mean(self) -> None:
        """See that the loss of each batch is a plain mean over samples, by that of its halves.

        Raises:
            LandscapeError: it is not.
        """
        with torch.no_grad():
            for batch in self.batches:
                require_mean(self.loss, self.output(batch, {}), batch, self.layout.precision)

    def require_dependence(self) -> None:
        """See that the loss depends on some parameter that was to be moved, so that no zero is taken for a curvature.

        Raises:
            LandscapeError: it does not, or derivatives are switched off.
        """
        if self._is_constant:
            raise LandscapeError(
                "torch finds no way from the loss to the parameters that are moved: give a loss that is not detached, "
                "no count, and not computed under no_grad"
            )
        if torch.is_inference_mode_enabled():
            raise LandscapeError("there are no derivatives within torch.inference_mode: leave it first")

    def _with(
        self, *, network: Network | None = None, batches: Batches | None = None, names: tuple[str, ...] | None = None
    ) -> Problem:
        other = copy(self)
        for known in ("value", "_first_order"):
            vars(other).pop(known, None)
        other.network, other.batches = network or self.network, batches or self.batches
        if names:
            other._select(names)
        return other

    def _select(self, names: tuple[str, ...]) -> None:
        self.layout = Layout({name: self.network.parameters[name] for name in names})

    @cached_property
    def _first_order(self) -> tuple[Vector, tuple[str, ...]]:
        """The gradient, and the names of the parameters that no batch depends on."""
        leaves = self.leaves()
        total, used = self.layout.join([None] * len(leaves)), set[str]()
        for batch in self.batches:
            with torch.enable_grad():
                value = self.batch_loss(batch, leaves)
            with self.network.at_rest():
                parts = first_derivatives(value, leaves, graph=False)
            used |= {name for name, part in parts.items() if part is not None}
            total += batch.weight / self.batches.weight * self.layout.join(list(parts.values()))
            if not math.isfinite(total @ total):
                where = next(name for name, part in parts.items() if part is not None and not part.isfinite().all())
                raise NonFinite(f"the gradient of batch {batch.index} by {where} is not finite")
        return total, tuple(name for name in leaves if name not in used)

    def _check(self) -> None:
        """See that the answers can be trusted: finite, the same twice, and a mean where batches are averaged."""
        first = self.batches.first()
        devices = {x.device for x in tensors_in(first.inputs) if x.is_cuda}
        with torch.no_grad(), torch.random.fork_rng(devices):
            self.batch_loss(first, {})
            require_deterministic(self.network, self.loss, first, self.layout.precision**0.5)
        if not self.batches.kept and not math.isclose(self.value, self.at(self.position).value, rel_tol=1e-3):
            raise LandscapeError("the loader gives other data at each pass: switch augmentation off, or raise memory")
        if self.batches.count > 1:
            self.require_mean()
        self._is_constant = len(self.unused) == len(self.layout.names)
