"""Softmax losses l_y = a(q_y) with the slope of a power: the least regret of a wrong class, and the bound it gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from losstheory.formulas.calculus import derivative
from losstheory.formulas.closed_forms import closed_form
from losstheory.formulas.constants import bounds
from losstheory.formulas.pieces import pieces, value_at
from losstheory.formulas.shape import add, divide, extremum, mul, sub
from losstheory.formulas.tree import ONE, TRUE, ZERO, Tree, number, variable
from losstheory.losses.loss import Loss, MarginLoss, ProbabilityLoss
from losstheory.losses.loss import substitute as typed_in
from losstheory.losses.multiclass import AnyMulticlass
from losstheory.rigor import guess_limit
from losstheory.theory.derived.calibration_function import CalibrationFunctionIs
from losstheory.theory.derived.statement import Evidence, evidence_of, proved
from losstheory.theory.multiclass.forms import is_smooth, softmax_form
from losstheory.theory.search.least_risk.walk import NotDerived
from losstheory.theory.search.signs import positive

Q, THETA = variable("q"), variable("theta")
PLACES = tuple(Fraction(k, 9) for k in (2, 4, 7))
TWO_CLASSES = Fraction(3, 2)
Points = Sequence[tuple[Fraction, Tree]]


@dataclass(frozen=True)
class PowerForm:
    """l_y = a(q_y) with a' = -c q^(tau - 2), c > 0."""

    own: Tree
    tau: Fraction

    @property
    def pairs(self) -> tuple[Loss, Loss]:
        """The loss of two classes, of a margin and of a probability."""
        p, sigmoid = variable("p"), Tree("sigmoid", (variable("t"),))
        plus, minus = (typed_in(self.own, "q", x) for x in (p, sub(ONE, p)))
        margin = MarginLoss("two classes", typed_in(self.own, "q", sigmoid))
        return margin, ProbabilityLoss("two classes", plus, minus)

    @property
    def exact(self) -> bool:
        """Whether the least regret of a wrong class is known, and not only a function below it."""
        return self.tau <= TWO_CLASSES or self.tau >= 2

    def allowed(self, classes: int) -> tuple[Tree, Evidence]:
        """The least regret in theta, or where that is not known a function below it, as the checker builds it.

        With the evidence for it.

        Raises:
            NotDerived: the transform of two classes, or the value at 0, has no closed form that was found.
        """
        if self.tau >= 2:
            drops = self._drops(classes)
            return _from_ties(drops), {"drops": [drop.to_json() for drop in drops]}
        form, other = self.pairs
        try:
            shown = proved(CalibrationFunctionIs, form)
        except NotDerived:
            form, shown = other, proved(CalibrationFunctionIs, other)
        function, proof = evidence_of(shown)
        scale = Tree("pow", (number(Fraction(2, classes)), number(self.tau - 1)))
        evidence = {"as": form.kind, "function": function.to_json(), "proof": proof}
        return (function if self.exact else Tree("mul", (scale, function))), evidence

    def transform(self, classes: int) -> Tree:
        """The allowed function in its shortest form.

        Raises:
            NotDerived: as for ``allowed``.
        """
        function, _ = self.allowed(classes)
        return function if self.tau < 2 else _straight_pieces(function)

    def greatest_bound(self, classes: int) -> Tree:
        """The greatest convex function below the allowed one that is at most 0 at 0.

        Raises:
            NotDerived: as for ``allowed``.
        """
        function, _ = self.allowed(classes)
        if self.tau < 2:
            return function
        corners = [Fraction(1, m) for m in range(classes - 1, 0, -1)]
        return _hull([(Fraction(0), ZERO), *((x, value_at(function, "theta", number(x))) for x in corners)])

    def _drops(self, classes: int) -> list[Tree]:
        """a(0) - a(1/n) for n = 1, ..., K."""
        top = guess_limit(self.own, "q", ZERO, 1)
        if not isinstance(top, Tree):
            raise NotDerived("the loss at probability 0 was not found")
        shares = (number(Fraction(1, n)) for n in range(1, classes + 1))
        return [closed_form(sub(top, value_at(self.own, "q", share))) for share in shares]


def _from_ties(drops: Sequence[Tree]) -> Tree:
    """The least over n of d_1 M - d_n min(n M - theta, 1), M = max(theta, (1 + theta)/K)."""
    most = extremum("max", (THETA, divide(add(ONE, THETA), number(len(drops)))))
    shares = [extremum("min", (sub(mul(number(n), most), THETA), ONE)) for n in range(1, len(drops) + 1)]
    return extremum("min", tuple(sub(mul(drops[0], most), mul(d, x)) for d, x in zip(drops, shares, strict=True)))


def _straight_pieces(function: Tree) -> Tree:
    """A function that is straight between cuts, branch by branch."""
    found = list[tuple[Tree, Tree]]()
    for part in pieces([function], "theta", ZERO, ONE).parts:
        line = _line(part.trees[0])
        if found and found[-1][0] == line:
            found.pop()
        assert isinstance(part.upper, Tree)
        found.append((line, part.upper))
    parts = [item for line, end in found for item in (line, Tree("<", (THETA, end)))]
    return found[0][0] if len(found) == 1 else Tree("piecewise", (*parts[:-1], TRUE))


def _line(tree: Tree) -> Tree:
    """A straight function of theta, by its values at 0 and 1."""
    start, end = (closed_form(value_at(tree, "theta", x)) for x in (ZERO, ONE))
    return add(mul(closed_form(sub(end, start)), THETA), start)


def _hull(points: Points) -> Tree:
    """The greatest convex function on [0, 1] through or below the points, the greatest of its chords."""
    kept = list[tuple[Fraction, Tree]]()
    for point in points:
        while len(kept) > 1 and not positive(sub(_slope(kept[-1], point), _slope(kept[-2], kept[-1]))):
            kept.pop()
        kept.append(point)
    lines = [
        add(mul(closed_form(slope), THETA), closed_form(sub(a[1], mul(slope, number(a[0])))))
        for a, b in zip(kept, kept[1:], strict=False)
        for slope in [_slope(a, b)]
    ]
    return lines[0] if len(lines) == 1 else extremum("max", tuple(lines))


def _slope(a: tuple[Fraction, Tree], b: tuple[Fraction, Tree]) -> Tree:
    return divide(sub(b[1], a[1]), number(b[0] - a[0]))


def power_form(loss: AnyMulticlass) -> PowerForm | None:
    """The loss as a(q_y) with the slope of a power, as far as a few values tell."""
    form = softmax_form(loss)
    if form is None or not all(map(is_smooth, form)) or form[1] != ZERO:
        return None
    slope = derivative(form[0], "q")
    bend = mul(Q, derivative(slope, "q"))
    found = set()
    for x in PLACES:
        values = [bounds(value_at(tree, "q", number(x))) for tree in (bend, slope)]
        middle = [(low + high) / 2 for low, high in values]
        if middle[1] >= 0:
            return None
        found.add((2 + middle[0] / middle[1]).limit_denominator(1000))
    return PowerForm(form[0], found.pop()) if len(found) == 1 else None
