"""How a module behaves when it is called: what it returns, prints, changes and remembers."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import torch
from torch import Tensor

from losstheory.empirical.audit.finding import Finding, duty, trait
from losstheory.empirical.audit.limits import (
    Generators,
    generators,
    in_one_process,
    moved,
    restored_generators,
    set_generators,
)
from losstheory.empirical.audit.module import CallFailed, Module
from losstheory.empirical.audit.rows import RowLoss
from losstheory.empirical.audit.settings import kept_settings
from losstheory.runs.worker import Caught, one_line

ROWS = 6
NO_GRADIENT = "the value carries no gradient: the loss cannot be trained with"
UNREACHED = "the value carries a gradient that does not reach the scores"


def called(rows: RowLoss) -> list[Finding]:
    """It returns a finite tensor of shape [] or [N], which carries a gradient, and prints nothing."""
    module = rows.module
    scores, targets = _batch(module)
    value = module(scores, targets)
    numbers = {"rows": float(ROWS)}
    witness = {"scores": scores, "targets": targets, "value": value}
    finite = bool(value.isfinite().all())
    shape = "one number" if value.ndim == 0 else "one number for each row"
    text = f"returns {shape} at scores of moderate size"
    if not finite:
        text = f"returns {_first_bad(value)} at moderate scores{_of_probabilities(module, targets)}"
    reply = module.reply(scores.to(module.dtype), _goal(module, targets))
    printed = " ".join(reply.printed.split())[:80]
    said = f"prints {printed!r}" if printed else "prints nothing"
    said += "".join(f"; warns: {text[:100]}" for text in dict.fromkeys(reply.warned))
    leaf = scores.clone().requires_grad_()
    cut = _cut(reply.value)
    if not cut:
        with Caught() as caught:
            through = module(leaf, targets).sum()
            if not through.requires_grad:
                cut = NO_GRADIENT
            elif torch.autograd.grad(through, leaf, allow_unused=True)[0] is None:
                cut = UNREACHED
        cut = f"the backward pass raises {one_line(caught.error)}" if caught.error else cut
    kept = (
        f"changes {' and '.join(reply.changed)} for the whole process"
        if reply.changed
        else "leaves the settings of the process alone"
    )
    return [
        duty("value", finite, text, numbers, **witness),
        duty("quiet", not printed, said, printed=reply.printed[:1000]),
        duty("settings", not reply.changed, kept, changed=list(reply.changed)),
        duty("differentiable", not cut, cut or "the value carries a gradient", scores=scores, targets=targets),
    ]


def inputs_unchanged(rows: RowLoss) -> list[Finding]:
    """The scores and the targets are after the call what they were before."""
    module = rows.module
    scores, targets = _batch(module)
    fed, goal = scores.to(module.dtype), _goal(module, targets)
    kept = {"scores": fed.clone(), "targets": goal.clone()}
    module.reply(fed, goal)
    changed = [name for name, tensor in (("scores", fed), ("targets", goal)) if not _same(tensor, kept[name])]
    text = "leaves the scores and the targets as they are"
    if changed:
        text = f"changes the {' and the '.join(changed)} in place"
    elif fed.requires_grad:
        text = "switches on the gradient of the scores that it is given"
    return [duty("inputs_unchanged", not changed and not fed.requires_grad, text, **kept, after=fed, goal=goal)]


def repeatable(rows: RowLoss) -> list[Finding]:
    """The same call gives the same value, whatever the global generators are at, and reseeds none of them."""
    module = rows.module
    scores, targets = _batch(module)
    with restored_generators():
        fixed = [module(scores, targets).detach() for _ in range(2)]
        first, ends = module(scores, targets).detach(), []
        drew = set[str]()
        for skip in (3, 5):
            torch.rand(skip), np.random.random(skip), random.random()
            start = generators()
            ends.append(_end(module, scores, targets))
            drew |= set(moved(start, ends[-1]))
            set_generators(start)
        other = module(scores, targets).detach()
    findings = []
    same = _same(fixed[0], fixed[1]) and _same(fixed[0], first)
    text = "a second call gives the same value"
    text = text if same else "a second call with the same input gives another value: it keeps state"
    findings.append(duty("stateless", same, text, scores=scores, targets=targets, first=fixed[0], second=fixed[1]))
    varies = same and not _same(first, other)
    text = "the value depends on the global generators: it is random" if varies else "the value is no random number"
    findings.append(trait("deterministic", not varies, text, scores=scores, targets=targets, first=first, second=other))
    reseeded = sorted(drew - set(moved(*ends)))
    text = f"reseeds the global generator of {', '.join(reseeded)}" if reseeded else _drawing(sorted(drew))
    findings.append(duty("generators_kept", not reseeded, text, scores=scores, targets=targets))
    return findings


def one_row(rows: RowLoss) -> list[Finding]:
    """A batch of one row has a finite value, whatever its target is."""
    module, task = rows.module, rows.module.task
    scores, failures, value = task.scores(1), list[tuple[Tensor, str]](), torch.zeros(())
    every = task.target(torch.arange(min(task.outcomes, ROWS))) if task.outcomes else task.targets(1)
    for target in every.split(1):
        try:
            value = module(scores, target)
        except CallFailed as failed:
            failures.append((target, f"a batch of one row {failed}"))
            continue
        if not bool(value.isfinite().all()) and not _weightless(rows, target):
            failures.append((target, f"a batch of one row gives {_first_bad(value)}"))
    if not failures:
        return [duty("one_row", True, "a batch of one row has a finite value")]
    target, text = failures[0]
    if len(failures) < len(every):
        text += f" where the target is {_listed([failed for failed, _ in failures])}, not where it is another"
    elif _halves(module):
        text += ", though larger batches are put together from independent parts"
    elif bool(module(task.scores(ROWS), task.targets(ROWS)).isfinite().all()):
        return [trait("one_row", False, f"{text}; rows are coupled", scores=scores, targets=target)]
    return [duty("one_row", False, text, scores=scores, targets=target)]


def _weightless(rows: RowLoss, target: Tensor) -> bool:
    """Whether the class of a row has the weight 0 in a mean by weights."""
    try:
        weights = rows.reduction.weights
    except CallFailed:
        return False
    return weights is not None and bool((weights[rows.task.indices(target)] == 0).all())


def _listed(targets: list[Tensor]) -> str:
    return ", ".join(str(target.tolist()[0]) for target in targets)


def _halves(module: Module) -> bool:
    """Whether the value of four rows comes from those of two and two, as a mean, a sum, or side by side."""
    scores, targets = module.task.scores(4), module.task.targets(4)
    try:
        whole = module(scores, targets).detach().double()
        halves = [module(scores[i : i + 2], targets[i : i + 2]).detach().double() for i in (0, 2)]
    except CallFailed:
        return False
    if whole.ndim:
        return bool(torch.allclose(whole, torch.cat(halves), rtol=module.unit))
    total = float(halves[0] + halves[1])
    return any(abs(float(whole) - share * total) <= module.unit * abs(total) for share in (0.5, 1.0))


def empty_batch(rows: RowLoss) -> list[Finding]:
    """What a batch without rows gives; torch's means give NaN, its sums 0."""
    module = rows.module
    reply = module.reply(module.task.scores(0).to(module.dtype), _goal(module, module.task.targets(0)))
    if reply.error is not None:
        return [trait("empty_batch", False, f"an empty batch {reply.failure}")]
    return [trait("empty_batch", True, f"an empty batch gives {_shown(reply.value)}")]


def fresh(module: Module) -> Module:
    """The module, copied anew for each call if it keeps state and copies do not; said to be unsteady if they do."""
    scores, targets = _batch(module)
    if _same(module(scores, targets).detach(), module(scores, targets).detach()):
        return module
    anew = replace(module, pristine=True)
    steady = _same(anew(scores, targets).detach(), anew(scores, targets).detach())
    return anew if steady else replace(module, steady=False)


def _batch(module: Module) -> tuple[Tensor, Tensor]:
    return module.task.scores(ROWS), module.task.targets(ROWS)


def _goal(module: Module, targets: Tensor) -> Tensor:
    return targets.to(module.dtype) if targets.is_floating_point() else targets.clone()


def _end(module: Module, scores: Tensor, targets: Tensor) -> Generators:
    """The states of the generators after a call of the bare function."""
    with kept_settings(), Caught():
        in_one_process(module.function)(scores.to(module.dtype, copy=True), _goal(module, targets), **module.keywords)
    return generators()


def _same(one: Tensor, other: Tensor) -> bool:
    return one.shape == other.shape and bool(torch.equal(one.nan_to_num(nan=1e300), other.nan_to_num(nan=1e300)))


def _of_probabilities(module: Module, targets: Tensor) -> str:
    """What to do where the value is finite at probabilities but not at scores."""
    if module.task.kind == "multiclass":
        value = module(torch.softmax(module.task.scores(ROWS), -1), targets)
    elif module.task.kind == "binary":
        value = module(torch.sigmoid(module.task.scores(ROWS)), targets)
    else:
        return ""
    hint = ", and a finite value at probabilities: if it takes those, audit it after a softmax or sigmoid"
    return hint if bool(value.isfinite().all()) else ""


def _first_bad(value: Tensor) -> str:
    flat = value.detach().reshape(-1)
    return str(float(flat[~flat.isfinite()][0]))


def _cut(value: object) -> str:
    if isinstance(value, Tensor):
        return ""
    return f"returns {type(value).__name__}, which carries no gradient"


def _drawing(names: list[str]) -> str:
    return f"draws from the global generators of {', '.join(names)}" if names else "leaves the global generators alone"


def _shown(value: object) -> str:
    if not isinstance(value, Tensor):
        return f"{type(value).__name__} {value}"[:80]
    return str(float(value.detach())) if value.numel() == 1 else f"a tensor of shape {list(value.shape)}"
