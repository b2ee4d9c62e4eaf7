"""Settings of the process that a loss has no business with: kept from a stranger's code, and put back."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch

SETTINGS: dict[str, tuple[Callable[[], Any], Callable[[Any], Any]]] = {
    "whether torch records gradients": (torch.is_grad_enabled, torch.set_grad_enabled),
    "torch's default type": (torch.get_default_dtype, torch.set_default_dtype),
    "torch's number of threads": (torch.get_num_threads, torch.set_num_threads),
    "torch's anomaly detection": (torch.is_anomaly_enabled, torch.autograd.set_detect_anomaly),
    "torch's choice of algorithms": (
        torch.are_deterministic_algorithms_enabled,
        torch.use_deterministic_algorithms,
    ),
    "numpy's treatment of floating-point errors": (np.geterr, lambda kept: np.seterr(**kept)),
    "the working directory": (os.getcwd, os.chdir),
}


def settings() -> dict[str, Any]:
    """The settings as they are."""
    return {name: read() for name, (read, _) in SETTINGS.items()}


def restore(kept: dict[str, Any]) -> list[str]:
    """Put settings back; the names of those that had changed."""
    changed = [name for name, (read, _) in SETTINGS.items() if read() != kept[name]]
    for name in changed:
        SETTINGS[name][1](kept[name])
    return changed


@contextmanager
def kept_settings() -> Iterator[None]:
    """Leave the settings as they were.

    >>> with kept_settings():
    ...     torch.set_default_dtype(torch.float64)
    >>> torch.get_default_dtype()
    torch.float32
    """
    kept = settings()
    try:
        yield
    finally:
        restore(kept)
