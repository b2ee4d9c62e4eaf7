"""The loss that a module is said to compute, as a function of scores and classes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from torch import Tensor

from losstheory.empirical.audit.task import AuditError, Task
from losstheory.losses.loss import AnyLoss, MarginLoss, PairLoss, ProbabilityLoss, ResidualLoss
from losstheory.losses.multiclass import ScoreLoss
from losstheory.numeric import to_torch

if TYPE_CHECKING:
    from losstheory.empirical.audit.checks.comparison import Formula


@dataclass(frozen=True)
class Stated:
    """A loss of the kind of the task.

    Raises:
        AuditError: it is of another kind, or has another number of classes.
    """

    loss: AnyLoss | ScoreLoss
    task: Task

    def __post_init__(self) -> None:
        fits: dict[str, tuple[type, ...]] = {
            "multiclass": (ScoreLoss,),
            "binary": (MarginLoss, PairLoss, ProbabilityLoss),
            "regression": (ResidualLoss,),
        }
        if not isinstance(self.loss, fits[self.task.kind]):
            kind = self.loss.kind
            raise AuditError(f"expected a loss for kind {self.task.kind!r}, got {self.loss.name}, a {kind} loss")
        if isinstance(self.loss, ScoreLoss) and self.loss.classes != self.task.classes:
            raise AuditError(f"{self.loss.name} has {self.loss.classes} classes, the audit {self.task.classes}")

    @property
    def name(self) -> str:
        return self.loss.name

    @property
    def formula(self) -> Formula:
        """The losses of rows of scores with their classes; for a regression, of predictions with their targets."""
        if isinstance(self.loss, ScoreLoss):
            return to_torch(self.loss)
        if self.task.kind == "regression":
            of_residual = to_torch(self.loss)
            return lambda predictions, targets: of_residual(targets - predictions)
        labelled = to_torch(self.loss, labels=(0, 1))

        def of_labels(scores: Tensor, classes: Tensor) -> Tensor:
            return labelled(classes, scores)

        return of_labels
