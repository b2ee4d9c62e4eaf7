"""Which columns a comparison of losses has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from losstheory.losses.multiclass import EveryKLoss, FormulaPerClass
from losstheory.reports.questions import asked, chosen, derivations

if TYPE_CHECKING:
    from losstheory.reports.questions import Subject

USUAL = (
    "convex", "calibrated", "top2_calibrated", "rank_preserving", "symmetric", "softmax_proper",
    "noise_tolerant", "sum_range", "noise_excess",
)  # fmt: skip


@dataclass(frozen=True)
class Layout:
    """The columns of a comparison, by default the usual ones, and what they leave out."""

    names: tuple[str, ...] | None
    notes: tuple[str, ...] = ()

    @classmethod
    def of(cls, losses: Sequence[Subject], noise: Fraction | int | str | None, wanted: Iterable[str] | None) -> Layout:
        """The names wanted, each known to one of the losses; None: the usual ones, where a loss is multiclass.

        Raises:
            LossTheoryError: a name is not known, or noise is asked of other losses.
        """
        known = dict.fromkeys(name for loss in losses for name in (*asked(loss, noise), *derivations(loss, noise)))
        if wanted is not None:
            return cls(chosen(wanted, tuple(known)))
        if not any(isinstance(loss, FormulaPerClass | EveryKLoss) for loss in losses):
            return cls(None)
        shown = tuple(name for name in USUAL if name in known)
        left = [name for name in known if name not in shown]
        return cls(shown, (f"left out, to be chosen as properties: {', '.join(left)}",) if left else ())

    def of_loss(self, loss: Subject, noise: Fraction | int | str | None) -> tuple[str, ...] | None:
        """The columns that this loss has; None: all of its verdicts."""
        if self.names is None:
            return None
        known = {*asked(loss, noise), *derivations(loss, noise)}
        return tuple(name for name in self.names if name in known)
