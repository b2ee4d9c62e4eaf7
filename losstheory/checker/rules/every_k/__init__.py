"""The rules for statements about every number of classes: premises that are functions of one variable, and K."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from ...every_k import COUNT, EveryKLoss, read_every_k
from ...nodes import number
from ...parameters import opened
from ...ranges import open_range
from ...work import Reject
from ..evidence import field
from ..multiclass import check_multiclass
from . import calibration, convexity, never, noise, properness, symmetry

PROVED, REFUTED = "PROVED", "REFUTED"
Check = Callable[[EveryKLoss, object], object]
Never = Callable[[EveryKLoss, object], int]

EVERY: dict[str, dict[str, Check]] = {
    "calibrated": calibration.CALIBRATED,
    "rank_preserving": calibration.IN_ORDER,
    "convex": {"convex terms": convexity.convex},
    "symmetric": {"terms of constant sum": symmetry.symmetric},
    "shift_invariant": {"terms of differences": symmetry.shift_invariant},
    "softmax_proper": {
        "stationary softmax with a falling difference": properness.softmax_proper,
        "pairs stationary at the log-odds": properness.pairs,
    },
    "noise_tolerant": {"terms of constant sum": noise.tolerant},
}
MISSED: dict[str, Never] = {
    "normalised part with a pole at zero": never.pole,
    "largest rival with a line below": never.line_below,
    "pairwise comparison without a lower bound": never.unbounded,
    "least at a probability up to one half": never.least_inside,
}
NEVER: dict[str, dict[str, Never]] = {
    "calibrated": {**MISSED, "class that never occurs": partial(never.absent_class, target="calibrated")},
    "rank_preserving": {**MISSED, "class that never occurs": partial(never.absent_class, target="rank_preserving")},
    "convex": {"chord without the other classes": never.chord},
    "symmetric": {"sum of bent functions": never.bent_sum},
    "softmax_proper": {"one-term loss that is not logarithmic": never.not_logarithmic},
}
"""Each returns a number from which on no K has the property."""
ONE = "one number of classes"
VALUED = frozenset(("noise_tolerant",))


def check_every_k(statement: dict[str, Any], status: str, rule: str, evidence: object) -> None:
    """Accept the evidence by a rule of the tables; every function is shown to be defined for every K first."""
    claim = statement.get("claim")
    name = claim.get("property") if isinstance(claim, dict) else None
    if not isinstance(name, str) or name not in EVERY:
        raise Reject(f"{str(name)[:40]!r} is no property that is asked for every number of classes")
    loss = read_every_k(statement, name in VALUED)
    if name in VALUED:
        noise.check_rate(loss)
    if name in ("shift_invariant", "softmax_proper") and loss.constrained:
        raise Reject(f"{name} is asked of a loss of all scores")
    with opened({COUNT: open_range(COUNT, number(loss.first - 1), "oo")}):
        loss.check_defined(evidence)
    if rule == ONE and status == REFUTED:
        return _at_one(loss, name, bool(statement["holds"]), evidence)
    with opened({COUNT: open_range(COUNT, number(loss.first - 1), "oo")}):
        if status == PROVED and statement["holds"] and rule in EVERY[name]:
            EVERY[name][rule](loss, evidence)
        elif status == (REFUTED if statement["holds"] else PROVED) and rule in NEVER.get(name, {}):
            start = NEVER[name][rule](loss, evidence)
            if not statement["holds"] and start > loss.first:
                raise Reject(f"the rule is for K >= {start}")
        else:
            raise Reject(f"no rule {rule[:80]!r} gives {status[:20]!r} for {name[:40]!r} for every K")


def _at_one(loss: EveryKLoss, name: str, holds: bool, evidence: object) -> None:
    """For one K the property is refuted, or proved, by a rule for that number of classes."""
    classes, rule = field(evidence, "classes"), field(evidence, "rule")
    if isinstance(classes, bool) or not isinstance(classes, int) or not isinstance(rule, str):
        raise Reject("the evidence names no number of classes, or no rule")
    one: dict[str, object] = {"property": name, "loss": loss.of(classes)}
    if name in VALUED:
        one["value"] = loss.value
    check_multiclass(one, REFUTED if holds else PROVED, rule, field(evidence, "then"))
