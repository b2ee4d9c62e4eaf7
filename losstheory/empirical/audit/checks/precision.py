"""Types and devices."""

from __future__ import annotations

from functools import partial
from types import CellType, FunctionType
from typing import Any

import torch
from torch import Tensor

from losstheory.empirical.audit.finding import Finding, duty, trait, untested
from losstheory.empirical.audit.limits import TooSlow, in_one_process
from losstheory.empirical.audit.module import copied
from losstheory.empirical.audit.rows import RowLoss
from losstheory.empirical.audit.settings import kept_settings
from losstheory.runs.worker import Caught

TYPES = {"float64": torch.float64, "float32": torch.float32, "bfloat16": torch.bfloat16}
LOOSE = 64.0  # rounding units between the value of one type and that of float64
OTHER_DEVICE = ("same device", "is not on the expected device")


def dtypes(rows: RowLoss) -> list[Finding]:
    """The result is of the type of the scores or a wider one, and near the value in float64."""
    task, findings, exact = rows.task, list[Finding](), None
    scores, targets = task.scores(6).bfloat16().double(), task.targets(6)
    for name, dtype in TYPES.items():
        module = rows.module.with_dtype(dtype)
        goal = targets.to(dtype) if targets.is_floating_point() else targets.clone()
        reply = module.reply(scores.to(dtype), goal)
        if reply.error is not None:
            findings.append(trait(name, False, f"{name} scores: {reply.failure}", scores=scores, targets=targets))
            continue
        if not isinstance(reply.value, Tensor):
            return [untested("dtypes", f"returns {type(reply.value).__name__}")]
        value = reply.value.detach()
        if not value.is_floating_point() or torch.finfo(value.dtype).eps > torch.finfo(dtype).eps:
            text = f"{name} scores give a value in {str(value.dtype).removeprefix('torch.')}: digits are lost"
            findings.append(duty(name, False, text, scores=scores, targets=targets, value=value))
            continue
        exact = value.double() if exact is None and dtype is torch.float64 else exact
        if exact is None or not bool(exact.isfinite().all()):
            continue
        error = float((value.double() - exact).abs().max())
        granted = LOOSE * torch.finfo(dtype).eps * max(1.0, float(exact.abs().max()))
        text = f"{name} scores give {str(value.dtype).removeprefix('torch.')}, {error:.2g} from the value in float64"
        fine = error <= granted
        witness = {"scores": scores, "targets": targets, "value": value, "in float64": exact}
        findings.append(duty(name, fine, text, {"error": error, "granted": granted}, **witness))
    return findings


def devices(rows: RowLoss) -> list[Finding]:
    """No tensor of the module stays on one device when it is moved to another; tried without data, on ``meta``."""
    task = rows.task
    function = copied(rows.module.function)
    with kept_settings(), Caught() as caught:
        function = moved(function, "meta")
        in_one_process(function)(
            task.scores(4).to(rows.module.dtype).to("meta"), task.targets(4).to("meta"), **rows.module.keywords
        )
    if isinstance(caught.error, TooSlow):
        raise caught.error
    if caught.error is None:
        return [duty("devices", True, "runs on another device than the usual one (tried on `meta`)")]
    told = " ".join(str(caught.error).split())
    if any(words in told for words in OTHER_DEVICE):
        return [duty("devices", False, f"a tensor stays behind when the scores are on another device: {told[:160]}")]
    return [untested("devices", f"cannot be tried without data: {type(caught.error).__name__}", duty=True)]


def moved(thing: Any, device: str) -> Any:
    """The thing on a device, with what it was given when it was made: parameters, arguments, enclosed variables."""
    if isinstance(thing, torch.nn.Module | Tensor):
        return thing.to(device)
    if isinstance(thing, partial):
        given = [moved(each, device) for each in thing.args]
        return partial(
            moved(thing.func, device), *given, **{key: moved(each, device) for key, each in thing.keywords.items()}
        )
    if isinstance(thing, FunctionType) and thing.__closure__:
        cells = tuple(CellType(moved(cell.cell_contents, device)) for cell in thing.__closure__)
        enclosed = FunctionType(thing.__code__, thing.__globals__, thing.__name__, thing.__defaults__, cells)
        enclosed.__kwdefaults__ = thing.__kwdefaults__
        return enclosed
    return thing
