r"""What losses guarantee on given data: bounds of the 0-1 regret by the surrogate regret, minimizability gaps included.

For every h of the set, with :math:`R_{01}^* = E \min(\eta, 1 - \eta)` and the inverse of a transform T,

.. math:: R_{01}(h) - R_{01}^* \le T^{-1}\big(R_\varphi(h) - R_\varphi^*(H) + M_\varphi(H)\big),

where the left side is :math:`R_{01}(h) - R_{01}^*(H) + M_{01}(H)`, so that the bound holds for the regret against the
best of the set too (of several classes: :math:`1 - \max_y \eta_y` for the minimum). Where the regret of no wrong
class is positive and below :math:`\theta` at any input, the right side may be replaced by its argument times
:math:`\theta / T(\theta)`: a wrong class with the regret :math:`\theta_x` costs at least
:math:`T(\theta_x) \ge \theta_x T(\theta) / \theta`, since T is convex with T(0) = 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from losstheory.claims import Status
from losstheory.formulas.errors import LossTheoryError
from losstheory.losses.loss import Loss, MarginLoss, PairLoss
from losstheory.losses.multiclass import MulticlassLoss, multiclass
from losstheory.losses.typed import loss as typed
from losstheory.programs.measured import exact_number
from losstheory.programs.minimizability.distribution import FiniteDistribution
from losstheory.programs.minimizability.gap import GapError, MinimizabilityGap, minimizability_gap
from losstheory.programs.minimizability.reaches import Reach, reaches, read_set
from losstheory.programs.minimizability.rounding import decimal_above, float_above, interval
from losstheory.programs.minimizability.softmax_transform import falling_form, softmax_transform
from losstheory.programs.minimizability.transform import RegretTransform, proved_transform, regret_transform
from losstheory.programs.solution import DataError
from losstheory.reports.absent import Absent
from losstheory.reports.tables import columns, html_table, markdown_table
from losstheory.theory.consistency import HypothesisSet, Linear
from losstheory.theory.convex_scores import boundedness
from losstheory.theory.properties import LABELLED

REGRETS = (0, "1/100", "1/10")
PLACES, WIDEST = 6, 40


@dataclass(frozen=True)
class Guarantee:
    """What one loss guarantees.

    Attributes:
        loss: the loss.
        gap: R*(H), E inf and the gap, enclosed; absent with the reason.
        most: a number that the gap does not exceed; None where none is known.
        transform: T; absent with the reason.
        margin: the least positive 0-1 regret of a class at an input, |2 eta - 1| for two classes; None where there is
            none.
    """

    loss: Loss
    gap: MinimizabilityGap | Absent
    most: Fraction | None
    transform: RegretTransform | Absent
    margin: Fraction | None

    @property
    def known(self) -> bool:
        """Whether this loss gives a bound."""
        return self.most is not None and not isinstance(self.transform, Absent)

    def bound(self, regret: Any) -> Fraction:
        """The most that R01(h) exceeds the Bayes 0-1 risk by, for h with a surrogate risk of R*(H) + ``regret``.

        Raises:
            LossTheoryError: this loss guarantees nothing here; the message has the reason.
        """
        excess = exact_number(regret, "regret")
        if excess < 0:
            raise DataError(f"expected a regret >= 0, got {regret}")
        transform, most = self._known()
        return min(transform.inverse(excess + most), self._by_margin(excess + most))

    def curve(self, points: int = 256) -> list[tuple[Fraction, Fraction]]:
        """Steps (regret, bound): from each surrogate regret to the next the 0-1 regret is at most that bound.

        Raises as ``bound`` does.
        """
        transform, most = self._known()
        thetas = [Fraction(k, points) for k in range(1, points + 1)]
        steps, start = list[tuple[Fraction, Fraction]](), Fraction(0)
        for theta, floor in zip(thetas, transform.floors(thetas), strict=True):
            if floor - most > start:
                steps.append((start, min(theta, self._by_margin(floor))))
                start = floor - most
        return [*steps, (start, Fraction(1))]

    def _by_margin(self, z: Fraction) -> Fraction:
        """z theta / T(theta) for the least positive regret theta of a class, 1 at most."""
        if self.margin is None:
            return Fraction(0)
        return Fraction(1) if self._price <= 0 else min(Fraction(1), z * self.margin / self._price)

    @cached_property
    def _price(self) -> Fraction:
        """A number that T is not below at the least positive regret of a class."""
        transform, _ = self._known()
        return Fraction(0) if self.margin is None else transform.floors([self.margin])[0]

    def _known(self) -> tuple[RegretTransform, Fraction]:
        if isinstance(self.transform, Absent) or self.most is None:
            reason = self.transform.reason if isinstance(self.transform, Absent) else str(self.gap)
            raise GapError(f"{self.loss.name} gives no bound of the 0-1 regret: {reason}")
        return self.transform, self.most

    def to_json(self, regrets: Sequence[Fraction]) -> dict[str, Any]:
        return {
            "loss": self.loss.name,
            "gap": self.gap.to_json(),
            "transform": self.transform.to_json() if isinstance(self.transform, Absent) else self.transform.text,
            "bounds": [[str(r), float_above(self.bound(r))] for r in regrets] if self.known else None,
        }


@dataclass(frozen=True)
class Guarantees:
    """Guarantees in the order asked, for one set of scores and one distribution."""

    over: HypothesisSet
    data: FiniteDistribution
    rows: tuple[Guarantee, ...]
    regrets: tuple[Fraction, ...]

    @property
    def head(self) -> list[str]:
        return ["loss", "R*(H)", "E inf", "gap", *(f"0-1 regret at {regret}" for regret in self.regrets), "by"]

    @property
    def cells(self) -> list[list[str]]:
        return [_cells(row, self.regrets) for row in self.rows]

    @property
    def notes(self) -> list[str]:
        """What the numbers mean, and why some are absent."""
        missing = [
            f"{row.loss.name}: {part.reason}"
            for row in self.rows
            for part in (row.gap, row.transform)
            if isinstance(part, Absent)
        ]
        return [
            f"{self.over}; Bayes 0-1 risk of the data {decimal_above(self.data.bayes_error, PLACES)}",
            "0-1 regret at r: the most that R01(h) exceeds the Bayes 0-1 risk by, where the risk of h is R*(H) + r",
            self.data.meaning,
            *dict.fromkeys(missing),
        ]

    def to_json(self) -> dict[str, Any]:
        return {
            "schema": "losstheory/guarantee/1",
            "over": str(self.over),
            "inputs": len(self.data.x),
            "bayes_error": str(self.data.bayes_error),
            "meaning": self.data.meaning,
            "rows": [row.to_json(self.regrets) for row in self.rows],
        }

    def to_text(self) -> str:
        return "\n".join([columns([self.head, *self.cells]), "", *self.notes])

    def to_markdown(self) -> str:
        return "\n".join([markdown_table(self.head, self.cells), "", *(f"* {note}" for note in self.notes)])

    def __str__(self) -> str:
        return self.to_text()

    def _repr_html_(self) -> str:
        return html_table(self.head, self.cells)


def guarantee(
    losses: Iterable[Any], over: HypothesisSet | str, data: FiniteDistribution, regrets: Sequence[Any] = REGRETS
) -> Guarantees:
    """Which 0-1 regret each loss guarantees on the data, as a function of its own regret.

    >>> data = FiniteDistribution.of([[-1.0], [1.0]], ["1/4", "3/4"])
    >>> table = guarantee(["hinge", "logistic"], "all", data, regrets=["1/4"])
    >>> [round(float(row.bound("1/4")), 4) for row in table.rows]
    [0.25, 0.6758]

    Args:
        losses: losses, or texts for ``lt.loss``, with more than two classes for ``lt.multiclass``; or one of these.
        over: ``"linear:WEIGHTS,BIAS"``, ``"bounded:SCORES"`` or ``"all"``, in the Euclidean norm.
        data: a finite distribution.
        regrets: the surrogate regrets of the table; ``Guarantee.bound`` takes any.

    Raises:
        DataError: a regret that is negative or no number, data of another number of classes.
    """
    items = [losses] if isinstance(losses, str | Loss) else list(losses)
    classes = len(data.classes)
    chosen = [
        item if isinstance(item, Loss) else typed(item) if classes == 2 else multiclass(item, classes=classes)
        for item in items
    ]
    exact = tuple(exact_number(regret, "regret") for regret in regrets)
    if any(regret < 0 for regret in exact):
        raise DataError(f"expected regrets >= 0, got {min(exact)}")
    among = read_set(over)
    reached = reaches(among, data.x)
    return Guarantees(among, data, tuple(_of(loss, among, data, reached) for loss in chosen), exact)


def _of(loss: Loss, over: HypothesisSet, data: FiniteDistribution, reached: Sequence[Reach]) -> Guarantee:
    gap: MinimizabilityGap | Absent
    most: Fraction | None = None
    try:
        gap = minimizability_gap(loss, over, data)
        most = gap.upper
    except GapError as error:
        gap = Absent(str(error))
        if _no_gap(loss, over):
            most = Fraction(0)
    margins = (max(row) - p for row in data.eta for p in row)
    transform = gap if isinstance(gap, Absent) and most is None else _transform(loss, over, data, reached)
    return Guarantee(loss, gap, most, transform, min(filter(None, margins), default=None))


def _no_gap(loss: Loss, over: HypothesisSet) -> bool:
    """Over all scores, or all up to a bound, the least risk is E inf where that is finite, also without convexity."""
    if isinstance(over, Linear):
        return False
    if not isinstance(loss, MulticlassLoss):
        return loss.kind in LABELLED and boundedness(loss).status is Status.PROVED
    try:
        falling_form(loss)
    except GapError:
        return False
    return True


def _transform(
    loss: Loss, over: HypothesisSet, data: FiniteDistribution, reached: Sequence[Reach]
) -> RegretTransform | Absent:
    """T of a margin loss for the smallest reach of an input, with which it grows; of another loss as it is proved."""
    try:
        if isinstance(loss, MulticlassLoss):
            return softmax_transform(loss, over, reached, data.deterministic)
        if isinstance(loss, MarginLoss):
            known = [end for end in reached if end is not None]
            return regret_transform(loss, over, min(known, default=None))
        if isinstance(loss, PairLoss):
            return proved_transform(loss, over)
    except LossTheoryError as error:
        return Absent(str(error))
    return Absent(f"the transform of a {loss.kind} loss is not derived; that of a margin, pair or softmax loss is")


def _cells(row: Guarantee, regrets: Sequence[Fraction]) -> list[str]:
    numbers = ["-"] * 3 if row.most is None else ["-", "-", "0"]
    if isinstance(row.gap, MinimizabilityGap):
        sides = (row.gap.risk, row.gap.pointwise, row.gap)
        numbers = [interval(Fraction(side.lower), Fraction(side.upper), PLACES) for side in sides]
    if isinstance(row.transform, Absent) or not row.known:
        return [row.loss.name, *numbers, *["-"] * len(regrets), "-"]
    text = row.transform.text if len(row.transform.text) <= WIDEST else "T as proved"
    return [row.loss.name, *numbers, *(decimal_above(row.bound(r), 4) for r in regrets), text]
