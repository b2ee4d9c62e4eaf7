r"""What a surrogate regret says about the 0-1 regret: the transform T of a margin loss, and its inverse.

For scores up to r and :math:`\eta = (1 + \theta)/2`,

.. math:: T_r(\theta) = \varphi(0) - \min_{|s| \le r} C_\eta(s)

is the least excess of a score of the wrong sign, 0 included, where the loss is convex and falls through 0, as a
calibrated convex one does. It is convex and grows with r, so the smallest r of all inputs gives one that holds at each
of them, and by Jensen's inequality with M the minimizability gap

.. math:: T\big(R_{01}(h) - E \min(\eta, 1 - \eta)\big) \le R_\varphi(h) - R_\varphi^*(H) + M_\varphi(H).

Source: awasthi2022hconsistency. For all scores T is the psi-transform of bartlett2006convexity.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from flint import arb, ctx

from losstheory.claims import Status, Verdict
from losstheory.formulas.constants import bounds
from losstheory.formulas.pieces import value_at
from losstheory.formulas.printer import to_text
from losstheory.formulas.tree import Tree, number
from losstheory.losses.loss import MarginLoss, PairLoss
from losstheory.losses.multiclass import MulticlassLoss
from losstheory.programs.minimizability.conditional import BinaryRisks
from losstheory.programs.minimizability.gap import GapError
from losstheory.programs.minimizability.partials import BITS, ConvexPartial
from losstheory.programs.minimizability.pointwise import infima
from losstheory.programs.minimizability.reaches import Reach
from losstheory.programs.outward import below
from losstheory.theory.consistency import HypothesisSet, Linear, h_consistency
from losstheory.theory.convex_scores import calibration, convex_in_scores

ROUNDS, PARTS = 7, 8
BEFORE_ONE = 1 - Fraction(1, 1 << 20)


@dataclass(frozen=True)
class RegretTransform:
    """A convex T, known from below, with T(0-1 regret) <= surrogate regret + gap.

    Attributes:
        text: which transform it is.
        floors: for exact theta in (0, 1] numbers that T(theta) is not below.
        verdicts: what it rests on, each with its certificate.
    """

    text: str
    floors: Callable[[Sequence[Fraction]], list[Fraction]] = field(repr=False)
    verdicts: tuple[Verdict, ...] = field(repr=False)

    def inverse(self, regret: Fraction) -> Fraction:
        """A number that sup {theta in [0, 1]: T(theta) <= regret} does not exceed, but by about 2^-20.

        >>> from losstheory.losses.margin import HINGE
        >>> from losstheory.theory.consistency import hypotheses
        >>> half = (Fraction(1, 2), Fraction(1, 2))
        >>> round(float(regret_transform(HINGE, hypotheses("bounded:1/2"), half).inverse(Fraction(1, 8))), 5)
        0.25
        """
        low, width = Fraction(0), Fraction(1)
        for _ in range(ROUNDS):
            width /= PARTS
            steps = [low + width * (k + 1) for k in range(PARTS)]
            floors = self.floors(steps)
            passed = next((k for k, floor in enumerate(floors) if floor > regret), None)
            if passed is None:
                return low + width * PARTS
            low += width * passed
        return low + width


def regret_transform(loss: MarginLoss, over: HypothesisSet, reach: Reach) -> RegretTransform:
    """T for the scores up to ``reach``, the smallest of an input.

    A loss that is not convex has the transform that ``lt.h_consistency`` proves over the set.

    Raises:
        GapError: the loss is not shown to be calibrated; or it is not convex, and no transform is proved, or the
            scores are linear.
    """
    calibrated, convex = calibration(loss), convex_in_scores(loss)
    if calibrated.status is not Status.PROVED:
        raise GapError(f"no bound of the 0-1 regret: calibrated is {calibrated.status}")
    if convex.status is Status.PROVED:
        return _convex(loss, reach, (calibrated, convex))
    if isinstance(over, Linear):
        raise GapError("no bound of the 0-1 regret: that of a loss that is not convex is said of inputs |x| <= 1")
    return proved_transform(loss, over)


def proved_transform(loss: MarginLoss | PairLoss | MulticlassLoss, over: HypothesisSet) -> RegretTransform:
    """T of the bound that ``lt.h_consistency`` proves over the set.

    Raises:
        GapError: none is proved; or a pair loss over linear scores, which differ from input to input.
    """
    if isinstance(loss, PairLoss) and isinstance(over, Linear):
        raise GapError(
            "no bound of the 0-1 regret: that the input with the fewest scores is the worst is known of margin losses, "
            "not of pair losses; take all scores or bounded ones"
        )
    found = h_consistency(loss, over)
    if found.bound is None or found.convex_transform is None:
        raise GapError(f"no bound of the 0-1 regret: {found.reason}")
    formula = found.convex_transform
    return RegretTransform(f"T = {to_text(formula)}", formula_floors(formula), (found.bound,))


def formula_floors(formula: Tree) -> Callable[[Sequence[Fraction]], list[Fraction]]:
    """A formula for T, from below: it is said inside (0, 1) and grows, so that a value just before 1 holds at 1."""

    def floors(thetas: Sequence[Fraction]) -> list[Fraction]:
        inside = (number(min(theta, BEFORE_ONE)) for theta in thetas)
        return [bounds(value_at(formula, "theta", theta))[0] for theta in inside]

    return floors


def _convex(loss: MarginLoss, reach: Reach, verdicts: tuple[Verdict, ...]) -> RegretTransform:
    with ctx.workprec(BITS):
        centre = below(ConvexPartial(loss.phi).value(arb(0)))

    def floors(thetas: Sequence[Fraction]) -> list[Fraction]:
        risks = BinaryRisks(loss, [((1 - theta) / 2, (1 + theta) / 2) for theta in thetas])
        return [centre - one.upper for one in infima(risks, [reach] * len(thetas))]

    scores = "all scores" if reach is None else f"scores up to {float(reach[0]):.6g}"
    return RegretTransform(f"T of {scores}", floors, verdicts)
