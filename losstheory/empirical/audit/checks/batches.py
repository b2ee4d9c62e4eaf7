"""What a module does with a batch as a whole."""

from __future__ import annotations

from losstheory.empirical.audit.finding import Finding, duty, short, trait
from losstheory.empirical.audit.rows import RowLoss

COPIES = (1, 2, 3, 4)
STRAIGHT = 0.1  # how far the slope over the number of copies may change and still be called constant


def separable(rows: RowLoss) -> list[Finding]:
    """A batch is a mean or a sum over its rows; a loss that couples rows is said to, not accused."""
    reduction = rows.reduction
    if reduction.form == "scaled":
        return [duty("separable", False, reduction.text, {f"factor at {n} rows": f for n, f in reduction.factors})]
    stated = getattr(rows.module.function, "reduction", None)
    if stated in ("mean", "sum") and reduction.form in ("mean", "sum") and stated != reduction.form:
        return [duty("separable", False, f"{reduction.text}, though reduction={stated!r}")]
    text = reduction.text
    if reduction.form == "sum":
        text += " (or a mean over a number of rows that is written in the code)"
    return [trait("separable", not reduction.couples, text, **dict(reduction.witness))]


def averages(rows: RowLoss) -> list[Finding]:
    """Copies of a batch have the value of the batch, as for a mean, or as many times it, as for a sum."""
    task = rows.task
    scores, targets = task.scores(6), task.targets(6)
    found = [rows.module(scores.repeat(m, *[1] * (scores.ndim - 1)), targets.repeat(m, *[1] * (targets.ndim - 1)))
             for m in COPIES]  # fmt: skip
    if any(value.ndim for value in found):
        return []
    values = [float(value.detach()) for value in found]
    numbers = {f"{m} copies": value for m, value in zip(COPIES, values, strict=True)}
    granted = rows.unit * max(map(abs, values))
    if max(values) - min(values) <= granted:
        return [trait("averages", True, "copies of a batch have its value: it averages over the rows", numbers)]
    witness = {"scores": scores, "targets": targets, "values": values}
    if all(abs(value - m * values[0]) <= granted for m, value in zip(COPIES, values, strict=True)):
        text = "grows in proportion to the rows: a sum, or a mean over a number of rows that is written in the code"
        return [trait("averages", False, text, numbers, **witness)]
    steps = [b - a for a, b in zip(values, values[1:], strict=False)]
    listed = ", ".join(map(short, values))
    if all(abs(step - steps[0]) <= STRAIGHT * abs(steps[0]) for step in steps):
        text = (
            f"1, 2, 3, 4 copies of a batch give {listed}: neither its value nor as many times it, but equal steps; "
            "a number of rows is written in the code, or something that is no loss of rows is added to a sum"
        )
        return [duty("averages", False, text, numbers, **witness)]
    text = f"1, 2, 3, 4 copies of a batch give {listed}: it depends on the number of rows, as contrastive losses do"
    return [trait("averages", False, text, numbers, **witness)]
