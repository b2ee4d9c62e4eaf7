"""Every rule that may be replayed with a parameter left open keeps the rows of one loss: accepted, and rejected."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from benchmarks.rows import certificate_of, read_rows
from losstheory.checker import Reject, check_certificate, fingerprint
from losstheory.checker.rules.throughout import THROUGHOUT_RULES
from losstheory.losses.typed import KINDS
from tests.checker.test_one_side import NOT_ONE_SIDE, ONE_SIDE
from tests.checker.test_throughout import ACCEPTED, REJECTED
from tests.checker.test_throughout_not_convex import NOT_SHOWN, NOT_STRICTLY

ROWS = [
    row
    for row in read_rows()
    if row["statement"].get("kind") in KINDS
    and row["rule"] in THROUGHOUT_RULES.get((row["statement"]["property"], row["status"]), {})
    and "evidence" in row
]


def throughout(row: dict[str, Any], lower: str, upper: str) -> dict[str, Any]:
    """The certificate of the row, said of every a between two ends."""
    one = certificate_of(row)
    ranges = [["a", lower, upper]]
    said = {"property": "throughout", "parameters": ranges, "holds": one["status"] == "PROVED"}
    whole = {**one, "statement": said | {"claim": one["statement"]}, "status": "PROVED"}
    return {**whole, "sha256": fingerprint({key: value for key, value in whole.items() if key != "sha256"})}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['rule']}: {row['law']}")
def test_a_loss_without_the_parameter_is_decided_as_ever(row: dict[str, Any]) -> None:
    certificate = throughout(row, "1", "2")
    if row["accepted"]:
        assert check_certificate(certificate).rule == row["rule"]
        certificate["statement"]["holds"] = not certificate["statement"]["holds"]
        certificate["sha256"] = fingerprint(certificate)
    with pytest.raises(Reject):
        check_certificate(certificate)


def test_every_rule_has_rows_on_both_sides() -> None:
    own = [
        ((row.claimed, "PROVED" if row.holds else "REFUTED", row.rule), accepted)
        for rows, accepted in (
            ([*ACCEPTED, *ONE_SIDE, *NOT_STRICTLY], True),
            ([*REJECTED, *NOT_ONE_SIDE, *NOT_SHOWN], False),
        )
        for row in rows
    ]
    shared = [((row["statement"]["property"], row["status"], row["rule"]), row["accepted"]) for row in ROWS]
    count = Counter(own + shared)
    for key, rules in THROUGHOUT_RULES.items():
        for rule in rules:
            assert count[(*key, rule), True] and count[(*key, rule), False], (*key, rule)
