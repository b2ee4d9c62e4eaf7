"""Exploring a family by sliders: the loss, its conditional risk, psi or the simplex, and the verdicts at one value."""

from losstheory.reports.exploration.explorer import Explorer, explore

__all__ = ["Explorer", "explore"]
