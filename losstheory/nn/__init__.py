"""Losses of the catalogue as torch modules; needs torch.

Each has a class-like name: that of the catalogue without underscores, in any case, so ``GCE`` is ``gce`` and
``CrammerSinger`` is ``crammer_singer``. A name of both catalogues is that of the multiclass loss; ``Binary`` has the
other.

>>> from losstheory import nn
>>> nn.GCE(q=0.7, reduction="sum", ignore_index=-1)
Multiclass('gce:q=7/10', reduction='sum')
>>> nn.module("nce + rce:A=4")
Multiclass('nce + rce:A=4', reduction='mean')
>>> nn.Logistic(labels=(-1, 1))
Binary('logistic', labels=(-1, 1), reduction='mean')

A linear layer and its loss in chunks of rows, regression by bins, and the relaxed sort have names of their own:
``ChunkedLinear``, ``HistogramLoss`` and ``neural_sort``.
"""

try:
    import torch as _torch  # noqa: F401
except ModuleNotFoundError as error:
    raise ImportError("losstheory.nn needs torch: pip install 'losstheory[torch]'") from error

from collections.abc import Callable
from typing import Any

from losstheory.losses.multiclass import multiclass_catalogue as _classes
from losstheory.nn.binary import Binary
from losstheory.nn.chunked import ChunkedLinear
from losstheory.nn.histogram import HistogramLoss
from losstheory.nn.multiclass import Multiclass
from losstheory.nn.naming import OTHER_NAMES, catalogue_name, factory
from losstheory.nn.robust import Robust
from losstheory.nn.sorting import neural_sort

__all__ = ["Binary", "ChunkedLinear", "HistogramLoss", "Multiclass", "Robust", "module", "neural_sort"]


def module(loss: str, **options: Any) -> Multiclass | Binary:
    """The module of catalogue terms, with the arguments of ``Multiclass`` or of ``Binary``."""
    return Multiclass(loss, **options) if _classes.recognizes(loss) else Binary(loss, **options)


def __getattr__(name: str) -> Callable[..., Multiclass | Binary]:
    """The modules of a loss of the catalogue: parameters of the loss by name, then the arguments of the module.

    Raises:
        AttributeError: there is no such loss; the message suggests the nearest.
    """
    if name.startswith("_"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return factory(catalogue_name(name), name)


def __dir__() -> list[str]:
    return [*__all__, *OTHER_NAMES]
