"""Reductions, class weights and ignored rows, of modules that have them."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor

from losstheory.empirical.audit.batch import reduction_of
from losstheory.empirical.audit.finding import Finding, duty, short, trait, untested
from losstheory.empirical.audit.module import CallFailed, Module, copied
from losstheory.empirical.audit.rows import RowLoss

ROWS = 8


def reductions(rows: RowLoss) -> list[Finding]:
    """``mean`` and ``sum`` are those of ``none``, also with class weights and ignored rows."""
    module = rows.module
    if variant(module, "reduction", "none") is None:
        return [untested("reductions", "takes no reduction"), *_ignored(module)]
    scores, targets = module.task.scores(ROWS), module.task.targets(ROWS)
    try:
        none, mean, total = (
            _with_reduction(module, form)(scores, targets).detach() for form in ("none", "mean", "sum")
        )
    except CallFailed as failed:
        return [
            duty(
                "reductions",
                False,
                f"a reduction of none, mean and sum fails: {failed}",
                scores=scores,
                targets=targets,
            )
        ]
    if none.ndim != 1:
        return [
            duty(
                "reductions",
                False,
                "reduction='none' gives one number, not one for each row",
                scores=scores,
                targets=targets,
            )
        ]
    witness = {"scores": scores, "targets": targets, "none": none, "mean": mean, "sum": total}
    granted = module.unit * float(none.abs().sum())
    summed = bool((total - none.sum()).abs() <= granted)
    text = "sum is the sum of none" if summed else (
        f"sum is {short(float(total))}, the sum of none {short(float(none.sum()))}"
    )  # fmt: skip
    findings = [duty("sum", summed, text, **witness), *_alone(module, scores, targets, none)]
    weights = _weights(module)
    shares = (
        _shares(module, scores, targets, none) if weights is None else weights[module.task.indices(targets)].double()
    )
    kept = _kept(module, targets)
    plain = bool((mean - none.sum() / kept.sum()).abs() <= granted)
    weighted = bool((mean - none.sum() / (shares * kept).sum()).abs() <= granted)
    text = "mean is the mean of none" if plain else "mean is the sum of none over that of the class weights"
    wrong = f"mean is {short(float(mean))}, the mean of none {short(float(none.mean()))}"
    findings.append(duty("mean", plain or weighted, text if plain or weighted else wrong, **witness))
    if weights is not None and bool((weights != weights[0]).any()) and (plain or weighted):
        text = text if weighted else f"{text}: divided by the number of rows, where torch's cross-entropy has weights"
        findings.append(trait("mean_by_weights", weighted, text, **witness))
    return findings + _ignored(module)


def _alone(module: Module, scores: Tensor, targets: Tensor, none: Tensor) -> list[Finding]:
    """Without a reduction a row has the value that it has alone, if the mean is one over rows."""
    if reduction_of(_with_reduction(module, "mean")).obstacle:
        return []
    alone = _with_reduction(module, "none").rows_alone(scores, targets)
    apart = (none - alone).abs().nan_to_num(0.0)
    i = int(apart.argmax())
    fine = bool(apart[i] <= module.unit * max(1e-30, float(none.abs().nan_to_num(0.0, 0.0).max())))
    text = "none has for each row the value of that row alone" if fine else (
        f"none has {short(float(none[i]))} for row {i + 1} of {ROWS}, and {short(float(alone[i]))} for that row alone"
    )  # fmt: skip
    return [duty("none", fine, text, scores=scores, targets=targets, none=none, alone=alone)]


def _shares(module: Module, scores: Tensor, targets: Tensor, none: Tensor) -> Tensor:
    """The weights of the rows in the mean, in the units of ``none``, as they are seen; ones if there are none."""
    averaged = _with_reduction(module, "mean")
    weights = reduction_of(averaged).weights
    if weights is None:
        return torch.ones(ROWS).double()
    shares = weights[module.task.indices(targets)]
    parts = torch.where(shares == 0, 0.0, shares * averaged.rows_alone(scores, targets))
    unit = none.double().sum() / parts.sum()
    agree = bool(((none.double() - unit * parts).abs() <= module.unit * none.abs().max()).all())
    return unit * shares if agree else torch.ones(ROWS).double()


def _ignore_index(module: Module) -> int | None:
    index = getattr(module.function, "ignore_index", None)
    index = _default(module.function, "ignore_index") if index is None else index
    return index if isinstance(index, int) and module.task.kind == "multiclass" and not module.task.one_hot else None


def _kept(module: Module, targets: Tensor) -> Tensor:
    """Which rows are not to be ignored."""
    index = _ignore_index(module)
    return torch.ones(len(targets), dtype=torch.bool) if index is None else targets != index


def _ignored(module: Module) -> list[Finding]:
    """Rows with the target ``ignore_index`` have no loss, no gradient and no share in the mean."""
    index = _ignore_index(module)
    if index is None:
        return [untested("ignored_rows", "takes no ignore_index")]
    scores, targets = module.task.scores(ROWS), module.task.targets(ROWS)
    marked = targets.clone()
    marked[::3] = index
    kept = marked != index
    leaf = scores.clone().requires_grad_()
    try:
        mean, shorter = (
            _with_reduction(module, "mean")(leaf, marked),
            _with_reduction(module, "mean")(scores[kept], targets[kept]),
        )
        none = _with_reduction(module, "none")(scores, marked).detach()
        if mean.ndim:
            mean, shorter = mean[kept].sum(), shorter.sum()
    except CallFailed as failed:
        return [duty("ignored_rows", False, f"rows to be ignored are not: {failed}", scores=scores, targets=marked)]
    witness = {"scores": scores, "targets": marked, "mean": mean, "without the rows": shorter}
    granted = module.unit * max(1e-30, float(none.nan_to_num().abs().sum()))
    if not bool((mean - shorter).detach().abs() <= granted):
        text = (
            f"the mean is {short(float(mean.detach()))} with rows to be ignored and {short(float(shorter.detach()))} "
            "without them: they count"
        )
        return [duty("ignored_rows", False, text, **witness)]
    silent = none.ndim == 0 or bool((none[~kept] == 0).all())
    if mean.requires_grad:
        gradient = torch.autograd.grad(mean, leaf)[0]
        silent = silent and bool((gradient[~kept] == 0).all())
    text = "ignored rows have no loss, no gradient and no share in the mean"
    findings = [duty("ignored_rows", silent, text if silent else "ignored rows have a loss or a gradient", **witness)]
    everything = torch.full_like(targets, index)
    reply = _with_reduction(module, "mean").reply(scores.to(module.dtype), everything)
    got = short(float(reply.value.detach())) if isinstance(reply.value, Tensor) else reply.failure
    return [*findings, trait("all_ignored", True, f"the mean over ignored rows alone is {got} (torch's is nan)")]


def _with_reduction(module: Module, form: str) -> Module:
    found = variant(module, "reduction", form)
    return module if found is None else found


def variant(module: Module, name: str, value: Any) -> Module | None:
    """The module with another setting: an attribute of a copy, or a keyword of the function; None if it has neither."""
    function = module.function
    if isinstance(getattr(function, name, None), str) and not inspect.isfunction(function):
        other = copied(function)
        setattr(other, name, value)
        return replace(module, function=other)
    if name in _parameters(function) and not isinstance(function, torch.nn.Module):
        return module.with_keywords(**{name: value})
    return None


def _weights(module: Module) -> Tensor | None:
    found = getattr(module.function, "weight", None)
    classes = module.task.classes
    return found.detach() if isinstance(found, Tensor) and found.shape == (classes,) else None


def _parameters(function: Callable[..., Any]) -> dict[str, inspect.Parameter]:
    try:
        return dict(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        return {}


def _default(function: Callable[..., Any], name: str) -> Any:
    parameter = _parameters(function).get(name)
    return None if parameter is None else parameter.default
