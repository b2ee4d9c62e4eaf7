"""The rules of the checker: for each property and status, the names that may prove or refute it."""

from __future__ import annotations

from collections.abc import Callable

from . import (
    calibration,
    constants,
    convexity,
    general,
    lipschitz,
    monotonicity,
    oddpart,
    properness,
    refutation,
    smoothness,
    strictness,
    symmetry,
)

PROVED, REFUTED = "PROVED", "REFUTED"
LABELLED = frozenset(("margin", "pair", "probability"))
ANY = LABELLED | {"residual"}
KINDS = {
    "convex": ANY,
    "nonincreasing": frozenset(("margin",)),
    "bounded_below": ANY,
    "strictly_convex": ANY,
    "strongly_convex": ANY,
    "lipschitz": ANY,
    "differentiable": ANY,
    "nonnegative": ANY,
    "symmetric": LABELLED,
    "differentiable_at_centre": LABELLED,
    "lipschitz_constant": ANY,
    "smoothness_constant": ANY,
    "strong_convexity_constant": ANY,
    "calibrated": LABELLED,
    "proper": frozenset(("probability",)),
    "strictly_proper": frozenset(("probability",)),
}

VALUED = frozenset(("lipschitz_constant", "smoothness_constant", "strong_convexity_constant"))
Check = Callable[..., object]
LOSS_RULES: dict[tuple[str, str], dict[str, Check]] = {
    ("convex", PROVED): {"convex partial losses": convexity.convex},
    ("convex", REFUTED): {"violated chord": convexity.not_convex},
    ("nonincreasing", PROVED): {"nonpositive slope": monotonicity.nonincreasing},
    ("nonincreasing", REFUTED): {"rise between two scores": monotonicity.increasing_somewhere},
    ("bounded_below", PROVED): {"floor": monotonicity.bounded_below},
    ("bounded_below", REFUTED): {"limit minus infinity": monotonicity.unbounded_below},
    ("strictly_convex", PROVED): {"convex without a straight part": strictness.strictly_convex},
    ("strictly_convex", REFUTED): {"point on or above a chord": strictness.not_strictly_convex},
    ("strongly_convex", PROVED): {"convex less a parabola": strictness.strongly_convex},
    ("strongly_convex", REFUTED): {
        "point on or above a chord": strictness.not_strictly_convex,
        "curvature without a positive bound": strictness.flat_end,
    },
    ("lipschitz", PROVED): {"bounded slope": lipschitz.lipschitz},
    ("lipschitz", REFUTED): {"jump": lipschitz.jump, "unbounded slope": lipschitz.steep_end},
    ("lipschitz_constant", PROVED): {"least bound of the slope": constants.lipschitz_is},
    ("lipschitz_constant", REFUTED): {"other bound of the slope": constants.lipschitz_is_not},
    ("smoothness_constant", PROVED): {"least bound of the curvature": constants.smoothness_is},
    ("smoothness_constant", REFUTED): {"other bound of the curvature": constants.smoothness_is_not},
    ("strong_convexity_constant", PROVED): {"greatest modulus": constants.strong_convexity_is},
    ("strong_convexity_constant", REFUTED): {"other modulus": constants.strong_convexity_is_not},
    ("differentiable", PROVED): {"equal slopes at each cut": smoothness.differentiable_everywhere},
    ("differentiable", REFUTED): {"point without a slope": smoothness.not_differentiable_somewhere},
    ("nonnegative", PROVED): {"floor at zero": monotonicity.nonnegative},
    ("nonnegative", REFUTED): {"negative value": monotonicity.negative_somewhere},
    ("symmetric", PROVED): {"constant sum": symmetry.symmetric},
    ("symmetric", REFUTED): {"two different sums": symmetry.asymmetric},
    ("differentiable_at_centre", PROVED): {"equal one-sided slopes": smoothness.differentiable},
    ("differentiable_at_centre", REFUTED): {"unequal one-sided slopes": smoothness.not_differentiable},
    ("proper", PROVED): {"nonnegative weight": properness.proper},
    ("proper", REFUTED): {"better forecast": properness.improper},
    ("strictly_proper", PROVED): {"positive weight": properness.strictly_proper},
    ("strictly_proper", REFUTED): {"forecast that is no worse": properness.not_strictly_proper},
    ("calibrated", PROVED): {
        "convex with opposite slopes at the centre": calibration.convex_slopes,
        "centre best on the wrong side": calibration.centre_best,
        "falling with a strict start": oddpart.falling_loss,
        "negative odd part": oddpart.odd_part,
        "unbounded on the right side": oddpart.unbounded_right,
        "proper with a weight next to the centre": properness.proper_with_weight,
    },
    ("calibrated", REFUTED): {
        "minimum on the wrong side": refutation.wrong_side,
        "infimum on the wrong side": refutation.wrong_side_limit,
        "unbounded on the wrong side": refutation.unbounded_on_wrong_side,
        "convex with a slope at the centre that leads nowhere": refutation.convex_slope,
        "mirror image no worse": oddpart.mirror_image,
    },
}
GENERAL_RULES: dict[tuple[str, str], dict[str, Check]] = {
    ("equal", PROVED): {"identity": general.equal},
    ("equal", REFUTED): {"point of difference": general.unequal},
    ("less", PROVED): {"sign of the difference": general.less},
    ("less", REFUTED): {"point of violation": general.not_less},
    ("exists", PROVED): {"point": general.exists},
    ("exists", REFUTED): {"opposite throughout": general.exists_not},
    ("value", PROVED): {"computed value": general.value_is},
    ("value", REFUTED): {"different value": general.value_is_not},
    ("infimum", PROVED): {"lower bound that is reached": general.infimum_is},
    ("infimum", REFUTED): {"other infimum": general.infimum_is_not},
}
