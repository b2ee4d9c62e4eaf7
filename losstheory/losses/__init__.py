"""The kinds of loss and the catalogue: formulas and their sources, no property."""

from losstheory.losses.loss import Loss, MarginLoss, PairLoss, ProbabilityLoss, ResidualLoss

__all__ = ["Loss", "MarginLoss", "PairLoss", "ProbabilityLoss", "ResidualLoss"]
