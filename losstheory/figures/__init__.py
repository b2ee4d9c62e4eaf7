"""Figures: ``draw_NAME(…, ax=None)`` draws on the axes, made if there are none, and returns them; ``lt.draw.NAME``."""

from losstheory.figures import draw
from losstheory.figures.attack_picture import draw_attack
from losstheory.figures.barrier_picture import draw_interpolation
from losstheory.figures.class_picture import draw_class_curvatures
from losstheory.figures.decision_picture import draw_decisions
from losstheory.figures.derived_curves import draw_function
from losstheory.figures.distribution_picture import draw_distribution
from losstheory.figures.excess_picture import draw_excess
from losstheory.figures.guarantee_curves import draw_guarantee
from losstheory.figures.landscape_picture import draw_landscape
from losstheory.figures.loss_curves import draw_losses
from losstheory.figures.noise_curves import draw_noise_excess
from losstheory.figures.noise_trial_picture import draw_noise_trial
from losstheory.figures.phase_picture import draw_phase_boxes, draw_phase_diagram
from losstheory.figures.regret_picture import draw_regrets
from losstheory.figures.risk_curve import draw_conditional_risk
from losstheory.figures.robust_risk_curve import draw_robust_risk
from losstheory.figures.sample_size_picture import draw_sample_size
from losstheory.figures.simplex_picture import draw_simplex
from losstheory.figures.spectrum_picture import draw_spectrum
from losstheory.figures.strength_curves import draw_strengths
from losstheory.figures.transform_curves import draw_transforms
from losstheory.figures.trial_picture import draw_trial
from losstheory.figures.worst_laws import draw_worst_case

__all__ = [
    "draw", "draw_attack", "draw_class_curvatures", "draw_conditional_risk", "draw_decisions", "draw_distribution",
    "draw_excess", "draw_function", "draw_guarantee", "draw_interpolation", "draw_landscape", "draw_losses",
    "draw_noise_excess", "draw_noise_trial", "draw_phase_boxes", "draw_phase_diagram", "draw_regrets",
    "draw_robust_risk",
    "draw_sample_size", "draw_simplex", "draw_spectrum", "draw_strengths", "draw_transforms", "draw_trial",
    "draw_worst_case",
]  # fmt: skip
