"""The order of all classes, from calibration for each number of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ...multiclass import MulticlassLoss
from ...work import Reject
from ..evidence import field, items

Check = Callable[[MulticlassLoss, object], object]


def each_number(loss: MulticlassLoss, evidence: object, rules: Callable[[int], Mapping[str, Check]]) -> None:
    """For each k < K a rule for calibration for k classes, of ``rules(k)``, with its evidence."""
    for k, part in enumerate(items(evidence, "parts", loss.classes - 1), start=1):
        rule = field(part, "rule")
        check = rules(k).get(rule) if isinstance(rule, str) else None
        if check is None:
            raise Reject(f"no rule {str(rule)[:60]!r} proves calibration for {k} classes")
        check(MulticlassLoss(loss.kind, loss.formulas, str(k)), field(part, "then"))
