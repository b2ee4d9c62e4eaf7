r"""What the regret of a multiclass loss :math:`a(q_y)`, q the softmax and a falling, says about the 0-1 regret.

Over all scores there is the transform that ``lt.h_consistency`` proves. Over scores up to r one that holds for every
law of the label would have to vanish near 0 (``docs/rules.md``, section 13). Where the label of an input is certain a
wrong class, a tie included, costs at least, and for some scores exactly,

.. math:: c = a\big(1 / (2 + (K - 2) e^{-2r})\big) - a\big(1 / (1 + (K - 1) e^{-2r})\big),

since the first is the largest :math:`q_y` that leaves another score as large as :math:`s_y`, the second the largest of
all. So :math:`T(\theta) = c \theta` with the least c of an input, which is what data with distinct inputs need.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from flint import arb, ctx

from losstheory.claims import Status, Verdict
from losstheory.formulas.calculus import normal
from losstheory.formulas.enclosures import enclose
from losstheory.formulas.from_json import tree_from_json
from losstheory.formulas.intervals import Interval
from losstheory.formulas.tree import Tree
from losstheory.losses.multiclass import MulticlassLoss
from losstheory.programs.minimizability.gap import GapError
from losstheory.programs.minimizability.partials import BITS
from losstheory.programs.minimizability.reaches import Reach
from losstheory.programs.minimizability.transform import RegretTransform, proved_transform
from losstheory.programs.outward import above, ball, below
from losstheory.theory.consistency import AllMeasurable, HypothesisSet
from losstheory.theory.convex_scores import calibration
from losstheory.theory.multiclass.softmax import FALLING

NEARLY_ONE = 1 - Fraction(1, 1 << 60)
DIGITS = 6


def falling_form(loss: MulticlassLoss) -> tuple[Tree, Verdict]:
    """a, with a verdict whose certificate says that the loss is a(q_y) and that a falls; it is then bounded below.

    Raises:
        GapError: no such certificate was found.
    """
    verdict = calibration(loss)
    if verdict.status is Status.PROVED and verdict.rule == FALLING.name and verdict.certificate is not None:
        evidence = verdict.certificate["evidence"]
        if evidence["other"] == "0":
            return tree_from_json(evidence["own"], ("q",)), verdict
    raise GapError(
        "no bound of the 0-1 regret is derived: the loss is not shown to be a falling function of the softmax "
        f"probability of the class (calibrated is {verdict.status})"
    )


def softmax_transform(
    loss: MulticlassLoss, over: HypothesisSet, reached: Sequence[Reach], certain: bool
) -> RegretTransform:
    """T for data whose inputs reach these scores; ``certain``: every label is.

    Raises:
        GapError: the loss is not a(q_y) with a falling a, or no transform is proved.
    """
    own, verdict = falling_form(loss)
    if certain:
        return _certain(own, verdict, loss.classes, reached)
    if not isinstance(over, AllMeasurable):
        raise GapError(
            f"no bound of the 0-1 regret over {over} unless each label is certain: for cross-entropy and three or more "
            "classes with bounded scores, a tie is best near the laws with two classes equally likely"
        )
    return proved_transform(loss, over)


def _certain(own: Tree, verdict: Verdict, classes: int, reached: Iterable[Reach]) -> RegretTransform:
    """The least c of an input."""
    tree = normal(own)
    with ctx.workprec(BITS):
        price = min(_price(tree, classes, reach) for reach in set(reached))

    def floors(thetas: Sequence[Fraction]) -> list[Fraction]:
        return [price * theta for theta in thetas]

    return RegretTransform(f"T = {float(price):.{DIGITS}g} theta, labels certain", floors, (verdict,))


def _price(own: Tree, classes: int, reach: Reach) -> Fraction:
    """A number that c is not below: a falls, so that rounding its arguments to the safe side is enough."""
    if reach is None:
        wrong, best = Fraction(1, 2), NEARLY_ONE
    else:
        low, high = ((-2 * ball(end)).exp() for end in reach)
        wrong, best = above(1 / (2 + (classes - 2) * high)), below(1 / (1 + (classes - 1) * low))
    cost, least = (enclose(own, {"q": _point(q)}) for q in (wrong, min(best, NEARLY_ONE)))
    return below(cost.lower) - above(least.upper)


def _point(q: Fraction) -> Interval:
    found: arb = ball(q)
    return Interval(found.lower(), found.upper())
