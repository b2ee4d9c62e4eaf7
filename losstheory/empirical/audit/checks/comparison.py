"""A module against the formula that it is said to compute."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from losstheory.empirical.audit.finding import Finding, duty, short, untested
from losstheory.empirical.audit.rows import RowLoss

Formula = Callable[[Tensor, Tensor], Tensor]  # scores and classes to losses, one for each row
SCALES = (0.0, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 1000.0)
CALM = 3.0  # up to this size of scores a constant factor or term is looked for
WEIGHTED = ", with the weight of the class in the mean"  # which a row alone does not show
NOISE = 1e-7  # relative differences below this are as of an epsilon inside a logarithm


def values(rows: RowLoss, formula: Formula, name: str) -> list[Finding]:
    """The value of each row is that of the formula; if not, the first difference, gentle scores first."""
    if rows.reduction.obstacle:
        return [_of_a_batch(rows, formula, name)]
    calm = _table(rows, formula, [scale for scale in SCALES if scale <= CALM])
    size = max(float(calm[3].abs().max()), float(calm[2].abs().max()))
    for scale in SCALES:
        scores, targets, got, wanted = _table(rows, formula, [scale])
        granted = rows.unit * torch.maximum(wanted.abs(), torch.tensor(size))
        apart = (got - wanted).abs()
        both = (got == wanted) | (got.isnan() & wanted.isnan())
        off = ~both & ~(apart <= granted)
        if off.any():
            i = int(off.nonzero()[0])
            related = relation(calm[2], calm[3], rows.unit, rows.reduction.form == "sum")
            pair = f"{short(float(got[i]))} where {name} is {short(float(wanted[i]))}"
            text = (
                f"{pair}, at scores of size {scale:g}{WEIGHTED if rows.reduction.weights is not None else ''}{related}"
            )
            numbers = {"value": float(got[i]), "formula": float(wanted[i]), "granted": float(granted[i])}
            return [duty("values_as_stated", False, text, numbers, scores=scores[i], targets=targets[i])]
    return [duty("values_as_stated", True, f"every value is that of {name}, at scores up to {short(SCALES[-1])}")]


def _of_a_batch(rows: RowLoss, formula: Formula, name: str) -> Finding:
    """Where a module that couples rows leaves a formula of single rows: at one row alone, or at several in a batch."""
    seen = dict(rows.reduction.witness)
    scores, targets, value, alone = (seen[part] for part in ("scores", "targets", "value", "rows alone"))
    wanted = formula(scores, rows.task.indices(targets)).detach().double()
    off = ~((alone - wanted).abs() <= rows.unit * wanted.abs().max())
    if off.any():
        i = int(off.nonzero()[0])
        text = f"{short(float(alone[i]))} for a row alone where {name} is {short(float(wanted[i]))}"
        numbers = {"value": float(alone[i]), "formula": float(wanted[i])}
        return duty("values_as_stated", False, text, numbers, scores=scores[i], targets=targets[i])
    text = f"a row alone has the value of {name}, but {len(alone)} rows together have "
    if value.ndim:
        i = int((value - wanted).abs().argmax())
        text += f"{short(float(value[i]))} where that is {short(float(wanted[i]))}: rows depend on one another"
        numbers = {"value": float(value[i]), "formula": float(wanted[i])}
    else:
        mean, total = float(wanted.mean()), float(wanted.sum())
        text += f"{short(float(value))}, neither the mean {short(mean)} nor the sum {short(total)} of those values"
        numbers = {"value": float(value), "mean of the formula": mean, "sum of the formula": total}
    return duty("values_as_stated", False, text, numbers, **seen, **{"of the formula": wanted})


def gradients(rows: RowLoss, formula: Formula, name: str) -> list[Finding]:
    """The gradient of each row is the derivative of the formula."""
    rows.demand()
    scores, targets = rows.task.scores(12, 1.5), rows.task.targets(12)
    ours, theirs = scores.clone().requires_grad_(), scores.clone().requires_grad_()
    (wanted,) = torch.autograd.grad(formula(theirs, rows.task.indices(targets)).sum(), theirs)
    parts = []
    for i in range(len(scores)):
        value = rows.module(ours[i : i + 1], targets[i : i + 1])
        if not value.requires_grad:
            return [untested("gradients_as_stated", "the value carries no gradient", duty=True)]
        parts.append(torch.autograd.grad(value.sum(), ours, allow_unused=True)[0][i])
    got = torch.stack(parts).double()
    granted = 10 * rows.unit * max(1e-30, float(wanted.abs().max()), float(got.abs().max()))
    apart = (got - wanted).abs()
    if bool((apart <= granted).all()):
        return [duty("gradients_as_stated", True, f"gradients are the derivatives of {name}", {"granted": granted})]
    i, k = divmod(int(apart.argmax()), scores.shape[-1] if scores.ndim == 2 else 1)
    at = (i, k) if scores.ndim == 2 else (i,)
    text = f"the derivative is {short(float(got[at]))} where that of {name} is {short(float(wanted[at]))}"
    text += relation(got.reshape(-1), wanted.reshape(-1), rows.unit)
    witness = {"scores": scores[i], "targets": targets[i], "gradient": got[i], "of the formula": wanted[i]}
    return [duty("gradients_as_stated", False, text, {"granted": granted}, **witness)]


def relation(got: Tensor, wanted: Tensor, unit: float, summed: bool = False) -> str:
    """How two lists of numbers are related, if they are: by a factor, a term, or both.

    Of a loss that sums its rows, the factor 1/n is that of a sum divided by n.

    >>> relation(torch.tensor([2.0, 4.0, 8.0]), torch.tensor([1.0, 2.0, 4.0]), 1e-6)
    '; equal up to the constant factor 2'
    """
    if not bool(got.isfinite().all() and wanted.isfinite().all()) or not bool((wanted != 0).any()):
        return ""
    size = float(got.abs().max())
    term = float((got - wanted).mean())
    factor = float((got * wanted).sum() / (wanted * wanted).sum())
    slope = float(((got - got.mean()) * (wanted - wanted.mean())).sum() / ((wanted - wanted.mean()) ** 2).sum())
    both = float(got.mean() - slope * wanted.mean())
    divisor = 1 / factor if factor else 0.0
    whole = summed and divisor > 1.5 and abs(divisor - round(divisor)) <= 1e-6 * divisor
    divided = f": the sum of the rows divided by {round(divisor)}, which is written in the code" if whole else ""
    for residual, text in (
        (got - factor * wanted, f"; equal up to the constant factor {short(factor)}{divided}"),
        (got - wanted - term, f"; equal up to the additive constant {short(term)}"),
        (got - slope * wanted - both, f"; equal to {short(slope)} times it plus {short(both)}"),
    ):
        if float(residual.abs().max()) <= 10 * unit * max(size, 1e-30):
            return text
    worst = float((got - wanted).abs().max()) / max(size, 1e-30)
    return f"; {worst:.2g} of its size apart at most at moderate scores" if worst < NOISE else ""


def _table(rows: RowLoss, formula: Formula, scales: list[float]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Scores and targets with the values of the module and of the formula."""
    task = rows.task
    scores = torch.cat([task.scores(9, scale, stream) for stream, scale in enumerate(scales)])
    targets = torch.cat([task.targets(9, stream) for stream in range(len(scales))])
    return scores, targets, rows(scores, targets), formula(scores, task.indices(targets)).detach().double()
