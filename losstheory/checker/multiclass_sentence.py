"""A statement about a multiclass loss in words, from its JSON form alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

WRONG = (
    "{loss}: for every p in the closed simplex the infimum of C(p, s) = p1 l1(s) + … + pK lK(s) over the scores s at "
    "which {wrong} exceeds the infimum over all scores{all}"
)
HYPOTHESES = (
    "for every law of an input and its label and every set H of functions from inputs to scores{all} with finite clean "
    "and noisy risks, where each label is replaced, independently of the input given the label, "
)
UNIFORM = HYPOTHESES + "with probability {rate} by one of the other classes, each as likely as another, "
FLIPS = HYPOTHESES + "by a class drawn with the probabilities in its row of [{rate}], "
PROPERTIES = {
    "convex": "{loss} is convex (the loss of each class, in all scores)",
    "symmetric": "{loss} is symmetric: the losses of all classes have a constant sum at every score",
    "shift_invariant": "{loss} does not change when one number is added to all scores",
    "softmax_proper": "{loss} is proper with the softmax: for every p with positive entries s = log p minimises "
    "C(p, s) = p1 l1(s) + … + pK lK(s) over all scores",
    "calibrated": WRONG.replace(
        "{wrong}", "a class with the greatest score (ties included) is not a most probable one"
    ),
    "topk_calibrated": WRONG.replace(
        "{wrong}",
        "{value} classes with the greatest scores (for some way to break ties) are not {value} most probable ones",
    ),
    "noise_tolerant": f"{{loss}} is tolerant to uniform label noise: {UNIFORM}functions of H whose noisy risks tend to "
    "their infimum over H have clean risks that tend to the infimum of the clean risks over H",
    "class_noise_tolerant": f"{{loss}} keeps a least clean risk of zero under label noise: {FLIPS}and the infimum of "
    "the clean risk over H is 0, functions of H whose noisy risks tend to the infimum over H have clean risks that "
    "tend to 0",
    "transform": "the transform of {loss} over all scores, the infimum of C(p, s) - inf C(p, .) over the p in the "
    "closed simplex and the scores s with max p - min p_k = theta, k among the classes with the greatest score, is "
    "{formula} for 0 < theta < 1; C(p, s) = p1 l1(s) + … + pK lK(s)",
    "h_consistency": "{loss} has the consistency bound T(R01(h) - R01* + M01) <= R(h) - R* + M over all measurable "
    "scores, for every h and every distribution for which both sides are defined, with T(theta) = {formula} on (0, 1), "
    "T(0) = 0 and T(1) its limit; R is the risk of the loss, R01 that of the 0-1 target, where a tie of the greatest "
    "scores counts as the least probable class of it, * is the infimum, and M that infimum less the mean of the "
    "pointwise one",
    "sum_range": "{loss}: the infimum of l1(s) + … + lK(s) over all scores{all} is {lower}, the supremum {upper}",
    "noise_excess": f"{{loss}}: {UNIFORM}a function of H of the least noisy risk has a clean risk of at most {{bound}} "
    "above the infimum over H",
    "noise_excess_unbounded": f"{{loss}}: it is not so that for some number c, {UNIFORM}a function of H of the least "
    "noisy risk has a clean risk of at most c above the infimum over H",
    "class_recovery": "{loss}: for every p in the closed simplex a score s minimises C(p, s) = p1 l1(s) + … + pK lK(s) "
    "over all scores{all} if and only if p_k = c(q_k) + r(q_k) (1 - c(q_1) - … - c(q_K))/(r(q_1) + … + r(q_K)) for "
    "every class k, with c(q) = {constant}, r(q) = {share} and q the softmax of s + ({offsets})",
    "rank_preserving": WRONG.replace("{wrong}", "some class has at least the score of a more probable one"),
}


def multiclass_sentence(statement: dict[str, Any], show: Callable[[object], str]) -> str:
    """The fully quantified sentence; ``show`` writes a formula."""
    data = statement["loss"]
    formulas = ", ".join(f"l{k + 1} = {show(formula)}" for k, formula in enumerate(data["expressions"]))
    constrained = data["kind"] == "multiclass_sum_to_zero"
    return said_of(formulas, constrained, statement["property"], statement.get("value"), show)


def said_of(formulas: str, constrained: bool, name: str, value: Any, show: Callable[[object], str]) -> str:
    """The sentence about the loss with these formulas."""
    loss = f"the multiclass loss {formulas}" + (" on the scores of sum zero" if constrained else "")
    everywhere = " of sum zero" if constrained else ""
    return PROPERTIES[name].format(loss=loss, all=everywhere, **_claimed(value, show))


def _claimed(value: Any, show: Callable[[object], str]) -> dict[str, str]:
    """The value of a statement in words: named constants, the rows of a matrix, or a number."""
    if isinstance(value, dict):
        told = {name: show(item) for name, item in value.items() if name != "offsets"}
        return told | {"offsets": ", ".join(map(show, value.get("offsets", [])))}
    text = "; ".join(", ".join(row) for row in value) if isinstance(value, list) else str(value)
    return {"value": text, "rate": text}
