"""Rows that are right or wrong by much: which way the loss goes, where it ends, and whether it still teaches."""

from __future__ import annotations

import torch
from torch import Tensor

from losstheory.empirical.audit.finding import Finding, duty, short, trait, untested
from losstheory.empirical.audit.rows import RowLoss

GENTLE = 1.0
SURE = 100.0
ZERO = 1e-6  # of the loss at equal scores
MARGINS = (4.0, 8.0, 16.0, 32.0)


def confidence(rows: RowLoss) -> list[Finding]:
    """The target's own class is preferred; the loss of sure and right rows is 0; sure and wrong ones teach."""
    rows.demand()
    classes = rows.task.outcomes
    every = torch.arange(classes)
    chosen, labels = every.repeat_interleave(classes), every.repeat(classes)
    losses = rows(one_class(rows, chosen, GENTLE), rows.task.target(labels)).reshape(classes, classes)
    return [_own_class(rows, losses), _every_class(rows, losses), _right(rows), *_wrong(rows)]


def one_class(rows: RowLoss, chosen: Tensor, size: float) -> Tensor:
    """Rows of scores in which one class has ``size`` and the others 0; for binary losses plus or minus ``size``."""
    if rows.task.kind == "binary":
        return size * (2.0 * chosen.double() - 1)
    return size * torch.nn.functional.one_hot(chosen, rows.task.classes).double()


def _own_class(rows: RowLoss, losses: Tensor) -> Finding:
    """l_y is not greater where class y has the highest score than where another class has it."""
    classes, own = rows.task.outcomes, losses.diagonal()
    excess = (own - losses).nan_to_num(0.0, 0.0, 0.0)
    place = int(excess.argmax())
    other, label = divmod(place, classes)
    if float(excess.max()) <= 8 * rows.unit * max(1e-30, float(losses.abs().nan_to_num(0.0, 0.0).max())):
        return duty("own_class", True, "lower where the target has the highest score than where another class has it")
    text = (
        f"target {label} costs {short(float(own[label]))} where class {label} has the score 1 and the others 0, and "
        f"{short(float(losses[other, label]))} where class {other} has it: a wrong sign, or targets of other classes"
    )
    scores = torch.stack([one_class(rows, torch.tensor(j), GENTLE) for j in (label, other)])
    numbers = {"own class": float(own[label]), "other class": float(losses[other, label])}
    return duty("own_class", False, text, numbers, scores=scores, targets=label)


def _every_class(rows: RowLoss, losses: Tensor) -> Finding:
    """Each class has a loss that depends on the scores, or costs nothing, as an ignored class does."""
    if bool((losses - losses[0, 0]).abs().max() <= 8 * rows.unit * losses.abs().max()):
        return untested("every_class", "the value never changes", duty=True)
    for label in range(rows.task.outcomes):
        cost, scores = losses[0, label], torch.cat([rows.task.scores(4, scale) for scale in (1.0, 10.0)])
        if bool(cost.isnan() | (cost == 0) | (losses[:, label] != cost).any()):
            continue
        targets = rows.task.target(torch.full((len(scores),), label))
        if bool((rows(scores, targets) == cost).all()):
            text = f"target {label} costs {short(float(cost))} whatever the scores are"
            return duty("every_class", False, text, scores=scores, targets=targets, value=cost)
    return duty("every_class", True, "no target costs the same at all scores, but for 0")


def _right(rows: RowLoss) -> Finding:
    """What a row costs that is right by a large margin."""
    every = torch.arange(rows.task.outcomes)
    scores, targets = one_class(rows, every, SURE), rows.task.target(every)
    losses = rows(scores, targets)
    worst = int(losses.abs().argmax())
    cost, size = float(losses[worst]), float(rows(torch.zeros_like(scores), targets).abs().max())
    text = f"a row that is right by {SURE:g} costs {short(cost)}"
    return trait(
        "zero_when_right", abs(cost) <= max(ZERO, rows.unit) * size, text, scores=scores[worst], targets=targets[worst]
    )


def _wrong(rows: RowLoss) -> list[Finding]:
    """Whether a row that is wrong by a margin has a gradient at all; a logarithm of something clamped has none."""
    target = rows.task.target(torch.tensor([0]))
    for margin in MARGINS:
        scores = one_class(rows, torch.tensor([1]), margin).requires_grad_()
        value = rows.module(scores, target).sum()
        if not value.requires_grad:
            return [untested("gradient_when_wrong", "the value carries no gradient")]
        slope = torch.autograd.grad(value, scores, allow_unused=True)[0]
        if slope is None or not bool(slope.any()):
            text = (
                f"a row that is wrong by {margin:g} costs {short(float(value.detach()))} and has no gradient (clamped?)"
            )
            return [trait("gradient_when_wrong", False, text, {"margin": margin}, scores=scores, targets=target)]
    return [trait("gradient_when_wrong", True, f"a row that is wrong by up to {MARGINS[-1]:g} has a gradient")]
