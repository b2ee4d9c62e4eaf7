"""A model as it is now, as a function of its parameters: the module itself is never changed."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from copy import copy
from typing import Any, Literal, TypeAlias, TypeVar, get_args

import torch
from torch import Tensor
from torch.func import functional_call
from torch.nn import Module
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.nn.modules.batchnorm import _BatchNorm

from losstheory.landscape.batches import Batch
from losstheory.landscape.errors import LandscapeError

BatchNorm: TypeAlias = Literal["eval", "zero", "batch", "re-estimate"]
State: TypeAlias = Mapping[str, Tensor]
Value = TypeVar("Value")
ONE_VALUE = "more than 1 value per channel"
STATISTICS = ("running_mean", "running_var")


class Network:
    """The outputs of a model at a copy of its parameters and buffers.

    Every layer stays in the mode that it is in, but for batch normalisation:

    * ``"eval"``: by the running statistics;
    * ``"zero"``: likewise, and the layers' own parameters are held fixed;
    * ``"batch"``: by the statistics of each batch, so that the samples of a batch are coupled;
    * ``"re-estimate"``: by the statistics over the data at these parameters, which derivatives take as constants.

    Attention runs on the back end that can be differentiated twice. Copies share the module, and calls set and
    restore its batch normalisation: not for two threads at once.
    """

    def __init__(self, model: Module, batch_norm: BatchNorm, batches: Iterable[Batch]) -> None:
        if batch_norm not in get_args(BatchNorm):
            raise LandscapeError(f"expected batch_norm among {', '.join(get_args(BatchNorm))}; got {batch_norm!r}")
        if empty := [name for name, x in model.named_parameters() if x.is_meta]:
            raise LandscapeError(f"{empty[0]} is on the device 'meta' and has no values: load the model first")
        self.model, self.batch_norm, self._batches = model, batch_norm, batches
        self.parameters: State = {name: x.detach().clone() for name, x in model.named_parameters()}
        self._buffers: State = {name: x.detach().clone() for name, x in model.named_buffers()}
        self._layers = {name: layer for name, layer in model.named_modules() if isinstance(layer, _BatchNorm)}
        if batch_norm == "re-estimate":
            self._buffers = {**self._buffers, **self._estimated()}

    @property
    def couples_samples(self) -> bool:
        """Whether the output of a sample depends on the others of its batch."""
        unkept = any(layer.running_mean is None for layer in self._layers.values())
        return bool(self._layers) and (self.batch_norm == "batch" or unkept)

    def moved(self, parameters: State) -> Network:
        """The same model with other values for some parameters; statistics are estimated anew if they are at all."""
        other = copy(self)
        other.parameters = {**self.parameters, **parameters}
        if self.batch_norm == "re-estimate":
            other._buffers = {**self._buffers, **other._estimated()}
        return other

    def fixed_state(self, moved: Container[str]) -> State:
        """The parameters and buffers that outputs depend on, without the parameters ``moved``."""
        kept = self.batch_norm in ("eval", "zero")
        counts = (*(() if kept else STATISTICS), "num_batches_tracked")
        unused = {_joined(name, own) for name in self._layers for own in counts}
        everything = {**self.parameters, **self._buffers}
        return {name: x for name, x in everything.items() if name not in unused and name not in moved}

    def normalising(self) -> set[str]:
        """The names of the parameters of layers of batch normalisation."""
        return {_joined(name, own) for name, layer in self._layers.items() for own in layer._parameters}

    def __call__(self, leaves: State, inputs: Any) -> Any:
        """The output for a batch, with ``leaves`` in place of the parameters of these names."""
        return self._apply(leaves, inputs, self.batch_norm == "batch")

    def during(self, moving: State, use: Callable[[Callable[[Any], Any]], Value]) -> Value:
        """What ``use`` makes of the outputs as a function of inputs, while ``moving`` are parameters of the module.

        They may be changed in place between two calls: what else a call costs is spent once. Statistics are not
        estimated anew.
        """
        fixed = self._buffers_used(self.batch_norm == "batch")
        buffers = {name: x.clone() for name, x in fixed.items()}
        versions = {name: x._version for name, x in buffers.items()}

        def output(inputs: Any) -> Any:
            for name, x in buffers.items():
                if x._version != versions[name]:
                    x.copy_(fixed[name])
                    versions[name] = x._version
            arguments, named = _spread(inputs)
            return self.model(*arguments, **named)

        state = {f"model.{name}": x for name, x in {**self.parameters, **moving, **buffers}.items()}
        with _batch_norm_set(self._layers.values(), self.batch_norm == "batch"), sdpa_kernel(SDPBackend.MATH):
            return functional_call(_Holding(self.model), state, (lambda: use(output),))  # type: ignore[no-any-return]

    @contextmanager
    def at_rest(self) -> Iterator[None]:
        """Refuse calls of the layers, which would see the parameters of the module instead of those of this network.

        Activation checkpointing makes such calls while derivatives are taken.
        """

        def refuse(layer: Module, _: tuple[Any, ...]) -> None:
            name = type(layer).__name__
            raise LandscapeError(f"{name} is called again while derivatives are taken: switch off its checkpointing")

        with ExitStack() as stack:
            for layer in self.model.modules():
                stack.callback(layer.register_forward_pre_hook(refuse).remove)
            yield

    def _apply(self, leaves: State, inputs: Any, of_batch: bool) -> Any:
        """The output, with batch normalisation by the statistics of the batch or by those in the buffers."""
        arguments, named = _spread(inputs)
        buffers = {name: x.clone() for name, x in self._buffers_used(of_batch).items()}
        with _batch_norm_set(self._layers.values(), of_batch), sdpa_kernel(SDPBackend.MATH):
            try:
                return functional_call(self.model, ({**self.parameters, **leaves}, buffers), arguments, named)
            except ValueError as error:
                if of_batch and ONE_VALUE in str(error):
                    raise LandscapeError(
                        "a batch has one value a channel, of which there are no statistics: take a batch_size that "
                        "leaves no sample alone, or batch_norm='eval'"
                    ) from error
                raise

    def _buffers_used(self, of_batch: bool) -> dict[str, Tensor]:
        unused = {_joined(name, own) for name in self._layers for own in STATISTICS if of_batch}
        return {name: x for name, x in self._buffers.items() if name not in unused}

    def _estimated(self) -> State:
        """The mean and variance of what each layer of batch normalisation receives, over all samples.

        One pass, in which the layers normalise by the statistics of the batch: exact for data in one batch.
        """
        if unkept := [name for name, layer in self._layers.items() if layer.running_mean is None]:
            raise LandscapeError(f"{unkept[0]} keeps no running statistics that could be estimated anew: use 'batch'")
        sums: dict[str, list[Any]] = {}

        def hook(name: str) -> Any:
            def add(_: Module, arguments: tuple[Tensor, ...]) -> None:
                x = arguments[0].detach().double()
                over = [axis for axis in range(x.ndim) if axis != 1]
                new = [x.numel() // x.shape[1], x.sum(over), (x * x).sum(over)]
                sums[name] = [a + b for a, b in zip(sums[name], new, strict=True)] if name in sums else new

            return add

        with ExitStack() as stack, torch.no_grad():
            for name, layer in self._layers.items():
                stack.callback(layer.register_forward_pre_hook(hook(name)).remove)
            for batch in self._batches:
                self._apply({}, batch.inputs, of_batch=True)
        new: dict[str, Tensor] = {}
        for name, (count, first, second) in sums.items():
            mean, squares = first / count, second / count
            statistics = (mean, (squares - mean**2).clamp(min=0))
            new |= {_joined(name, own): x for own, x in zip(STATISTICS, statistics, strict=True)}
        return {name: x.to(self._buffers[name]) for name, x in new.items()}


class _Holding(Module):  # type: ignore[misc]
    """A module that runs a function while the parameters of the module in it are replaced."""

    def __init__(self, model: Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, use: Callable[[], Any]) -> Any:
        return use()


def _spread(inputs: Any) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Inputs as positional arguments and named ones."""
    if isinstance(inputs, Mapping):
        return (), dict(inputs)
    return (inputs if isinstance(inputs, tuple) else (inputs,)), {}


def _joined(layer: str, own: str) -> str:
    return f"{layer}.{own}" if layer else own


@contextmanager
def _batch_norm_set(layers: Iterable[Module], of_batch: bool) -> Iterator[None]:
    """Batch normalisation by the statistics of the batch, or by the running ones; as it was at the end."""
    before = [(layer, layer.training, dict(layer._buffers)) for layer in layers]
    try:
        for layer, _, _ in before:
            layer.training = False
            if of_batch:
                layer._buffers.update(dict.fromkeys(STATISTICS))
        yield
    finally:
        for layer, training, buffers in before:
            layer.training = training
            layer._buffers.update(buffers)
