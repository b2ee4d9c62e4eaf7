"""A stranger's loss as something that can be asked: on copies, with its output, errors and randomness caught."""

from __future__ import annotations

import copy
import random
import warnings
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field, replace
from functools import cached_property
from io import StringIO
from typing import Any

import numpy as np
import torch
from torch import Tensor

from losstheory.empirical.audit.limits import TooSlow, generators, in_one_process, moved, restored_generators
from losstheory.empirical.audit.settings import restore, settings
from losstheory.empirical.audit.task import Task
from losstheory.runs.worker import Caught

FLOATS = (torch.float64, torch.float32)
AMPLIFICATION = 1e3  # how often the rounding unit an honest computation may be off


class CallFailed(Exception):
    """A call that gave no value that a loss can have; the message says what came."""


@dataclass(frozen=True)
class Reply:
    """What one call did."""

    value: Any
    error: BaseException | None
    printed: str
    warned: tuple[str, ...]
    changed: tuple[str, ...]

    @property
    def failure(self) -> str:
        text = " ".join(str(self.error).split())[:200]
        return str(self.error) if isinstance(self.error, TooSlow) else f"raises {type(self.error).__name__}: {text}"


@dataclass(frozen=True)
class Module:
    """A callable of scores and targets, and the kind of input that it takes.

    Attributes:
        function: the callable; a torch module is called as it is, in training or evaluation mode.
        task: its inputs.
        dtype: the type of the scores that it is asked with.
        pristine: whether each call is of a new copy, for a module that keeps state between calls.
        steady: whether a second call gives what the first one gave; False where even copies share their state.
        keywords: further arguments of each call.
    """

    function: Callable[..., Any]
    task: Task
    dtype: torch.dtype = torch.float64
    pristine: bool = False
    steady: bool = True
    keywords: Mapping[str, Any] = field(default_factory=dict)

    @property
    def unit(self) -> float:
        """The bound on the relative rounding error that is granted."""
        return AMPLIFICATION * float(torch.finfo(self.dtype).eps)

    def with_dtype(self, dtype: torch.dtype) -> Module:
        """The module with its own parameters and buffers of that type, where it has such."""
        function = self.function
        if isinstance(function, torch.nn.Module):
            function = copied(function).to(dtype)
        return replace(self, function=function, dtype=dtype)

    def with_keywords(self, **keywords: Any) -> Module:
        return replace(self, keywords={**self.keywords, **keywords})

    def reply(self, scores: Tensor, targets: Tensor) -> Reply:
        """What a call does with these tensors themselves; the global generators are put back."""
        out = StringIO()
        with warnings.catch_warnings(record=True) as warned, restored_generators():
            warnings.simplefilter("always")
            function = copied(self.function) if self.pristine else self.function
            value, kept = None, settings()
            with redirect_stdout(out), redirect_stderr(out), Caught() as caught:
                value = in_one_process(function)(scores, targets, **self.keywords)
            changed = restore(kept)
        if isinstance(caught.error, TooSlow):
            raise caught.error
        return Reply(value, caught.error, out.getvalue(), tuple(str(each.message) for each in warned), tuple(changed))

    def __call__(self, scores: Tensor, targets: Tensor) -> Tensor:
        """The value for copies of the inputs: a tensor of shape ``[]`` or ``[N]``.

        Raises:
            CallFailed: the call raises, or gives something else.
        """
        fed = scores.to(self.dtype) * 1 if scores.requires_grad else scores.to(self.dtype, copy=True)
        goal = targets.to(self.dtype, copy=True) if targets.is_floating_point() else targets.clone()
        reply = self.reply(fed, goal)
        if reply.error is not None:
            raise CallFailed(reply.failure)
        return shaped(reply.value, len(scores))

    def bare(self, scores: Tensor, targets: Tensor) -> Tensor:
        """The value, without the guards; for many calls of a module that is known to leave everything alone."""
        goal = targets.to(self.dtype) if targets.is_floating_point() else targets
        return shaped(in_one_process(self.function)(scores.to(self.dtype), goal, **self.keywords), len(scores))

    def is_steady(self, scores: Tensor, targets: Tensor) -> bool:
        """Whether a bare call leaves the inputs, the global generators and its own next value as they are."""
        if self.pristine:
            return False
        before, fed, goal, usual = generators(), scores.clone(), targets.clone(), settings()
        with restored_generators(), Caught() as caught:
            values = [self.bare(fed, goal).detach() for _ in range(2)]
            same = torch.equal(values[0], values[1]) and torch.equal(scores, fed) and torch.equal(targets, goal)
            return not restore(usual) and same and not moved(before, generators())
        restore(usual)
        if isinstance(caught.error, TooSlow):
            raise caught.error
        return False

    @cached_property
    def is_random(self) -> bool:
        """Whether the value depends on the states of the global generators."""
        scores, targets, values = self.task.scores(6), self.task.targets(6), list[Tensor]()
        with restored_generators():
            for skip in (0, 3, 5):
                torch.rand(skip), np.random.random(skip), [random.random() for _ in range(skip)]
                values.append(self(scores, targets).detach())
        return not all(torch.equal(value, values[0]) for value in values)

    @cached_property
    def is_coarse(self) -> bool:
        """Whether the value has fewer digits than float32 has."""
        value = self(self.task.scores(6), self.task.targets(6))
        return not value.is_floating_point() or torch.finfo(value.dtype).eps > torch.finfo(torch.float32).eps

    @cached_property
    def quick(self) -> Callable[[Tensor, Tensor], Tensor]:
        """The quickest call that is safe."""
        scores, targets = self.task.scores(6).to(self.dtype), self.task.targets(6)
        return self.bare if self.is_steady(scores, targets) else self

    def rows_alone(self, scores: Tensor, targets: Tensor) -> Tensor:
        """The value of each row in a batch of its own, as float64 without a gradient.

        Raises:
            CallFailed: a row alone has no value.
        """
        with Caught() as caught:
            rows = zip(scores.split(1), targets.split(1), strict=True)
            return torch.stack([self.quick(row, target).detach().double().sum() for row, target in rows])
        if isinstance(caught.error, TooSlow | CallFailed):
            raise caught.error
        raise CallFailed(Reply(None, caught.error, "", (), ()).failure)


def shaped(value: Any, rows: int) -> Tensor:
    """The value as one number or one for each row.

    Raises:
        CallFailed: it is neither.
    """
    if isinstance(value, float | int | np.ndarray | np.generic) and not isinstance(value, bool):
        value = torch.as_tensor(np.asarray(value, dtype=np.float64))
    if not isinstance(value, Tensor):
        raise CallFailed(
            f"returns {type(value).__name__}, not a tensor of shape [] or [{rows}]; audit a function that does"
        )
    if value.shape in ((rows,), (rows, 1)):
        return value.reshape(rows)
    if value.numel() == 1:
        return value.reshape(())
    raise CallFailed(f"returns a tensor of shape {list(value.shape)}, not [] or [{rows}]")


def copied(function: Any) -> Any:
    """A deep copy, or the thing itself where there is none."""
    with Caught() as caught:
        return copy.deepcopy(function)
    if isinstance(caught.error, TooSlow):
        raise caught.error
    return function
