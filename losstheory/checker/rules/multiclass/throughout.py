"""The rules for multiclass losses that are replayed while the parameters of a family are open."""

from __future__ import annotations

from functools import partial

from ...multiclass import MulticlassLoss
from ...ranges import ParameterRange
from ...work import Reject
from ..evidence import field
from ..throughout import THROUGHOUT_RULES
from . import MULTICLASS_RULES, PROVED, REFUTED, Check, check_multiclass, composites, moving_witness, two_classes

RESERVED = frozenset(("q", "u", "shift", "theta", *(f"{letter}{k}" for letter in "sq" for k in range(1, 13))))
BINARY, SCALED = "two classes as a binary loss", "scaled scores"
TOTAL = "softmax and a function of the log-sum-exp"
SOFTMAX = (
    "softmax with a falling difference",
    "softmax with a difference that falls to one half",
    "softmax with convex parts",
)
ORDERED = (
    *SOFTMAX,
    "softmax and functions of single scores",
    "cross-entropy and convex functions of single scores",
    "one versus all with a falling difference",
    "pairwise comparison",
    "constrained comparison",
)
WRONG = ("minimum at a wrong score", "infimum along wrong scores")
REPLAYED: dict[tuple[str, str], tuple[str, ...]] = {
    ("convex", PROVED): ("convex by composition", "convex function of the log-odds"),
    ("convex", REFUTED): ("violated chord",),
    ("symmetric", PROVED): ("constant sum",),
    ("symmetric", REFUTED): ("two different sums",),
    ("shift_invariant", PROVED): ("identity under a common shift",),
    ("shift_invariant", REFUTED): ("two values along a shift",),
    ("softmax_proper", PROVED): (
        "stationary softmax with a falling difference",
        "convex and stationary where the softmax is p",
    ),
    ("softmax_proper", REFUTED): ("better score",),
    ("noise_tolerant", PROVED): ("constant sum under uniform flips",),
    ("noise_tolerant", REFUTED): ("order reversed by flips",),
    ("calibrated", PROVED): (*ORDERED, "softmax and a normalised part"),
    ("calibrated", REFUTED): WRONG,
    ("topk_calibrated", PROVED): ORDERED,
    ("topk_calibrated", REFUTED): WRONG,
    ("rank_preserving", PROVED): ORDERED,
    ("rank_preserving", REFUTED): WRONG,
}
"""Rules whose every answer about the loss and the evidence holds at each value of a parameter."""


def as_binary(loss: MulticlassLoss, evidence: object, status: str) -> None:
    """Two classes, by a rule for binary losses that is itself replayed with open parameters."""
    if str(field(evidence, "rule")) not in THROUGHOUT_RULES["calibrated", status]:
        raise Reject("the rule for binary losses is none that is replayed with open parameters")
    two_classes.as_binary(loss, evidence, status)


def _rules() -> dict[tuple[str, str], dict[str, Check]]:
    table = {key: {rule: MULTICLASS_RULES[key][rule] for rule in rules} for key, rules in REPLAYED.items()}
    proper = table["softmax_proper", PROVED]
    proper[f"proper {TOTAL}"] = partial(composites.proper_and_total, rules=dict(proper))
    for target in ("calibrated", "topk_calibrated", "rank_preserving"):
        in_order = target == "rank_preserving"
        proofs, refutations = table[target, PROVED], table[target, REFUTED]
        proofs[TOTAL] = partial(composites.softmax_and_total, rules={rule: proofs[rule] for rule in SOFTMAX})
        for status, rules in ((PROVED, proofs), (REFUTED, refutations)):
            rules[BINARY] = partial(as_binary, status=status)
        proofs[SCALED] = partial(composites.scaled, rules=dict(proofs))
        moving = moving_witness.stationary_wrong_pair if in_order else moving_witness.stationary_wrong_top
        refutations["stationary at a wrong score"] = moving
    table["convex", REFUTED]["not convex along a line"] = moving_witness.bends_along_line
    table["softmax_proper", REFUTED]["slope at the logarithms of p"] = moving_witness.slope_at_log
    table["symmetric", REFUTED]["sums in a strict order"] = moving_witness.different_sums
    table["symmetric", REFUTED]["sum that bends along a line"] = moving_witness.sum_bends_along_line
    table["symmetric", REFUTED]["sum without a bound along a line"] = moving_witness.sum_without_bound
    return table


MULTICLASS_THROUGHOUT_RULES = _rules()


def check_multiclass_throughout(
    claim: dict[str, object], status: str, rule: str, evidence: object, ranges: dict[str, ParameterRange]
) -> None:
    """The rule of one loss while the parameters are open; no variable of such a rule bears the name of one."""
    if taken := sorted(RESERVED & ranges.keys()):
        raise Reject(f"{taken[0]} cannot be the name of a parameter of a multiclass loss")
    check_multiclass(claim, status, rule, evidence, MULTICLASS_THROUGHOUT_RULES, tuple(ranges))
