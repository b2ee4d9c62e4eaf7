"""The rules for multiclass losses: for each property and status, the names that may prove or refute it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from ...multiclass import MULTICLASS, MulticlassLoss, read_multiclass
from ...notation import parse_number
from ...work import Reject
from . import (
    comparison,
    composites,
    consistency,
    convex_softmax,
    convexity,
    fenchel_young,
    forecasts,
    least_regret,
    noise,
    noise_excess,
    normalised,
    order,
    properness,
    recovery,
    refutation,
    separable,
    sum_range,
    symmetry,
    two_classes,
)

PROVED, REFUTED = "PROVED", "REFUTED"
Check = Callable[[MulticlassLoss, object], object]

SOFTMAX: dict[str, Check] = {
    "softmax with a falling difference": separable.softmax,
    "softmax with a difference that falls to one half": separable.softmax_to_one_half,
    "softmax with convex parts": convex_softmax.convex_softmax,
    "softmax and a normalised part": composites.softmax_and_normalised,
}
SOFTMAX_IN_ORDER: dict[str, Check] = {
    "softmax with a falling difference": separable.softmax_in_order,
    "softmax with a difference that falls to one half": separable.softmax_to_one_half_in_order,
    "softmax with convex parts": convex_softmax.convex_softmax,
}
PROPER: dict[str, Check] = {"stationary softmax with a falling difference": properness.softmax_proper}
CALIBRATED: dict[str, Check] = {
    **SOFTMAX,
    "softmax and a function of the log-sum-exp": partial(composites.softmax_and_total, rules=SOFTMAX),
    "softmax and functions of single scores": composites.softmax_and_scores,
    "cross-entropy and convex functions of single scores": composites.entropy_and_convex,
    "conjugate of a strictly convex entropy": fenchel_young.conjugate,
    "two classes as a binary loss": partial(two_classes.as_binary, status=PROVED),
    "one versus all with a falling difference": separable.one_versus_all,
    "pairwise comparison": comparison.pairwise,
    "constrained comparison": comparison.constrained,
}
ORDERED: dict[str, Check] = {
    **SOFTMAX_IN_ORDER,
    "softmax and a function of the log-sum-exp": partial(composites.softmax_and_total, rules=SOFTMAX_IN_ORDER),
    "softmax and functions of single scores": composites.softmax_and_scores,
    "cross-entropy and convex functions of single scores": composites.entropy_and_convex,
    "conjugate of a strictly convex entropy": fenchel_young.conjugate,
    "two classes as a binary loss": partial(two_classes.as_binary, status=PROVED),
    "one versus all with a falling difference": separable.one_versus_all,
    "pairwise comparison": comparison.pairwise,
    "constrained comparison": comparison.constrained_in_order,
}

CALIBRATED["scaled scores"] = partial(composites.scaled, rules=dict(CALIBRATED))
ORDERED["scaled scores"] = partial(composites.scaled, rules=dict(ORDERED))
TOPK: dict[str, Check] = {**ORDERED, "normalised part and the least probable class": normalised.least_class}


def _for_classes(k: int) -> Mapping[str, Check]:
    """The rules that prove calibration for k classes."""
    return CALIBRATED if k == 1 else TOPK


def _missed(wrong: refutation.Wrong) -> dict[str, Check]:
    """The refutations, with what a wrong score is."""
    return {
        "two classes as a binary loss": partial(two_classes.as_binary, status=REFUTED),
        "minimum at a wrong score": partial(refutation.minimum, wrong=wrong),
        "infimum along wrong scores": partial(refutation.infimum, wrong=wrong),
    }


MULTICLASS_RULES: dict[tuple[str, str], dict[str, Check]] = {
    ("convex", PROVED): {
        "convex by composition": convexity.convex,
        "convex function of the log-odds": convexity.of_log_odds,
        "conjugate of a strictly convex entropy": fenchel_young.conjugate,
    },
    ("convex", REFUTED): {"violated chord": convexity.not_convex},
    ("symmetric", PROVED): {"constant sum": symmetry.symmetric},
    ("symmetric", REFUTED): {"two different sums": symmetry.asymmetric},
    ("shift_invariant", PROVED): {"identity under a common shift": symmetry.shift_invariant},
    ("shift_invariant", REFUTED): {"two values along a shift": symmetry.not_shift_invariant},
    ("softmax_proper", PROVED): {
        **PROPER,
        "proper softmax and a function of the log-sum-exp": partial(composites.proper_and_total, rules=PROPER),
        "convex and stationary where the softmax is p": properness.stationary_and_convex,
        "proper as a loss of forecasts": forecasts.proper_forecast,
    },
    ("softmax_proper", REFUTED): {"better score": properness.not_softmax_proper},
    ("calibrated", PROVED): CALIBRATED,
    ("calibrated", REFUTED): _missed(refutation.wrong_top),
    ("topk_calibrated", PROVED): TOPK,
    ("topk_calibrated", REFUTED): _missed(refutation.wrong_top),
    ("rank_preserving", PROVED): {
        **ORDERED,
        "calibrated for each number of classes": partial(order.each_number, rules=_for_classes),
    },
    ("rank_preserving", REFUTED): _missed(refutation.wrong_pair),
    ("class_recovery", PROVED): {"stationary equation of a convex risk": recovery.recovery},
    ("class_recovery", REFUTED): {"other recovery": recovery.recovery_is_not},
    ("noise_tolerant", PROVED): {"constant sum under uniform flips": noise.tolerant},
    ("noise_tolerant", REFUTED): {"order reversed by flips": noise.reversed_order},
    ("class_noise_tolerant", PROVED): {"bounded losses of constant sum": noise.class_tolerant},
    ("class_noise_tolerant", REFUTED): {"minimum zero lost by flips": noise.lost_minimum},
    ("transform", PROVED): {"least regret of a power of the softmax": least_regret.transform},
    ("transform", REFUTED): {"other value": least_regret.not_transform},
    ("h_consistency", PROVED): {"power of the softmax": consistency.power_bound},
    ("h_consistency", REFUTED): {"regret below the bound": consistency.not_bound},
    ("sum_range", PROVED): {"bounds of the sum that are reached": sum_range.in_range},
    ("sum_range", REFUTED): {"sum beyond the range": sum_range.beyond_range},
    ("noise_excess", PROVED): {"excess by the range of the sum": noise_excess.by_range},
    ("noise_excess", REFUTED): {"greater excess": noise_excess.greater},
    ("noise_excess_unbounded", PROVED): {"excess that tends to infinity": noise_excess.unbounded},
}
PROPERTIES = frozenset(name for name, _ in MULTICLASS_RULES)
UNCONSTRAINED = frozenset(("shift_invariant", "softmax_proper"))


def _check_k(loss: MulticlassLoss) -> None:
    k = parse_number(loss.value)
    if k.denominator != 1 or not 1 <= k < loss.classes:
        raise Reject(f"k is a whole number from 1 to {loss.classes - 1}")


VALUED: dict[str, Callable[[MulticlassLoss], None]] = {
    "topk_calibrated": _check_k,
    "class_recovery": recovery.check_value,
    "noise_tolerant": noise.check_rate,
    "class_noise_tolerant": noise.check_flips,
    "transform": least_regret.check_value,
    "h_consistency": least_regret.check_value,
    "sum_range": sum_range.check_range,
    "noise_excess": noise_excess.check_excess,
    "noise_excess_unbounded": noise_excess.check_rate,
}


def is_multiclass(statement: dict[str, object]) -> bool:
    """Whether the statement is about a multiclass loss."""
    data = statement.get("loss")
    return isinstance(data, dict) and data.get("kind") in tuple(MULTICLASS)


def check_multiclass(
    statement: dict[str, object],
    status: str,
    rule: str,
    evidence: object,
    rules: Mapping[tuple[str, str], Mapping[str, Check]] = MULTICLASS_RULES,
    parameters: tuple[str, ...] = (),
) -> None:
    """Accept the evidence by a rule of the table; each formula is shown to be defined on all of R^K first."""
    name = statement["property"]
    check = rules.get((str(name), status), {}).get(rule)
    if check is None:
        raise Reject(f"no rule {rule[:80]!r} gives {status[:20]!r} for {str(name)[:40]!r} of a multiclass loss")
    loss = read_multiclass(statement, name in VALUED, parameters)
    if name in VALUED:
        VALUED[str(name)](loss)
    if name in UNCONSTRAINED and loss.constrained:
        raise Reject(f"{name} is asked of a loss of all scores")
    loss.check_defined()
    check(loss, evidence)
