r"""What a residual loss elicits: the forecast that minimises :math:`E\,\rho(Y - f)` as a functional of the law of Y.

A residual loss elicits the mean, an expectile, the median or a quantile at every law of finite support if and only
if, with a, b > 0, it is :math:`a r^2 + d` for r >= 0 and :math:`b r^2 + d` for r < 0 (the expectile at level
a/(a + b), the mean if a = b), or :math:`\max(a r, -b r) + d` (the quantile at level a/(a + b), the median if a = b):
gneiting2011making, proved in ``docs/rules.md``, section 9. Which of them holds is an identity that the checker replays.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from losstheory.claims import Status, Verdict
from losstheory.formulas.errors import Unresolved
from losstheory.formulas.pieces import value_at
from losstheory.formulas.printer import to_text
from losstheory.formulas.shape import add, divide, neg, sub
from losstheory.formulas.tree import ONE, TRUE, ZERO, Tree, number, variable
from losstheory.losses.loss import ResidualLoss
from losstheory.rigor import decide
from losstheory.theory.general import Equal
from losstheory.theory.properties import NotApplicable
from losstheory.theory.search.signs import positive, sign

R = variable("r")
SQUARES = "a r^2 + d for r >= 0 and b r^2 + d for r < 0 (mean, expectile)"
LINES = "max(a r, -b r) + d (median, quantile)"


@dataclass(frozen=True)
class Elicited:
    """The functional that a residual loss elicits, with its level and evidence, or the reason why it is none of four.

    Attributes:
        functional: ``"mean"``, ``"median"``, ``"quantile"``, ``"expectile"`` or None.
        level: the level of a quantile or expectile as an exact constant, else None.
        reason: why there is none.
        verdicts: the identity that was PROVED, or those that were REFUTED, each with its certificate.
    """

    functional: str | None
    level: Tree | None = None
    reason: str | None = None
    verdicts: tuple[Verdict, ...] = ()

    def to_json(self) -> dict[str, Any]:
        if self.functional is None:
            return {"absent": self.reason}
        return {"functional": self.functional, "level": None if self.level is None else to_text(self.level)}

    def __str__(self) -> str:
        if self.functional is None:
            return f"absent: {self.reason}"
        return self.functional + ("" if self.level is None else f" at level {to_text(self.level)}")


def elicited(loss: ResidualLoss, budget: int | None = None) -> Elicited:
    """What the loss elicits, certified; for a loss of none of the forms, why it is of none.

    Raises:
        NotApplicable: the loss is of another kind.
        DomainError: the formula is not a real function on the line.
    """
    if not isinstance(loss, ResidualLoss):
        raise NotApplicable(f"only a residual loss elicits a functional of the label; {loss!r} is of another kind")
    try:
        low, right, left = (value_at(loss.rho, "r", x) for x in (ZERO, ONE, number(-1)))
    except Unresolved as error:
        return Elicited(None, reason=f"not decided: {error}")
    a, b = sub(right, low), sub(left, low)
    if not (positive(a) and positive(b)):
        return Elicited(None, reason=_not_rising(a, b))
    even = sign(sub(a, b)) == 0
    level = None if even else divide(a, add(a, b))
    squares = decide(Equal(loss.rho, _squares(a, b, low), "r"), budget)
    if squares.status is Status.PROVED:
        return Elicited("mean" if even else "expectile", level, verdicts=(squares,))
    lines = decide(Equal(loss.rho, _lines(a, b, low), "r"), budget)
    if lines.status is Status.PROVED:
        return Elicited("median" if even else "quantile", level, verdicts=(lines,))
    return Elicited(None, reason=_reason(squares, lines), verdicts=(squares, lines))


def _not_rising(a: Tree, b: Tree) -> str:
    for point, rise in (("1", a), ("-1", b)):
        if sign(rise) in (0, -1):
            return f"the loss at r = {point} does not exceed its value at 0, so it is neither {SQUARES} nor {LINES}"
    return "not decided: whether the loss at r = 1 and at r = -1 exceeds its value at 0"


def _squares(a: Tree, b: Tree, low: Tree) -> Tree:
    """a r^2 + low for r >= 0, b r^2 + low for r < 0."""
    square = Tree("pow", (R, number(2)))
    right, left = (Tree("add", (Tree("mul", (c, square)), low)) for c in (a, b))
    return right if right == left else Tree("piecewise", (left, Tree("<", (R, ZERO)), right, TRUE))


def _lines(a: Tree, b: Tree, low: Tree) -> Tree:
    """max(a r, -b r) + low."""
    return Tree("add", (Tree("max", (Tree("mul", (a, R)), Tree("mul", (neg(b), R)))), low))


def _reason(squares: Verdict, lines: Verdict) -> str:
    if squares.status is Status.REFUTED and lines.status is Status.REFUTED:
        first, second = (f"r = {(verdict.witness or {})['at']}" for verdict in (squares, lines))
        return f"with its values at -1, 0, 1 the loss is not {SQUARES} at {first}, and not {LINES} at {second}"
    return f"not decided: whether the loss is {SQUARES} or {LINES}"
