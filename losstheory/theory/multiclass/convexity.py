"""Convexity of the losses of all classes in the scores."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from losstheory.claims import Attempt, Budget, Status
from losstheory.formulas.calculus import derivative, substitute
from losstheory.formulas.open_values import moving
from losstheory.formulas.shape import neg, sigmoid
from losstheory.formulas.tree import ZERO, variable
from losstheory.rigor import prove_sign
from losstheory.theory.multiclass.composite_forms import TOTAL, added_form
from losstheory.theory.multiclass.fenchel_young import CONJUGATE, conjugates
from losstheory.theory.multiclass.forms import is_smooth, softmax_form
from losstheory.theory.multiclass.statement import MulticlassStatement, shown, written
from losstheory.theory.properties import rules
from losstheory.theory.search.scores import concave_chord, evaluate

COMPOSITION, LOG_ODDS, CHORD = rules(
    ("convex by composition", Status.PROVED, "boyd2004convex, Sections 3.1.4 and 3.2"),
    ("convex function of the log-odds", Status.PROVED, "boyd2004convex, Section 3.2.4"),
    ("violated chord", Status.REFUTED, "boyd2004convex, Section 3.1.1"),
)


FAR = [way * 10**k for k in (1, 2, 3, 4, 5) for way in (1, -1)]


@dataclass(frozen=True, eq=False)
class Convex(MulticlassStatement):
    """The loss of each class is a convex function of the scores."""

    name: ClassVar[str] = "convex"
    rules: ClassVar = (COMPOSITION, LOG_ODDS, CONJUGATE, CHORD)

    def attempts(self, budget: Budget) -> Iterator[Attempt]:
        budget.spend(self.loss.classes)
        found = concave_chord(self.loss)
        if found is None:
            yield Attempt(COMPOSITION, {})
            if (evidence := self._log_odds(budget)) is not None:
                yield Attempt(LOG_ODDS, evidence)
            yield from (Attempt(*found) for found in conjugates(self.loss, budget))
            found = None if self.loss.sum_to_zero else self._far_chord()
        if found is not None:
            which, *points = found
            pair = list(map(written, points))
            evidence = {"which": which, "points": pair, "weight": "1/2"}
            yield Attempt(CHORD, evidence, {"a": shown(pair[0]), "b": shown(pair[1])})

    def _log_odds(self, budget: Budget) -> dict[str, Any] | None:
        """l with l_y = l(q_y), and proofs that h(x) = l(1/(1 + e^x)) rises and bends upwards."""
        form = softmax_form(self.loss)
        if form is None or form[1] != ZERO or not is_smooth(form[0]):
            return None
        slope = derivative(substitute(form[0], "q", sigmoid(neg(variable("x")))), "x")
        proofs = {
            "rises": prove_sign(slope, False, "x", "-oo", "oo", budget),
            "bends": prove_sign(derivative(slope, "x"), False, "x", "-oo", "oo", budget),
        }
        return None if None in proofs.values() else {"own": form[0].to_json(), **proofs}

    def _far_chord(self) -> tuple[int, list[int], list[int]] | None:
        """Two scores far from zero, where a function of their log-sum-exp falls faster than the cross-entropy rises."""
        form = added_form(self.loss)
        if form is None or not moving(form.total):
            return None
        slopes = evaluate(derivative(form.total, TOTAL), {TOTAL: np.array(FAR, dtype=float)})
        own = evaluate(derivative(form.softmax[0], "q"), {"q": np.ones(1)})
        falls = [int(x) for x, slope in zip(FAR, np.broadcast_to(slopes, len(FAR)), strict=True) if slope < 2 * own]
        if not falls:
            return None
        level = [falls[0]] * self.loss.classes
        return 0, [level[0] + 1, level[0] - 1, *level[2:]], [level[0] - 1, level[0] + 1, *level[2:]]

    @property
    def open_reason(self) -> str:
        return "neither a violated chord nor a composition of convex functions was found"
