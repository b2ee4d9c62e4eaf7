"""A data set and losses small enough for trials in tests; processes find them by name."""

from __future__ import annotations

import numpy as np
import pytest

from losstheory.empirical import Dataset, Measurement

torch = pytest.importorskip("torch", reason="torch is not installed")


def rings(n: int = 90, seed: int = 3) -> Dataset:
    """Three classes in the plane: a disc and two rings around it, with a little noise."""
    draw = np.random.default_rng(seed)
    y = np.arange(n) % 3
    angle, radius = draw.uniform(0, 2 * np.pi, n), y + draw.normal(0, 0.15, n)
    return Dataset("rings", np.stack([radius * np.cos(angle), radius * np.sin(angle)], 1), y, ("a", "b", "c"))


def cross_entropy(scores, labels):
    return torch.nn.functional.cross_entropy(scores, labels, reduction="none")


def mean_absolute(scores, labels):
    """One number for a batch."""
    return (2 - 2 * scores.softmax(-1).gather(-1, labels[:, None])).mean()


def endless(scores, labels):
    """Scores leave the finite numbers."""
    return -(scores**2).sum(-1).exp()


def steady(size: int = 5, shift: float = 0.0) -> dict[str, Measurement]:
    """A protocol without a network: three quantities that are known."""
    noise = np.random.default_rng(0).normal(0.0, 0.01, size)
    protocol = {"seeds": list(range(size))}
    values = {"low": noise, "high": noise + 1 + 0.001 * np.arange(size), "same": np.full(size, 0.5) + shift}
    return {name: Measurement.of(list(x), protocol=protocol) for name, x in values.items()}


def failing() -> dict[str, Measurement]:
    raise RuntimeError("the experiment fails")
