"""What a module is fed with: scores and targets of a kind, drawn with a generator of their own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from losstheory.formulas.errors import LossTheoryError

KINDS = ("multiclass", "binary", "regression")
SEED = 20230702


class AuditError(LossTheoryError, ValueError):
    """An audit that cannot be begun: what was expected, what came, what to do."""


@dataclass(frozen=True)
class Task:
    """The kind of input that a module takes.

    Attributes:
        kind: ``multiclass``: scores ``[N, K]`` and class indices ``[N]``; ``binary``: scores ``[N]`` and labels ``[N]``
            as floats; ``regression``: predictions ``[N]`` and targets ``[N]``.
        classes: K; 2 for ``binary``, 0 for ``regression``.
        labels: how the two labels of ``binary`` are written.
        one_hot: whether targets of classes are rows of 0 and 1, as floats.
    """

    kind: str
    classes: int
    labels: tuple[float, float] = (0.0, 1.0)
    one_hot: bool = False

    @classmethod
    def of(cls, classes: int | None, kind: str | None, labels: tuple[float, float]) -> Task:
        """The task that is meant: K classes unless ``kind`` says otherwise.

        Raises:
            AuditError: there is no such kind, or the number of classes does not fit it.
        """
        chosen = kind or "multiclass"
        if chosen not in KINDS:
            raise AuditError(f"expected a kind of {', '.join(KINDS)}, got {kind!r}")
        if chosen != "multiclass":
            if classes not in (None, 2 if chosen == "binary" else None):
                raise AuditError(f"kind {chosen!r} takes no number of classes, got {classes}")
            return cls(chosen, 2 if chosen == "binary" else 0, labels)
        if isinstance(classes, bool) or not isinstance(classes, int) or classes < 2:
            raise AuditError(f"expected a number of classes of at least 2, got {classes!r}; give classes=K")
        return cls(chosen, classes)

    @property
    def width(self) -> int:
        """How many scores a row has."""
        return self.classes if self.kind == "multiclass" else 1

    @property
    def outcomes(self) -> int:
        """How many different targets there are; 0: a continuum."""
        return self.classes

    def scores(self, rows: int, scale: float = 1.0, stream: int = 0) -> Tensor:
        """Normal scores times ``scale``, in float64; the same for the same arguments."""
        shape = (rows, self.classes) if self.kind == "multiclass" else (rows,)
        return scale * torch.from_numpy(np.random.default_rng((SEED, stream, rows)).standard_normal(shape))

    def targets(self, rows: int, stream: int = 0) -> Tensor:
        """Targets in which every label occurs as soon as there are rows enough; normal ones for a regression."""
        generator = np.random.default_rng((SEED, stream, rows, 1))
        if self.kind == "regression":
            return torch.from_numpy(generator.standard_normal(rows))
        return self.target(torch.from_numpy(generator.permutation(rows) % self.classes))

    def target(self, indices: Tensor) -> Tensor:
        """The targets of classes 0, …, K-1 as the module takes them."""
        if self.kind == "binary":
            return torch.tensor(self.labels, dtype=torch.float64)[indices]
        if self.one_hot:
            return torch.nn.functional.one_hot(indices, self.classes).double()
        return indices

    def indices(self, targets: Tensor) -> Tensor:
        """The classes of targets."""
        if self.kind == "binary":
            return (targets == self.labels[1]).long()
        return targets.argmax(-1) if self.one_hot else targets
