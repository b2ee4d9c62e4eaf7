"""Properties of the loss of a row as a function of its scores."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from losstheory.empirical.audit.finding import Finding, duty, short, trait, untested
from losstheory.empirical.audit.module import CallFailed
from losstheory.empirical.audit.rows import RowLoss

SCALES = (0.1, 1.0, 10.0)
MODERATE = 1.0
CLAMPED = 1e-3  # a sum that is constant at moderate scores and this near to it elsewhere is that of a clamped formula
CHORDS = 40


def observed_range(rows: RowLoss) -> list[Finding]:
    """The least and the greatest value seen, and whether it depends on the scores at all."""
    seen = list[tuple[float, Tensor, Tensor]]()
    for stream, scale in enumerate(SCALES):
        scores, targets = rows.task.scores(8, scale, stream), rows.task.targets(8, stream)
        value = rows.module(scores, targets).detach().double()
        seen += [(each, scores, targets) for each in value.reshape(-1).tolist()]
        if _apart(rows):
            values = rows(scores, targets).tolist()
            seen += list(zip(values, scores.split(1), targets.split(1), strict=True))
    finite = [each for each in seen if math.isfinite(each[0])]
    if not finite:
        why = "no value is finite"
        return [untested("informative", why, duty=True), untested("nonnegative", why)]
    lowest = min(finite, key=lambda each: each[0])
    least, greatest = lowest[0], max(value for value, _, _ in finite)
    numbers = {"least": least, "greatest": greatest}
    at = {"scores": lowest[1], "targets": lowest[2], "value": least}
    flat = len(finite) == len(seen) and greatest - least <= rows.unit * max(abs(least), abs(greatest))
    told = f"is {short(least)} at every input tried" if flat else "depends on the scores"
    text = f"values from {short(least)} to {short(greatest)} at scores of size {SCALES[0]:g} to {SCALES[-1]:g}"
    return [
        duty("informative", not flat, f"the value {told}", numbers, **at),
        trait("nonnegative", least >= -rows.unit * max(1.0, greatest), text, numbers, **at),
    ]


def sums(rows: RowLoss) -> list[Finding]:
    """Whether l_1(s) + … + l_K(s) is constant, as noise tolerance wants it, and is 1."""
    tried = {scale: _with_a_tie(rows, scale) for scale in SCALES}
    found = {scale: rows.every_target(scores) for scale, scores in tried.items()}
    totals = {scale: losses.sum(1) for scale, losses in found.items()}
    size = max(float(found[scale].abs().sum(1).max()) for scale in SCALES if scale <= MODERATE)
    calm = torch.cat([total for scale, total in totals.items() if scale <= MODERATE])
    least, greatest = float(calm.min()), float(calm.max())
    numbers = {"least sum": least, "greatest sum": greatest}
    constant = greatest - least <= rows.unit * size
    every = torch.cat(list(totals.values()))
    apart = float((every - calm[0]).abs().max())
    level = float(calm.mean())
    if not constant:
        at = [tried[scale][i] for scale, i in (_place(totals, calm.min()), _place(totals, calm.max()))]
        text = f"l_1 + … + l_K goes from {short(least)} to {short(greatest)}"
        return [
            trait("symmetric", False, text, numbers, scores=torch.stack(at), sums=[least, greatest]),
            trait("normalised", False, f"{text}; a normalised loss has the sum 1", numbers, scores=torch.stack(at)),
        ]
    scores = rows.task.scores(6)[0]
    if apart > max(rows.unit * size, CLAMPED * abs(level)):
        text = f"l_1 + … + l_K is {short(level)} at scores of size 1, and {short(apart)} off at larger ones"
        last = tried[SCALES[-1]]
        return [trait("symmetric", False, text, numbers, scores=last, sums=every[-len(last) :])]
    near = "" if apart <= rows.unit * size else f", up to {apart:.2g} at large scores (clamped?)"
    one = abs(level - 1) <= max(rows.unit * size, apart)
    ratio = "" if one else f"; a normalised loss has the sum 1 (scale error {short(level)}x)"
    return [
        trait("symmetric", True, f"l_1 + … + l_K = {short(level)} everywhere{near}", {**numbers, "sum": level}),
        trait("normalised", one, f"l_1 + … + l_K = {short(level)}{ratio}", {"sum": level}, scores=scores, sum=level),
    ]


def _with_a_tie(rows: RowLoss, scale: float) -> Tensor:
    """Scores, and equal ones if the loss is finite there."""
    scores = rows.task.scores(6, scale)
    tie = torch.zeros_like(scores[:1])
    return torch.cat([scores, tie]) if bool(rows.every_target(tie).isfinite().all()) else scores


def invariances(rows: RowLoss) -> list[Finding]:
    """Whether the loss stays when all scores are shifted, or scaled, or the classes are renamed."""
    task = rows.task
    scores, targets = task.scores(8), task.targets(8)
    losses = rows(scores, targets)
    renamed = torch.arange(task.classes).roll(1)
    back = renamed.argsort()
    others = {
        "shift_invariant": ("all scores are shifted by 3", scores + 3.0, targets),
        "scale_invariant": ("all scores are doubled", 2.0 * scores, targets),
        "permutation_equivariant": (
            "the classes are renamed", scores[:, back], task.target(renamed[task.indices(targets)]),
        ),
    }  # fmt: skip
    findings = []
    for name, (change, moved, goals) in others.items():
        values = rows(moved, goals)
        apart, granted = (values - losses).abs(), 8 * rows.unit * max(1e-30, float(losses.abs().max()))
        worst = int(apart.argmax())
        holds = bool(apart[worst] <= granted)
        text = f"stays when {change}" if holds else (
            f"is {short(float(losses[worst]))} and, when {change}, {short(float(values[worst]))}"
        )  # fmt: skip
        witness = {"scores": scores[worst], "targets": targets[worst], "moved": moved[worst], "value": values[worst]}
        findings.append(trait(name, holds, text, {"granted": granted}, **witness))
    return findings


def convex(rows: RowLoss) -> list[Finding]:
    """Whether the value at the middle of a chord is at most the mean of those at its ends."""
    task, worst, size = rows.task, -torch.inf, 0.0
    witness: dict[str, Tensor] = {}
    for stream, scale in enumerate((1.0, 4.0)):
        left, right = task.scores(CHORDS, scale, stream), task.scores(CHORDS, scale, stream + 10)
        targets = task.targets(CHORDS, stream)
        ends, middle = (rows(left, targets), rows(right, targets)), rows((left + right) / 2, targets)
        above = middle - (ends[0] + ends[1]) / 2
        size = max(size, float(torch.stack(ends).abs().max()))
        i = int(above.argmax())
        if float(above[i]) > worst:
            worst = float(above[i])
            witness = {"left": left[i], "right": right[i], "targets": targets[i], "above the chord": above[i]}
    granted = rows.unit * size
    if worst > granted:
        text = f"lies {short(worst)} above a chord, at its middle"
        return [trait("convex", False, text, {"above": worst, "granted": granted}, **witness)]
    return [trait("convex", True, f"lies below {2 * CHORDS} chords at their middles", {"granted": granted})]


def _apart(rows: RowLoss) -> bool:
    try:
        return not rows.reduction.obstacle
    except CallFailed:  # a row alone has no value
        return False


def _place(totals: dict[float, Tensor], value: Tensor) -> tuple[float, int]:
    """The scale and the row of a sum."""
    return next((scale, i) for scale, sums in totals.items() for i, total in enumerate(sums) if total == value)
