"""The figures by their public names: ``lt.draw.losses``, ``lt.draw.conditional_risk``."""

from losstheory.figures.loss_curves import draw_losses as losses
from losstheory.figures.risk_curve import draw_conditional_risk as conditional_risk

__all__ = ["conditional_risk", "losses"]
