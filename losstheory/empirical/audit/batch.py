r"""How the value of a batch comes from its rows.

Tried in turn: one number for each row; the mean, the sum, or :math:`\sum_i w_{y_i} \ell_i / \sum_i w_{y_i}` of
the values of rows alone; the mean over all pairs of scores and targets; a multiple of the mean that depends on the
number of rows only. What is none of these couples rows, unless its values cannot be compared at all.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from losstheory.empirical.audit.finding import short
from losstheory.empirical.audit.module import Module

SIZES = (7, 4, 7, 3)
OBSTACLES = {
    "coupled": "the value of a row depends on the other rows",
    "crossed": "the value of a row depends on the other rows",
    "random": "the value is random, so that batches cannot be compared",
    "coarse": "its values have too few digits to be compared",
    "undefined": "a batch has no finite value",
}


@dataclass(frozen=True)
class Reduction:
    """``form`` is ``rows``, ``mean``, ``sum``, ``weighted``, ``scaled``, or one of `OBSTACLES`.

    Attributes:
        form: how a batch is put together.
        weights: for ``weighted`` the weights of the classes, of mean 1.
        factors: for ``scaled`` the value over the mean of the rows, by the number of rows.
        witness: for ``scaled`` and where there is an obstacle, a batch with its value and those of its rows alone.
    """

    form: str
    weights: Tensor | None = None
    factors: tuple[tuple[int, float], ...] = ()
    witness: tuple[tuple[str, Tensor], ...] = ()

    @property
    def couples(self) -> bool:
        return self.form in ("coupled", "crossed")

    @property
    def obstacle(self) -> str:
        """Why there is no loss of a single row; empty if there is."""
        return OBSTACLES.get(self.form, "")

    @property
    def text(self) -> str:
        match self.form:
            case "rows":
                return "one value for each row"
            case "weighted" if self.weights is not None:
                listed = ", ".join(short(float(weight)) for weight in self.weights[:8])
                return (
                    f"the mean over the rows with the weights {listed}{', …' * (len(self.weights) > 8)} of the classes"
                )
            case "scaled":
                listed = ", ".join(f"{short(factor)} for {rows} rows" for rows, factor in self.factors)
                return f"the mean of the rows times a factor that depends on their number: {listed}"
            case "crossed":
                return (
                    "the mean over all pairs of the scores of one row with the target of another: "
                    "a shape [N] has met a shape [N, 1]"
                )
            case "coupled":
                return (
                    "neither a mean nor a sum over the rows: the value of a row depends on the others, "
                    "as that of contrastive, pairwise and set-level losses does"
                )
        return self.obstacle or f"the {self.form} of the rows"


@dataclass(frozen=True)
class Batch:
    """A batch with its value, and the value of each of its rows alone."""

    scores: Tensor
    targets: Tensor
    value: Tensor
    alone: Tensor

    @classmethod
    def of(cls, module: Module, rows: int, stream: int) -> Batch:
        scores, targets = module.task.scores(rows, stream=stream), module.task.targets(rows, stream)
        value = module(scores, targets).detach().double()
        return cls(scores, targets, value, module.rows_alone(scores, targets))


def reduction_of(module: Module) -> Reduction:
    """How the module puts the values of rows together, seen on a few batches.

    Raises:
        CallFailed: it gives no value.
    """
    batches = [Batch.of(module, rows, stream) for stream, rows in enumerate(SIZES)]
    granted = (
        module.unit
        * max(1e-30, *(float(batch.alone.abs().nan_to_num(0.0, 0.0).max()) for batch in batches))
        * max(SIZES)
    )

    def close(value: Tensor, expected: Tensor) -> bool:
        return bool(((value - expected).abs() <= granted).all())

    witness = _contrast(batches[0])
    coupled = Reduction("coupled", witness=witness)
    if form := incomparable(module, [batch.value for batch in batches]):
        return Reduction(form, witness=witness)
    if all(batch.value.ndim == 1 for batch in batches):
        return Reduction("rows") if all(close(batch.value, batch.alone) for batch in batches) else coupled
    if any(batch.value.ndim == 1 for batch in batches):
        return coupled
    for form, rule in (("mean", torch.mean), ("sum", torch.sum)):
        if all(close(batch.value, rule(batch.alone)) for batch in batches):
            return Reduction(form)
    weights = _class_weights(module)
    if weights is not None and all(close(batch.value, _weighted(module, batch, weights)) for batch in batches):
        return Reduction("weighted", weights)
    if all(close(batch.value, _crossed(module, batch).mean()) for batch in batches[1::2]):
        return Reduction("crossed", witness=coupled.witness)
    means = [(len(batch.alone), float(batch.alone.mean())) for batch in batches]
    if all(granted < abs(mean) < torch.inf for _, mean in means):
        factors = [(rows, float(batch.value) / mean) for (rows, mean), batch in zip(means, batches, strict=True)]
        if abs(factors[0][1] - factors[2][1]) <= 1e-6 * abs(factors[0][1]):
            return Reduction("scaled", factors=tuple(sorted(dict(factors).items())), witness=witness)
    return coupled


def incomparable(module: Module, values: list[Tensor]) -> str:
    """Which of `OBSTACLES` forbids to compare values of batches; empty if none does."""
    if not all(bool(value.isfinite().all()) for value in values):
        return "undefined"
    return "coarse" if module.is_coarse else "random" if module.is_random else ""


def _contrast(batch: Batch) -> tuple[tuple[str, Tensor], ...]:
    return (
        ("scores", batch.scores), ("targets", batch.targets), ("value", batch.value), ("rows alone", batch.alone),
    )  # fmt: skip


def _crossed(module: Module, batch: Batch) -> Tensor:
    """The loss of the scores of each row with the target of each row."""
    rows = len(batch.alone)
    scores, targets = (
        batch.scores.repeat_interleave(rows, 0),
        batch.targets.repeat(rows, *[1] * (batch.targets.ndim - 1)),
    )
    return module.rows_alone(scores, targets)


def _weighted(module: Module, batch: Batch, weights: Tensor) -> Tensor:
    shares = weights[module.task.indices(batch.targets)]
    return torch.where(shares == 0, 0.0, shares * batch.alone).sum() / shares.sum()


def _class_weights(module: Module) -> Tensor | None:
    """The weights that explain batches of two rows, one of them of a fixed class; None if none do.

    A class whose rows alone have no finite value, as 0/0, can only have the weight 0.
    """
    task = module.task
    if not 2 <= task.outcomes <= 1000:
        return None
    every = module.rows_alone(task.scores(task.outcomes), task.target(torch.arange(task.outcomes)))
    counted = every.isfinite().tolist()
    if not any(counted):
        return None
    base, ratios = counted.index(True), list[float]()
    for other in range(task.outcomes):
        scores = task.scores(2, stream=100 + other)
        targets = task.target(torch.tensor([base, other]))
        first, second = module.rows_alone(scores, targets).tolist()
        value = float(module(scores, targets).detach())
        if other == base or not counted[other]:
            ratios.append(float(other == base))
        elif value == second:
            return None
        else:
            ratios.append((first - value) / (value - second))
    weights = torch.tensor(ratios, dtype=torch.float64)
    return weights / weights.mean() if bool((weights.isfinite() & (weights >= 0)).all()) else None
