"""Large, equal and infinite scores."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from losstheory.empirical.audit.finding import Finding, duty, short, trait, untested
from losstheory.empirical.audit.module import CallFailed
from losstheory.empirical.audit.rows import RowLoss

LARGE = 1e4
WHERE_TIED = {"binary": "scores of 0", "regression": "predictions that are their targets"}
POWERS = range(0, 15)  # sizes 1, 2, 4, … of a score, past LARGE
HONEST = 1e100  # what overflows by growing passes this on the way, since the value squares at most from size to size


def finite_scores(rows: RowLoss) -> list[Finding]:
    """No NaN in value and gradient at scores of ±1e4 and at ties, and no jump to infinity."""
    findings = []
    for name, scores in {"ties": _tied(rows), "large_scores": _large(rows)}.items():
        where = "scores of ±1e4" if name == "large_scores" else WHERE_TIED.get(rows.task.kind, "equal scores")
        targets = rows.task.targets(len(scores))
        leaf = scores.clone().requires_grad_()
        try:
            value = rows.module(leaf, targets)
        except CallFailed as failed:
            findings.append(duty(name, False, f"{failed}, at {where}", scores=scores, targets=targets))
            continue
        grown = bool(value.isinf().any())
        bad = ["value"] if bool(value.isnan().any()) else []
        if value.requires_grad and not grown:
            gradient = torch.autograd.grad(value.sum(), leaf, allow_unused=True)[0]
            bad += ["gradient"] if gradient is not None and bool(gradient.isnan().any()) else []
        text = f"NaN in the {' and the '.join(bad)} at {where}" if bad else f"no NaN in value and gradient at {where}"
        findings.append(duty(name, not bad, text, scores=scores, targets=targets, value=value))
    return [*findings, *_jump(rows)]


def infinite_scores(rows: RowLoss) -> list[Finding]:
    """What a score of ±inf gives; masks set scores of wrong classes to -inf."""
    task = rows.task
    if task.kind == "regression":
        return []
    said, bad = list[str](), dict[str, Tensor]()
    for sign in (math.inf, -math.inf):
        for wrong in (False, True) if task.kind == "multiclass" else (False,):
            scores, targets = _level(rows)[:1].clone(), task.target(torch.tensor([0]))
            scores[(0, int(wrong)) if task.kind == "multiclass" else 0] = sign
            whose = ("a wrong class" if wrong else "the true class") if task.kind == "multiclass" else "label 0"
            reply = rows.module.reply(scores.to(rows.module.dtype), targets)
            value = reply.value
            got = short(float(value.detach().sum())) if isinstance(value, Tensor) else reply.failure
            if got == "nan" and not bad:
                bad = {"scores": scores, "targets": targets}
            said.append(f"{short(sign)} for {whose}: {got}")
    return [trait("infinite_scores", not bad, "; ".join(said), **bad)]


def _jump(rows: RowLoss) -> list[Finding]:
    """A value that is far from the largest number at one size of a score and infinite at twice that size."""
    task = rows.task
    if task.kind == "regression":
        return []
    try:
        if rows.reduction.obstacle:
            return []
    except CallFailed as failed:
        return [untested("overflow", f"a row alone {failed}")]
    for target in range(task.outcomes)[:3]:
        for sign in (1.0, -1.0):
            last = 0.0
            for power in POWERS:
                scores = torch.zeros_like(task.scores(1))
                scores[(0, target) if task.kind == "multiclass" else 0] = sign * 2.0**power
                goal = task.target(torch.tensor([target]))
                at = f"a score of {short(sign * 2.0**power)}"
                try:
                    value = abs(float(rows.module.rows_alone(scores, goal)[0]))
                except CallFailed as failed:
                    return [duty("overflow", False, f"{failed}, at {at}", scores=scores, targets=goal)]
                if math.isinf(value) and last < HONEST ** min(
                    1.0, -math.log2(torch.finfo(rows.module.dtype).tiny) / 1022
                ):
                    text = f"infinite at {at}, though {short(last)} at half of it"
                    return [duty("overflow", False, text, scores=scores, targets=goal, value=value)]
                if not math.isfinite(value):
                    break
                last = value
    return [duty("overflow", True, f"no jump to infinity up to scores of {short(2.0 ** POWERS[-1])}")]


def two_classes(rows: RowLoss) -> list[Finding]:
    """A module that is not made for a number of classes takes two."""
    if rows.task.kind != "multiclass" or rows.task.classes == 2:
        return []
    from dataclasses import replace

    pair = replace(rows.module, task=replace(rows.task, classes=2))
    try:
        value = pair(pair.task.scores(4), pair.task.targets(4))
    except CallFailed as failed:
        return [untested("two_classes", f"made for {rows.task.classes} classes, or not for two: {failed}"[:200])]
    finite = bool(value.isfinite().all())
    return [trait("two_classes", finite, f"two classes give {'a finite value' if finite else 'no finite value'}")]


def _level(rows: RowLoss) -> Tensor:
    return torch.zeros_like(rows.task.scores(6))


def _tied(rows: RowLoss) -> Tensor:
    """Equal scores; for a regression predictions that are their targets."""
    return rows.task.targets(6) if rows.task.kind == "regression" else _level(rows)


def _large(rows: RowLoss) -> Tensor:
    signs = rows.task.scores(6).sign()
    signs[signs == 0] = 1.0
    return LARGE * signs
