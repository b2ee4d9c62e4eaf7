"""The loss of single rows, as a training on many of them weighs it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor

from losstheory.empirical.audit.batch import OBSTACLES, Reduction, incomparable, reduction_of
from losstheory.empirical.audit.module import Module
from losstheory.empirical.audit.task import Task


class NotSeparable(Exception):
    """There is no loss of a single row."""


@dataclass(frozen=True)
class RowLoss:
    """The loss of one row, from a module of any reduction; class weights of a weighted mean are multiplied in.

    Attributes:
        module: what is audited.
    """

    module: Module

    @property
    def task(self) -> Task:
        return self.module.task

    @property
    def unit(self) -> float:
        return self.module.unit

    @cached_property
    def reduction(self) -> Reduction:
        return reduction_of(self.module)

    def demand(self) -> None:
        """Go on only if rows are apart.

        Raises:
            NotSeparable: they are not, or values cannot be compared.
        """
        if self.reduction.obstacle:
            raise NotSeparable(self.reduction.obstacle)

    def demand_comparable(self) -> None:
        """Go on only if the values of batches can be compared.

        Raises:
            NotSeparable: they cannot.
        """
        value = self.module(self.task.scores(6), self.task.targets(6)).detach()
        if form := incomparable(self.module, [value]):
            raise NotSeparable(OBSTACLES[form])

    def __call__(self, scores: Tensor, targets: Tensor) -> Tensor:
        """The losses of the rows, ``[N]``."""
        self.demand()
        if self.reduction.form == "rows":
            return self.module(scores, targets).detach().double()
        values = self.module.rows_alone(scores, targets)
        weights = self.reduction.weights
        if weights is None:
            return values
        shares = weights[self.task.indices(targets)]
        return torch.where(shares == 0, 0.0, values * shares)

    def every_target(self, scores: Tensor) -> Tensor:
        """The loss of each row for each class, ``[N, K]``."""
        rows, classes = len(scores), self.task.outcomes
        targets = self.task.target(torch.arange(classes).repeat(rows))
        return self(scores.repeat_interleave(classes, 0), targets).reshape(rows, classes)

    def risk(self, scores: Tensor, counts: Tensor) -> Tensor:
        """A positive multiple of sum_y counts_y l_y(s) at one vector of scores, from a single call, with its gradient.

        The multiple depends on the counts alone.
        """
        self.demand()
        if self.reduction.form == "rows":
            losses = self.module.quick(scores.expand(len(counts), -1), self.task.target(torch.arange(len(counts))))
            return (losses * counts).sum()
        targets = self.task.target(torch.arange(len(counts)).repeat_interleave(counts))
        return self.module.quick(scores.expand(len(targets), -1), targets)
