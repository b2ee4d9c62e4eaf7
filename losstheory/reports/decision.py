"""What the minimiser of a binary loss tells: the map from eta to it, back from it, and where to decide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from html import escape
from typing import TYPE_CHECKING, Any, overload

from losstheory.claims import Verdict
from losstheory.formulas.constants import bounds
from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.latex import to_latex
from losstheory.formulas.printer import to_text
from losstheory.formulas.tree import Tree
from losstheory.losses.multiclass import MulticlassLoss, SumToZeroLoss
from losstheory.losses.typed import loss as typed
from losstheory.reports.absent import Absent
from losstheory.reports.class_decision import ClassDecisionRule, class_decision_rule
from losstheory.reports.functions import derived
from losstheory.reports.tables import columns, html_table
from losstheory.reports.threshold import HALF, TRIES, best_threshold, score_of, shown, usual_threshold
from losstheory.rigor import decide
from losstheory.theory.derived.derive import DerivedFunction
from losstheory.theory.derived.recovery import RecoveryIs, recoveries
from losstheory.theory.properties import NotApplicable
from losstheory.theory.recoverable import Recoverable
from losstheory.theory.threshold import cost_of

if TYPE_CHECKING:
    from losstheory.losses.loss import AnyLoss
    from losstheory.losses.multiclass import AnyMulticlass

SCHEMA = "losstheory/decision_rule/1"


@dataclass(frozen=True)
class DecisionRule:
    """What the minimiser of the conditional risk tells of eta; in Jupyter it shows as a table, elsewhere as text.

    Attributes:
        loss: a margin, pair or probability loss.
        cost: c; for eta > c the positive label is the Bayes decision. c = a/(a + b) if a false positive costs a and a
            false negative b.
        link: the minimiser as a function of eta.
        recovery: PROVED, with the eta at which a score is best as a formula in the score (`RecoveryIs`).
        recoverable: whether the best score tells any two eta apart; REFUTED with two eta that share one.
        threshold: the score above which to predict the positive label, PROVED to be Bayes-optimal (`ThresholdIs`; at
            cost 1/2 and the centre `Calibrated`).
        usual: the verdict on the usual threshold, t = 0 or p = c.
    """

    loss: AnyLoss
    cost: Fraction
    link: DerivedFunction | Absent
    recovery: Verdict | Absent
    recoverable: Verdict
    threshold: Verdict | Absent
    usual: Verdict

    @property
    def score(self) -> Tree | None:
        """The threshold, an exact constant."""
        return None if isinstance(self.threshold, Absent) else score_of(self.threshold, self.loss)

    @property
    def enclosure(self) -> tuple[Fraction, Fraction] | None:
        """Rational numbers around the threshold, both its value if it is rational."""
        return None if self.score is None else bounds(self.score)

    def to_json(self) -> dict[str, Any]:
        recovery = self.recovery
        return {
            "schema": SCHEMA,
            "loss": {"kind": self.loss.kind, "expressions": [to_text(tree) for tree in self.loss.expressions]},
            "cost": str(self.cost),
            "link": self.link.to_json(),
            "recovery": recovery.to_json(),
            "recoverable": self.recoverable.to_json(),
            "threshold": self.threshold.to_json(),
            "score": None if self.score is None else self.score.to_json(),
            "enclosure": None if self.enclosure is None else list(map(str, self.enclosure)),
            "usual": self.usual.to_json(),
        }

    def to_text(self) -> str:
        title = f"decision rule of the {self.loss.kind} loss {self.loss.name}, cost {self.cost}"
        return "\n".join([title, columns(list(self._rows()))])

    def _rows(self) -> Iterator[tuple[str, str, str]]:
        name = self.loss.variable
        yield f"eta to {name}", "" if isinstance(self.link, Absent) else "PROVED", str(self.link)
        yield (f"{name} to eta", *_told(self.recovery, self._recovery()))
        yield "eta recoverable", str(self.recoverable.status), self.recoverable.evidence
        at = "" if self.score is None else f"predict +1 for {name} > {shown(self.score)}"
        yield ("threshold", *_told(self.threshold, at))
        yield f"usual threshold {self._usual()}", str(self.usual.status), self.usual.evidence

    def _recovery(self) -> str:
        said = None if isinstance(self.recovery, Absent) else self.recovery.statement
        if not isinstance(said, RecoveryIs):
            return ""
        low, high = (end if isinstance(end, str) else shown(end) for end in (said.lower, said.upper))
        return f"{to_text(said.value)} for {self.loss.variable} in ({low}, {high})"

    def _usual(self) -> str:
        return shown(score_of(self.usual, self.loss))

    def __str__(self) -> str:
        return self.to_text()

    def _repr_latex_(self) -> str:
        said = None if isinstance(self.recovery, Absent) else self.recovery.statement
        if isinstance(said, RecoveryIs):
            return rf"$\eta = {to_latex(said.value)}$"
        return self.loss._repr_latex_()

    def _repr_html_(self) -> str:
        title = escape(f"decision rule of the {self.loss.kind} loss {self.loss.name}, cost {self.cost}")
        return f"<p><b>{title}</b> {self._repr_latex_()}</p>" + html_table(
            ("", "verdict", "answer"), list(self._rows())
        )


def _told(found: Verdict | Absent, answer: str) -> tuple[str, str]:
    return ("", str(found)) if isinstance(found, Absent) else (str(found.status), answer)


@overload
def decision_rule(
    loss: AnyMulticlass, cost: Fraction | int | str = HALF, budget: int | None = None
) -> ClassDecisionRule: ...


@overload
def decision_rule(
    loss: AnyLoss | str, cost: Fraction | int | str = HALF, budget: int | None = None
) -> DecisionRule: ...


def decision_rule(
    loss: AnyLoss | AnyMulticlass | str, cost: Fraction | int | str = HALF, budget: int | None = None
) -> DecisionRule | ClassDecisionRule:
    """What the score that minimises the conditional risk says of eta, and where to threshold it.

    Args:
        loss: a margin, pair or probability loss, or a text for ``lt.loss``; of a multiclass loss the scores that
            minimise tell the class probabilities, and there is no cost.
        cost: c, strictly between 0 and 1; the positive label is right for eta > c.
        budget: units of work for each verdict.

    Raises:
        NotApplicable: a residual loss, a cost outside (0, 1), or one for a multiclass loss.

    >>> print(decision_rule("squared_hinge", "1/4"))  # doctest: +ELLIPSIS
    decision rule of the margin loss squared_hinge, cost 1/4
    eta to t           PROVED   2*eta - 1
    t to eta           PROVED   (t + 1)/2 for t in (-1, 1)
    eta recoverable    PROVED   best score for each eta
    threshold          PROVED   predict +1 for t > -1/2
    usual threshold 0  REFUTED  ...
    """
    c = cost_of(cost)
    if isinstance(loss, MulticlassLoss | SumToZeroLoss):
        if c != HALF:
            raise NotApplicable("a multiclass loss has no cost; leave it out")
        return class_decision_rule(loss, budget)
    one = typed(loss)
    link, usual = derived(one, "link", budget), usual_threshold(one, c, budget)
    recoverable, best = decide(Recoverable(one), budget), best_threshold(one, c, usual, budget)
    return DecisionRule(one, c, link, _recovery(one, budget), recoverable, best, usual)


def _recovery(loss: AnyLoss, budget: int | None) -> Verdict | Absent:
    """The shortest form of the formula that is proved."""
    reason = "no score is the only minimiser of the conditional risk at one eta alone"
    try:
        for statement in recoveries(loss)[:TRIES]:
            verdict = decide(statement, budget)
            if verdict.certificate is not None:
                return verdict
            reason = f"a formula was found, but it was not proved: {verdict.reason}"
            if "checker" not in str(verdict.reason):
                break
    except LossTheoryError as error:
        reason = str(error)
    return Absent(reason)
