"""losstheory: what a loss function is worth, decided from its formula, with certificates.

>>> import losstheory as lt
>>> report = lt.analyze("log(1 + exp(-t))")
>>> report.verdicts["calibrated"].status
<Status.PROVED: 'PROVED'>

The names below are loaded when they are first used, and so are the packages ``lt.landscape`` and ``lt.nn``, which
need torch, ``lt.empirical`` and ``lt.programs``.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from losstheory import empirical as empirical
    from losstheory import landscape as landscape
    from losstheory import nn as nn
    from losstheory import programs as programs
    from losstheory.claims import Claim, Status, UndecidedError, check
    from losstheory.empirical.measured import Measured
    from losstheory.figures import draw
    from losstheory.losses.catalogue import catalogue
    from losstheory.losses.multiclass import multiclass
    from losstheory.losses.open_parameters import family
    from losstheory.losses.simplex import simplex_loss
    from losstheory.losses.typed import loss
    from losstheory.numeric import numeric_error, to_numpy, to_torch
    from losstheory.programs import Optimum, OptimumWithin, deterministic_risk, robust_risk, transport
    from losstheory.programs.expressions import to_cvxpy
    from losstheory.programs.minimizability import FiniteDistribution, minimizability_gap
    from losstheory.reports import (
        analyze,
        bayes_risk,
        calibration_function,
        compare,
        decision_rule,
        link,
        noise_excess,
        psi,
        verify,
        weight,
    )
    from losstheory.reports.exploration import explore
    from losstheory.reports.guarantee import guarantee
    from losstheory.reports.html import report
    from losstheory.reports.module_audit import audit
    from losstheory.reports.trial_report import trial
    from losstheory.rigor import decide
    from losstheory.theory import (
        BoundedBelow,
        Calibrated,
        Convex,
        Differentiable,
        DifferentiableAtCentre,
        Equal,
        Exists,
        InfimumIs,
        Less,
        LimitIs,
        Lipschitz,
        NonIncreasing,
        NonNegative,
        Proper,
        StrictlyConvex,
        StrictlyProper,
        StronglyConvex,
        Symmetric,
        ValueIs,
        elicited,
    )
    from losstheory.theory.consistency import h_consistency
    from losstheory.theory.derived.composites import ConvexComposite
    from losstheory.theory.derived.composition import canonical_link, composite
    from losstheory.theory.derived.proper import proper_loss
    from losstheory.theory.multiclass.every_k import EveryK
    from losstheory.theory.phase import Throughout, phase_boxes, phase_diagram

__version__ = "0.1.0"

PACKAGES = ("empirical", "landscape", "nn", "programs")  # not in __all__: a star import would load torch
PLACES = {
    "BoundedBelow": "losstheory.theory",
    "Calibrated": "losstheory.theory",
    "Claim": "losstheory.claims",
    "Convex": "losstheory.theory",
    "ConvexComposite": "losstheory.theory.derived.composites",
    "Differentiable": "losstheory.theory",
    "DifferentiableAtCentre": "losstheory.theory",
    "Equal": "losstheory.theory",
    "EveryK": "losstheory.theory.multiclass.every_k",
    "Exists": "losstheory.theory",
    "FiniteDistribution": "losstheory.programs.minimizability",
    "InfimumIs": "losstheory.theory",
    "Less": "losstheory.theory",
    "LimitIs": "losstheory.theory",
    "Lipschitz": "losstheory.theory",
    "Measured": "losstheory.empirical.measured",
    "NonIncreasing": "losstheory.theory",
    "NonNegative": "losstheory.theory",
    "Optimum": "losstheory.programs",
    "OptimumWithin": "losstheory.programs",
    "Proper": "losstheory.theory",
    "Status": "losstheory.claims",
    "StrictlyConvex": "losstheory.theory",
    "StrictlyProper": "losstheory.theory",
    "StronglyConvex": "losstheory.theory",
    "Symmetric": "losstheory.theory",
    "Throughout": "losstheory.theory.phase",
    "UndecidedError": "losstheory.claims",
    "ValueIs": "losstheory.theory",
    "analyze": "losstheory.reports",
    "audit": "losstheory.reports.module_audit",
    "bayes_risk": "losstheory.reports",
    "calibration_function": "losstheory.reports",
    "canonical_link": "losstheory.theory.derived.composition",
    "catalogue": "losstheory.losses.catalogue",
    "check": "losstheory.claims",
    "compare": "losstheory.reports",
    "composite": "losstheory.theory.derived.composition",
    "decide": "losstheory.rigor",
    "decision_rule": "losstheory.reports",
    "deterministic_risk": "losstheory.programs",
    "draw": "losstheory.figures",
    "elicited": "losstheory.theory",
    "explore": "losstheory.reports.exploration",
    "family": "losstheory.losses.open_parameters",
    "guarantee": "losstheory.reports.guarantee",
    "h_consistency": "losstheory.theory.consistency",
    "link": "losstheory.reports",
    "loss": "losstheory.losses.typed",
    "minimizability_gap": "losstheory.programs.minimizability",
    "multiclass": "losstheory.losses.multiclass",
    "noise_excess": "losstheory.reports",
    "numeric_error": "losstheory.numeric",
    "phase_boxes": "losstheory.theory.phase",
    "phase_diagram": "losstheory.theory.phase",
    "proper_loss": "losstheory.theory.derived.proper",
    "psi": "losstheory.reports",
    "report": "losstheory.reports.html",
    "robust_risk": "losstheory.programs",
    "simplex_loss": "losstheory.losses.simplex",
    "to_cvxpy": "losstheory.programs.expressions",
    "to_numpy": "losstheory.numeric",
    "to_torch": "losstheory.numeric",
    "transport": "losstheory.programs",
    "trial": "losstheory.reports.trial_report",
    "verify": "losstheory.reports",
    "weight": "losstheory.reports",
}
__all__ = [
    "BoundedBelow",
    "Calibrated",
    "Claim",
    "Convex",
    "ConvexComposite",
    "Differentiable",
    "DifferentiableAtCentre",
    "Equal",
    "EveryK",
    "Exists",
    "FiniteDistribution",
    "InfimumIs",
    "Less",
    "LimitIs",
    "Lipschitz",
    "Measured",
    "NonIncreasing",
    "NonNegative",
    "Optimum",
    "OptimumWithin",
    "Proper",
    "Status",
    "StrictlyConvex",
    "StrictlyProper",
    "StronglyConvex",
    "Symmetric",
    "Throughout",
    "UndecidedError",
    "ValueIs",
    "analyze",
    "audit",
    "bayes_risk",
    "calibration_function",
    "canonical_link",
    "catalogue",
    "check",
    "compare",
    "composite",
    "decide",
    "decision_rule",
    "deterministic_risk",
    "draw",
    "elicited",
    "explore",
    "family",
    "guarantee",
    "h_consistency",
    "link",
    "loss",
    "minimizability_gap",
    "multiclass",
    "noise_excess",
    "numeric_error",
    "phase_boxes",
    "phase_diagram",
    "proper_loss",
    "psi",
    "report",
    "robust_risk",
    "simplex_loss",
    "to_cvxpy",
    "to_numpy",
    "to_torch",
    "transport",
    "trial",
    "verify",
    "weight",
]


def __getattr__(name: str) -> Any:
    """The public name, loaded now.

    Raises:
        AttributeError: there is none; the message suggests the nearest.
        ImportError: what the package needs is not installed; the message names the extra.
    """
    if name in PACKAGES:
        return import_module(f"{__name__}.{name}")
    if name not in PLACES:
        from difflib import get_close_matches

        close = [] if name.startswith("_") else get_close_matches(name, (*PLACES, *PACKAGES), 1)
        hint = f"; did you mean {close[0]}?" if close else ""
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}{hint}")
    module = import_module(PLACES[name])
    return getattr(module, name)


def __dir__() -> list[str]:
    return [*__all__, *PACKAGES, "__version__"]
