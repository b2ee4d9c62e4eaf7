"""The figures by their public names: ``lt.draw.losses``, ``.attack``, ``.class_curvatures``, ``.conditional_risk``,
``.decisions``, ``.distribution``, ``.excess``, ``.function``, ``.guarantee``, ``.interpolation``, ``.landscape``,
``.noise_excess``, ``.noise_trial``, ``.phase_boxes``, ``.phase_diagram``, ``.regrets``, ``.robust_risk``,
``.sample_size``, ``.simplex``, ``.spectrum``, ``.strengths``, ``.transforms``, ``.trial``, ``.worst_case``."""

from losstheory.figures.attack_picture import draw_attack as attack
from losstheory.figures.barrier_picture import draw_interpolation as interpolation
from losstheory.figures.class_picture import draw_class_curvatures as class_curvatures
from losstheory.figures.decision_picture import draw_decisions as decisions
from losstheory.figures.derived_curves import draw_function as function
from losstheory.figures.distribution_picture import draw_distribution as distribution
from losstheory.figures.excess_picture import draw_excess as excess
from losstheory.figures.guarantee_curves import draw_guarantee as guarantee
from losstheory.figures.landscape_picture import draw_landscape as landscape
from losstheory.figures.loss_curves import draw_losses as losses
from losstheory.figures.noise_curves import draw_noise_excess as noise_excess
from losstheory.figures.noise_trial_picture import draw_noise_trial as noise_trial
from losstheory.figures.phase_picture import draw_phase_boxes as phase_boxes
from losstheory.figures.phase_picture import draw_phase_diagram as phase_diagram
from losstheory.figures.regret_picture import draw_regrets as regrets
from losstheory.figures.risk_curve import draw_conditional_risk as conditional_risk
from losstheory.figures.robust_risk_curve import draw_robust_risk as robust_risk
from losstheory.figures.sample_size_picture import draw_sample_size as sample_size
from losstheory.figures.simplex_picture import draw_simplex as simplex
from losstheory.figures.spectrum_picture import draw_spectrum as spectrum
from losstheory.figures.strength_curves import draw_strengths as strengths
from losstheory.figures.transform_curves import draw_transforms as transforms
from losstheory.figures.trial_picture import draw_trial as trial
from losstheory.figures.worst_laws import draw_worst_case as worst_case

__all__ = [
    "attack", "class_curvatures", "conditional_risk", "decisions", "distribution", "excess", "function",
    "guarantee", "interpolation", "landscape", "losses", "noise_excess", "noise_trial", "phase_boxes",
    "phase_diagram", "regrets", "robust_risk", "sample_size", "simplex", "spectrum", "strengths", "transforms",
    "trial", "worst_case",
]  # fmt: skip
