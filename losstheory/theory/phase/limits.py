"""The value of a parameter at which a range ends, decided from the range: weak inequalities pass to the limit."""

from __future__ import annotations

from losstheory.claims import Attempt, Verdict, conclude
from losstheory.claims.kernel import Reject
from losstheory.formulas.errors import LossTheoryError
from losstheory.losses.loss import Loss
from losstheory.theory.phase.throughout import Throughout
from losstheory.theory.properties import LIMIT, LossStatement
from losstheory.theory.search.signs import cuts_json
from losstheory.theory.views import expression_pieces


def verdict_at_end(statement: LossStatement, inside: Verdict, end: str) -> Verdict | None:
    """The verdict on the loss at the "lower" or "upper" end of a range throughout which the property holds.

    None where limits do not keep the property, or the loss is not shown to be one.
    """
    whole, certificate = inside.statement, inside.certificate
    if LIMIT not in statement.rules or not isinstance(whole, Throughout) or not whole.holds or certificate is None:
        return None
    if len(whole.ranges) != 1 or not isinstance(statement.loss, Loss):
        return None
    (parameter,) = whole.to_json()["parameters"]
    try:
        evidence = {
            "parameter": parameter,
            "end": end,
            "family": [tree.to_json() for tree in whole.formulas],
            "domain": [cuts_json(expression_pieces(statement.loss, i)) for i in range(len(whole.formulas))],
            "rule": certificate["rule"],
            "throughout": certificate["evidence"],
        }
        return conclude(statement, Attempt(LIMIT, evidence))
    except (Reject, LossTheoryError):
        return None
