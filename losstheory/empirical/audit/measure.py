"""The questions in order, each answered whatever the module does to the others."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from io import StringIO
from typing import Any

import torch

from losstheory.empirical.audit.checks import (
    batches,
    comparison,
    conduct,
    confidence,
    extremes,
    gradients,
    minimisers,
    precision,
    reductions,
    traits,
)
from losstheory.empirical.audit.finding import Finding, Outcome, duty, untested
from losstheory.empirical.audit.limits import TooSlow, restored_generators, time_limit
from losstheory.empirical.audit.module import FLOATS, CallFailed, Module
from losstheory.empirical.audit.rows import NotSeparable, RowLoss
from losstheory.empirical.audit.settings import kept_settings
from losstheory.empirical.audit.stated import Stated
from losstheory.empirical.audit.task import Task
from losstheory.nn.threads import one_thread
from losstheory.runs.worker import Caught, one_line

CALL = "call"
LONG = 10
QUESTIONS: dict[str, Callable[[RowLoss], list[Finding]]] = {
    "called": conduct.called,
    "inputs_unchanged": conduct.inputs_unchanged,
    "repeatable": conduct.repeatable,
    "one_row": conduct.one_row,
    "empty_batch": conduct.empty_batch,
    "dtypes": precision.dtypes,
    "devices": precision.devices,
    "separable": batches.separable,
    "averages": batches.averages,
    "every_row": batches.every_row,
    "row_order": batches.row_order,
    "reductions": reductions.reductions,
    "gradient": gradients.gradient,
    "range": traits.observed_range,
    "finite_scores": extremes.finite_scores,
    "infinite_scores": extremes.infinite_scores,
}
OF_CLASSES: dict[str, Callable[[RowLoss], list[Finding]]] = {
    "two_classes": extremes.two_classes,
    "sums": traits.sums,
    "invariances": traits.invariances,
    "convex": traits.convex,
    "minimisers": minimisers.minimisers,
}
OF_LABELS: dict[str, Callable[[RowLoss], list[Finding]]] = {"confidence": confidence.confidence}
OF_A_FORMULA = ("values_as_stated", "gradients_as_stated")
DUTIES = {"dtypes", "gradient", "range", "finite_scores", "inputs_unchanged", "confidence", *OF_A_FORMULA}
CALLS = {"called", "repeatable", "inputs_unchanged", "one_row", "empty_batch", "devices", "infinite_scores"}


@dataclass(frozen=True)
class Audit:
    """What is asked of a module.

    Attributes:
        task: its inputs.
        stated: the loss that it is said to compute, if any.
        seconds: the limit on the answer to one question, ten times that for the search of minimisers.
        effort: at how many class probabilities, and from how many starts, the risk is minimised, 1 to 4.
        reduction: how a batch is said to come from its rows: ``mean``, ``sum`` or ``none``.
    """

    task: Task
    stated: Stated | None = None
    seconds: float = 20.0
    effort: int = 4
    reduction: str | None = None

    @property
    def questions(self) -> tuple[str, ...]:
        of_classes = tuple(OF_CLASSES) if self.task.kind == "multiclass" else ()
        of_labels = tuple(OF_LABELS) if self.task.outcomes else ()
        return (*QUESTIONS, *of_labels, *of_classes, *(OF_A_FORMULA if self.stated else ()))

    def limit(self, name: str) -> float:
        return LONG * self.seconds if name == "minimisers" else self.seconds

    def of(self, function: Callable[..., Any]) -> list[Finding]:
        """Every finding on a callable of this process."""
        first = self.first(function)
        if first.outcome is not Outcome.OK:
            return [first, *self.unasked(first.text)]
        made = self._guarded(lambda: RowLoss(conduct.fresh(_usable(function, self.task))), self.seconds)
        rows = made if isinstance(made, RowLoss) else None
        return [first, *(finding for name in self.questions for finding in self.answer(name, function, rows))]

    def unasked(self, why: str) -> list[Finding]:
        return [untested(name, f"the first call {why}") for name in self.questions]

    def first(self, function: Callable[..., Any]) -> Finding:
        """Whether the callable can be asked at all."""
        module = self._guarded(lambda: _usable(function, self.task), self.seconds)
        if isinstance(module, str):
            return duty(CALL, False, module, scores=self.task.scores(6), targets=self.task.targets(6))
        form = "rows of 0 and 1" if module.task.one_hot else "indices" if self.task.kind == "multiclass" else "floats"
        return duty(CALL, True, f"takes scores in {str(module.dtype).removeprefix('torch.')} and targets as {form}")

    def answer(self, name: str, function: Callable[..., Any], known: RowLoss | None = None) -> list[Finding]:
        """The findings on one question; ``known`` is the loss of a row if another question has found it out."""
        found = self._guarded(lambda: self._asked(name, function, known), self.limit(name))
        return [untested(name, found, duty=name in DUTIES)] if isinstance(found, str) else found

    def _asked(self, name: str, function: Callable[..., Any], known: RowLoss | None) -> list[Finding]:
        if name in ("called", "repeatable"):
            rows = RowLoss(_usable(function, self.task))
        else:
            rows = known or RowLoss(conduct.fresh(_usable(function, self.task)))
        if not rows.module.steady and name not in CALLS:
            raise NotSeparable("the value changes from call to call, by a state that copies share")
        if name in OF_A_FORMULA and self.stated is not None:
            ask = comparison.values if name == OF_A_FORMULA[0] else comparison.gradients
            return ask(rows, self.stated.formula, self.stated.name)
        if name == "minimisers":
            return minimisers.minimisers(rows, self.effort)
        if name == "separable":
            return batches.separable(rows, self.reduction)
        return (QUESTIONS | OF_LABELS | OF_CLASSES)[name](rows)

    def _guarded(self, ask: Callable[[], Any], seconds: float) -> Any:
        """What ``ask`` answers; a text if the module does not let it."""
        out = StringIO()
        with (
            kept_settings(),
            one_thread(),
            restored_generators(),
            redirect_stdout(out),
            redirect_stderr(out),
            warnings.catch_warnings(),
            Caught() as caught,
            time_limit(seconds),
        ):
            warnings.simplefilter("ignore")
            return ask()
        if isinstance(caught.error, CallFailed | NotSeparable | TooSlow):
            return str(caught.error)
        return one_line(caught.error)


def _usable(function: Callable[..., Any], task: Task) -> Module:
    """The module with the type of scores and the form of targets that it takes.

    Raises:
        CallFailed: it takes none.
    """
    tasks = (task, replace(task, one_hot=True)) if task.kind == "multiclass" else (task,)
    failures = list[str]()
    for form in tasks:
        for dtype in FLOATS:
            module = Module(function, form).with_dtype(dtype)
            with Caught() as caught:
                value = module(form.scores(6), form.targets(6))
                if value.dtype is torch.float32 and dtype is torch.float64:
                    return module.with_dtype(torch.float32)
                return module
            if isinstance(caught.error, TooSlow):
                raise caught.error
            failures.append(str(caught.error))
    raise CallFailed(failures[0])
