"""Divergences of laws on finitely many points: Sinkhorn's, debiased, and that of Cauchy and Schwarz."""

from losstheory.programs.divergences.cauchy_schwarz import cauchy_schwarz_divergence
from losstheory.programs.divergences.sinkhorn import entropic_transport, sinkhorn_divergence
from losstheory.programs.divergences.sinkhorn_bounds import RoundedPlan, sinkhorn_bounds

__all__ = ["RoundedPlan", "cauchy_schwarz_divergence", "entropic_transport", "sinkhorn_bounds", "sinkhorn_divergence"]
