"""The update against the value: autograd's derivative and the numerical one."""

from __future__ import annotations

import torch
from torch import Tensor

from losstheory.empirical.audit.finding import Finding, duty, short, untested
from losstheory.empirical.audit.rows import RowLoss

COORDINATES = 24  # how many derivatives are compared
STEPS = {torch.float64: 1e-5, torch.float32: 2e-2}
GRANTED = {torch.float64: 1e-5, torch.float32: 2e-2}  # of the size of the gradient
TRIED = (0.3, 1.0, 3.0, 10.0)  # sizes of scores at which a gradient of 0 is looked at again
BENT = 1e-3  # one-sided slopes that differ by more than this, of their size, are those of a kink or a jump


def gradient(rows: RowLoss) -> list[Finding]:
    """The derivative that autograd gives is that of the value, so that nothing is detached by mistake."""
    module = rows.module
    scores, targets = module.task.scores(3, 1.5), module.task.targets(3)
    leaf = scores.clone().requires_grad_()
    value = module(leaf, targets).sum()
    if not value.requires_grad:
        return [untested("gradient", "the value carries no gradient", duty=True)]
    stated = torch.autograd.grad(value, leaf, allow_unused=True)[0]
    update = (torch.zeros_like(leaf) if stated is None else stated).double().reshape(-1)
    coarse = max(module.dtype, value.dtype, key=lambda dtype: torch.finfo(dtype).eps)
    if coarse not in STEPS:
        return [untested("gradient", f"values in {str(coarse).removeprefix('torch.')} are too coarse", duty=True)]
    step, compared, worst = STEPS[coarse], 0, 0.0
    rounding = 16 * torch.finfo(coarse).eps * abs(float(value.detach())) / step

    def slope(place: int, by: float) -> float:
        moved = scores.clone().reshape(-1)
        moved[place] += by
        at = module(moved.reshape(scores.shape), targets).detach().double().sum()
        return float(at - value.detach().double()) / by

    size = max(1e-30, float(update.abs().max()))
    for place in range(0, len(update), max(1, len(update) // COORDINATES)):
        right, left = slope(place, step), slope(place, -step)
        central, size = (right + left) / 2, max(size, abs(right), abs(left))
        if abs(right - left) > BENT * size * (step / STEPS[torch.float64]) ** 0.5 + rounding:
            continue
        compared += 1
        worst = max(worst, abs(float(update[place]) - central))
        if abs(float(update[place]) - central) > GRANTED[coarse] * size + rounding:
            return [_difference(scores, targets, place, float(update[place]), central)]
    if not compared:
        return [untested("gradient", "every derivative tried was at a kink or a jump", duty=True)]
    if not update.any() and (idle := _idle(rows)):
        return idle
    text = f"autograd's derivative is that of the value, {compared} compared, {worst:.2g} apart at most"
    return [duty("gradient", True, text, {"compared": float(compared), "largest difference": worst})]


def _idle(rows: RowLoss) -> list[Finding]:
    """A difference where the value changes with the scores, but has the gradient 0 wherever it is tried."""
    task, values = rows.task, list[Tensor]()
    for stream, scale in enumerate(TRIED):
        scores, targets = task.scores(8, scale, stream).requires_grad_(), task.targets(8)
        value = rows.module(scores, targets).sum()
        if value.requires_grad and torch.autograd.grad(value, scores, allow_unused=True)[0] is not None:
            slope = torch.autograd.grad(rows.module(scores, targets).sum(), scores)[0]
            if bool(slope.any()):
                return []
        values.append(value.detach())
    spread = torch.stack(values).double()
    if bool((spread - spread[0]).abs().max() <= 8 * rows.unit * spread.abs().max()):
        return []
    text = "the value changes with the scores in steps, and its gradient is 0 wherever tried: it teaches nothing"
    return [duty("gradient", False, text, scores=scores, targets=targets)]


def _difference(scores: Tensor, targets: Tensor, place: int, update: float, slope: float) -> Finding:
    text = (
        f"autograd's derivative is {short(update)}, that of the value {short(slope)}: a term is detached, "
        "digits are dropped, or the backward pass is another function's"
    )
    row, score = divmod(place, scores.shape[1] if scores.ndim == 2 else 1)
    numbers = {"autograd": update, "of the value": slope, "row": float(row), "score": float(score)}
    return duty("gradient", False, text, numbers, scores=scores, targets=targets)
