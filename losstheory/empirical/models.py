"""Small classifiers, and their parameters as stacks of replicas."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np
import torch
from numpy.random import Generator
from numpy.typing import NDArray
from torch import nn

from losstheory.empirical.intervals import MeasurementError

Floats: TypeAlias = NDArray[np.float64]
Tensor: TypeAlias = Any
Parameters: TypeAlias = dict[str, Tensor]
Architecture: TypeAlias = Callable[[int, int], Any]  # numbers of features and of classes to a torch module

CHANNELS = 16
HIDDEN = (128,)


def model(name: str | Architecture, features: int, classes: int) -> Any:
    """A torch module without values: its parameters are shapes alone, which ``draw_parameters`` fills.

    * ``"linear"``: one affine map.
    * ``"mlp"``, ``"mlp:256,64"``: hidden layers of these widths (128) with ReLU.
    * ``"cnn"``: two 3 x 3 convolutions with ReLU and pooling over 2 x 2, 16 and 32 channels, and an affine map, on
      square pictures.

    Args:
        name: one of these, or a function of the numbers of features and classes that makes a module without buffers.
        features: the length of an input.
        classes: the number of scores.

    Raises:
        MeasurementError: the name is unknown, the inputs are no square pictures, or the module has buffers.
    """
    with torch.device("meta"):
        made = _named(name, features, classes) if isinstance(name, str) else name(features, classes)
    if any(True for _ in made.buffers()):
        raise MeasurementError(
            "replicas are trained together, which needs a model without buffers, such as batch norms"
        )
    return made


def _named(name: str, features: int, classes: int) -> Any:
    widths = re.fullmatch(r"mlp(?::([1-9][0-9]{0,4}(?:,[1-9][0-9]{0,4}){0,7}))?", name)
    if name == "linear":
        return nn.Linear(features, classes)
    if widths is not None:
        return _perceptron([features, *(map(int, widths[1].split(",")) if widths[1] else HIDDEN), classes])
    if name == "cnn":
        return _convolutional(features, classes)
    raise MeasurementError(f"expected a model linear, mlp, mlp:WIDTH,... or cnn; got {name!r}")


def _perceptron(widths: Sequence[int]) -> Any:
    layers: list[Any] = []
    for before, after in zip(widths, widths[1:], strict=False):
        layers += [nn.Linear(before, after), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def _convolutional(features: int, classes: int) -> Any:
    side = math.isqrt(features)
    if side * side != features or side < 4:
        raise MeasurementError(f"a cnn needs square pictures of at least 4 x 4, got inputs of {features} numbers")
    return nn.Sequential(
        nn.Unflatten(1, (1, side, side)),
        nn.Conv2d(1, CHANNELS, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(CHANNELS, 2 * CHANNELS, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(1),
        nn.Linear(2 * CHANNELS * (side // 4) ** 2, classes),
    )


def draw_parameters(made: Any, generator: Generator) -> Floats:
    r"""Initial values of all parameters in one vector, as torch's layers have them.

    They are uniform on :math:`\pm 1/\sqrt{m}`, m being the number of inputs of the unit, and come from ``generator``
    alone; no global generator is read or changed.
    """
    fan, drawn = 1, []
    for parameter in made.parameters():
        fan = math.prod(parameter.shape[1:]) if parameter.ndim > 1 else fan
        drawn.append(generator.uniform(-1, 1, parameter.numel()) / math.sqrt(fan))
    return np.concatenate(drawn)


def parameters(made: Any, stack: Tensor) -> Parameters:
    """The parameters by name, each of shape ``[R, ...]``, as parts of vectors ``[R, P]``."""
    shapes = {name: parameter.shape for name, parameter in made.named_parameters()}
    parts = stack.split([shape.numel() for shape in shapes.values()], dim=1)
    return {name: part.unflatten(1, shape) for (name, shape), part in zip(shapes.items(), parts, strict=True)}


def count(made: Any) -> int:
    """The number of parameters."""
    return sum(math.prod(parameter.shape) for parameter in made.parameters())


def described(name: str | Architecture, made: Any, features: int, classes: int) -> str:
    """A line such as ``MLP 64-128-10``."""
    if not isinstance(name, str):
        return f"{getattr(name, '__name__', type(made).__name__)}, {count(made):,} parameters"
    if name.startswith("mlp"):
        hidden = [str(layer.out_features) for layer in made if isinstance(layer, nn.Linear)]
        return f"MLP {'-'.join([str(features), *hidden])}"
    return f"{'CNN' if name == 'cnn' else name}, {count(made):,} parameters"
