"""Optimisation programs and their solutions: certified bounds, exact values, duals.

>>> from losstheory.programs import LinearProgram
>>> LinearProgram.of("max", ["1", "1"], [(["1", "2"], "<=", "4"), (["3", "1"], "<=", "6")]).solve().exact
Fraction(14, 5)
"""

from importlib import import_module
from typing import Any

from losstheory.programs import divergences, dro, ldr, multiplicity
from losstheory.programs.adversarial_risk import RobustRisk, robust_risk
from losstheory.programs.aggregate import bag_loss, instance_loss, interpolating_estimator, within_bag_variance
from losstheory.programs.aldr import ALDRKL
from losstheory.programs.censoring import TimeLaw, censored_risk, ipcw_expectation, ipcw_weights, kaplan_meier
from losstheory.programs.conic import ConicProgram
from losstheory.programs.constrained_omniprediction import ConstrainedOmniprediction, constrained_omnipredict
from losstheory.programs.frechet import frechet_mean
from losstheory.programs.independent_set import deterministic_risk
from losstheory.programs.label_noise import noise_transfer, signal_strength
from losstheory.programs.linear import LinearProgram
from losstheory.programs.multimarginal import Transport, transport
from losstheory.programs.omniprediction import PiecewiseLinearLoss, multicalibration_gaps, omnipredict
from losstheory.programs.optimum import Optimum
from losstheory.programs.optimum_within import OptimumWithin
from losstheory.programs.penalised_attack import penalised_hinge, penalised_logistic
from losstheory.programs.representation import mixed_regret, pure_regret, regret_eigenvalues
from losstheory.programs.self_training import SelfTraining
from losstheory.programs.solution import DataError, SizeError, Solution, SolveError
from losstheory.programs.zero_shot import ZeroShotGame, zero_shot_game

__all__ = [
    "ALDRKL",
    "ConicProgram",
    "ConstrainedOmniprediction",
    "DataError",
    "LinearProgram",
    "Optimum",
    "OptimumWithin",
    "PiecewiseLinearLoss",
    "RobustRisk",
    "SelfTraining",
    "SizeError",
    "Solution",
    "SolveError",
    "TimeLaw",
    "Transport",
    "ZeroShotGame",
    "bag_loss",
    "censored_risk",
    "constrained_omnipredict",
    "deterministic_risk",
    "divergences",
    "dro",
    "frechet_mean",
    "instance_loss",
    "interpolating_estimator",
    "ipcw_expectation",
    "ipcw_weights",
    "kaplan_meier",
    "ldr",
    "mixed_regret",
    "multicalibration_gaps",
    "multiplicity",
    "noise_transfer",
    "omnipredict",
    "penalised_hinge",
    "penalised_logistic",
    "pure_regret",
    "regret_eigenvalues",
    "robust_risk",
    "signal_strength",
    "transport",
    "within_bag_variance",
    "zero_shot_game",
]


def __getattr__(name: str) -> Any:
    """``estimators``, which needs scikit-learn, is loaded when it is asked for."""
    if name == "estimators":
        return import_module("losstheory.programs.estimators")
    raise AttributeError(f"module 'losstheory.programs' has no attribute {name!r}")
