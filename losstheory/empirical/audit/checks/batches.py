"""What a module does with a batch as a whole."""

from __future__ import annotations

import torch

from losstheory.empirical.audit.finding import Finding, duty, short, trait, untested
from losstheory.empirical.audit.module import CallFailed
from losstheory.empirical.audit.rows import RowLoss

STATED = ("none", "mean", "sum")
UNSTATED = "or a sum divided by a number that is written in the code: state reduction='mean' or 'sum' to have it tested"
SIZE, OTHERS, SPREAD = 6, 8, 4.0  # rows of a batch, and how many others of which size each is exchanged for
COPIES = (1, 2, 3, 4)
STRAIGHT = 0.1  # how far the slope over the number of copies may change and still be called constant


def separable(rows: RowLoss, reduction: str | None = None) -> list[Finding]:
    """A batch is a mean or a sum over its rows, as stated; a loss that couples rows is said to, not accused."""
    found = rows.reduction
    if found.form == "scaled":
        return [
            duty(
                "separable",
                False,
                found.text,
                {f"factor at {n} rows": f for n, f in found.factors},
                **dict(found.witness),
            )
        ]
    if found.obstacle and not found.couples:
        return [untested("separable", found.obstacle)]
    if found.form == "crossed":
        return [duty("separable", False, found.text, **dict(found.witness))]
    stated = reduction or getattr(rows.module.function, "reduction", None)
    seen = {"rows": "none", "weighted": "mean"}.get(found.form, found.form)
    if stated in STATED and seen in STATED and stated != seen:
        text = f"{found.text}, though reduction={stated!r}"
        if stated == "mean" and seen == "sum":
            text += ": a sum, or one divided by a number that is written in the code instead of the number of rows"
        scores, targets = rows.task.scores(SIZE), rows.task.targets(SIZE)
        return [duty("separable", False, text, scores=scores, targets=targets, value=rows.module(scores, targets))]
    text = found.text
    if found.form == "sum" and stated is None:
        text += f", {UNSTATED}"
    if found.form == "coupled" and _shifted_columns(rows):
        text += "; it stays when all scores of one class are raised alike: normalised over the rows, not the classes"
    return [trait("separable", not found.couples, text, **dict(found.witness))]


def _shifted_columns(rows: RowLoss) -> bool:
    """Whether the value stays when the scores of each class are shifted alike in all rows."""
    task = rows.task
    if task.kind != "multiclass":
        return False
    scores, targets = task.scores(6), task.targets(6)
    value = float(rows.module(scores, targets).detach().sum())
    moved = float(rows.module(scores + 2.0 * task.scores(1, stream=1), targets).detach().sum())
    return abs(moved - value) <= 8 * rows.unit * abs(value)


def every_row(rows: RowLoss) -> list[Finding]:
    """Each row of a batch can change its value."""
    task = rows.task
    scores, targets = task.scores(SIZE), task.targets(SIZE)
    value = rows.module(scores, targets).detach()
    idle = []
    for i in range(SIZE):
        for stream in range(OTHERS):
            other, goals = scores.clone(), targets.clone()
            other[i], goals[i] = task.scores(1, SPREAD, stream)[0], task.targets(OTHERS, stream)[stream]
            if not torch.equal(rows.module.quick(other, goals).detach(), value):
                break
        else:
            idle.append(i)
    if len(idle) == SIZE:
        return [untested("every_row", "the value never changes", duty=True)]
    where = ", ".join(str(i + 1) for i in idle)
    text = f"row {where} of {SIZE} never changes the value" if idle else "each row of a batch can change the value"
    return [duty("every_row", not idle, text, scores=scores, targets=targets, value=value)]


def row_order(rows: RowLoss) -> list[Finding]:
    """The value stays when the rows are put in another order."""
    rows.demand_comparable()
    scores, targets = rows.task.scores(SIZE), rows.task.targets(SIZE)
    turn = torch.arange(SIZE).roll(2)
    value, turned = rows.module(scores, targets).detach(), rows.module(scores[turn], targets[turn]).detach()
    value = value[turn] if value.ndim else value
    same = bool(((value - turned).abs() <= SIZE * rows.unit * value.abs().max()).all())
    text = "stays when the rows are put in another order" if same else (
        f"is {short(float(value.sum()))} and, with the rows in another order, {short(float(turned.sum()))}"
    )  # fmt: skip
    return [trait("row_order", same, text, scores=scores, targets=targets, value=value, turned=turned)]


def averages(rows: RowLoss) -> list[Finding]:
    """Copies of a batch have the value of the batch, as for a mean, or as many times it, as for a sum."""
    rows.demand_comparable()
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
        text = "grows in proportion to the rows: a sum, or a sum divided by a number that is written in the code"
        return [trait("averages", False, text, numbers, **witness)]
    steps = [b - a for a, b in zip(values, values[1:], strict=False)]
    listed = ", ".join(map(short, values))
    if all(abs(step - steps[0]) <= STRAIGHT * abs(steps[0]) for step in steps):
        text = (
            f"1, 2, 3, 4 copies of a batch give {listed}: neither its value nor as many times it, but equal steps; "
            "a number of rows is written in the code, or something that is no loss of rows is added to a sum"
        )
        return [duty("averages", False, text, numbers, **witness)]
    text = f"1, 2, 3, 4 copies of a batch give {listed}: it depends on the number of rows"
    text += ", as contrastive losses do" if _couples(rows) else ""
    return [trait("averages", False, text, numbers, **witness)]


def _couples(rows: RowLoss) -> bool:
    try:
        return rows.reduction.couples
    except CallFailed:  # a row alone has no value
        return True
