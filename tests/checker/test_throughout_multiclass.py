"""Statements throughout a range about multiclass losses: what the checker accepts, and what it must not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from losstheory.checker import Reject, check_certificate, fingerprint, sentence
from losstheory.checker.rules.multiclass.throughout import MULTICLASS_THROUGHOUT_RULES
from losstheory.formulas.parser import parse

DECIDE = {"by": "decide"}
NAMES = ("s1", "s2", "s3")
Q = [f"(1/(1 + exp({b} - {a}) + exp({c} - {a})))" for a, b, c in (NAMES, ("s2", "s1", "s3"), ("s3", "s1", "s2"))]
POLY1, GCE = "-log(Q) + e*(1 - Q)", "(1 - Q**e)/e"


def of_q(formula: str) -> tuple[str, ...]:
    return tuple(formula.replace("Q", q) for q in Q)


def margins(first: str) -> tuple[str, ...]:
    """Cross-entropy with a margin of the first class."""
    return (
        f"log(1 + exp(s2 - s1 + {first}) + exp(s3 - s1 + {first}))",
        "log(1 + exp(s1 - s2) + exp(s3 - s2))",
        "log(1 + exp(s1 - s3) + exp(s2 - s3))",
    )


def own(text: str) -> Any:
    return parse(text, {"q", "e"}).to_json()


def number(text: str) -> Any:
    return parse(text, {"e"}).to_json()


@dataclass(frozen=True)
class Row:
    """A claim throughout a range, a rule and its evidence."""

    claimed: str
    texts: tuple[str, ...]
    ranges: Sequence[Sequence[Any]]
    holds: bool
    rule: str
    evidence: dict[str, Any] = field(hash=False)
    value: str | None = None

    def certificate(self) -> dict[str, Any]:
        names = {*NAMES, *(item[0] for item in self.ranges)}
        loss = {"kind": "multiclass", "expressions": [parse(text, names).to_json() for text in self.texts]}
        claim = {"property": self.claimed, "loss": loss} | ({} if self.value is None else {"value": self.value})
        said = {"property": "throughout", "parameters": self.ranges, "holds": self.holds, "claim": claim}
        data = {"schema": "losstheory/certificate/1", "statement": said, "status": "PROVED", "rule": self.rule}
        whole = {**data, "evidence": self.evidence}
        return {**whole, "sha256": fingerprint(whole)}


FALLING, HALF = "softmax with a falling difference", "softmax with a difference that falls to one half"
ODDS, LINE, TIE = "convex function of the log-odds", "not convex along a line", "stationary at a wrong score"
SUM_BENDS, ALONG = "sum that bends along a line", "infimum along wrong scores"
SLOPE, SUMS, SCALED = "slope at the logarithms of p", "sums in a strict order", "scaled scores"
POLY1_Q = own("-log(q) + e*(1 - q)")
ONE_FORM = {"own": POLY1_Q, "other": "0", "falls": DECIDE}
TO_HALF = {**ONE_FORM, "bends": DECIDE, "leads": DECIDE}
BENT = {"which": 0, "from": ["0", "0", "0"], "along": ["1", "0", "0"], "rule": "negative curvature"}
BENT["then"] = {"which": 0, "between": ["-oo", "oo"], "by": "delineation"}
TIED = {
    "weights": [number("2 + exp(-e)"), "3", "3"], "at": ["0", "0", "0"], "signs": [None, None, None],
    "pair": [0, 1], "order": None, "chosen": [0], "least": {"by": "subgradient", "weights": []},
}  # fmt: skip
STEEP = {"p": ["1/2", "1/4", "1/4"], "score": 0, "way": "+", "proof": None}
APART = {"points": [["1", "-1", "0"], ["0", "0", "0"]], "proof": DECIDE}
SMOOTHED = ("-log(Q1) - e*(log(Q2) + log(Q3))", "-log(Q2) - e*(log(Q1) + log(Q3))", "-log(Q3) - e*(log(Q1) + log(Q2))")
SMOOTHED = tuple(text.replace("Q1", Q[0]).replace("Q2", Q[1]).replace("Q3", Q[2]) for text in SMOOTHED)
WARM = tuple(
    f"e*log(1 + exp(({b} - {a})/e) + exp(({c} - {a})/e))" for a, b, c in (NAMES, ("s2", "s1", "s3"), ("s3", "s1", "s2"))
)
BY_SCALE = {"factor": "e", "rule": FALLING, "then": {"own": own("-e*log(q)"), "other": "0", "falls": DECIDE}}
CONVEX_PARTS, ENDLESS = "softmax with convex parts", "sum without a bound along a line"
BENT_PARTS = {"own": POLY1_Q, "other": "0", "bends": DECIDE, "other bends": DECIDE, "start": "pole"}
FAR = {"from": ["0"] * 3, "along": ["1", "0", "0"]}
BENDS = {"from": ["0"] * 3, "along": ["1", "-1", "0"], "order": 2, "way": "-", "proof": None}
TIMES: dict[str, Any] = DECIDE
for factor in ("1/q", "e"):
    TIMES = {"by": "times", "factor": own(factor), "positive": DECIDE, "then": TIMES}
CERTAIN = {
    "p": ["2/3", "1/3", "0"], "from": ["0"] * 3, "along": ["1", "0", "0"], "after": "0", "chosen": [0, 2],
    "least": {
        "by": "multiplier", "own": own("(1 - q**e)/e"), "other": "0", "multiplier": number("-2/(3*e)"),
        "levels": [number("2/(3*e)"), number("1/(3*e)"), "0"], "signs": [TIMES] * 3,
    },
}  # fmt: skip
ALPHA = "e/(e - 1)*(1 - Q**(1 - 1/e))"
ACCEPTED = [
    Row("calibrated", of_q(POLY1), [["e", "-1", "oo"]], True, FALLING, ONE_FORM),
    Row("calibrated", of_q(GCE), [["e", "0", "oo"]], True, FALLING, {**ONE_FORM, "own": own("(1 - q**e)/e")}),
    Row("topk_calibrated", of_q(GCE), [["e", "0", "1"]], True, FALLING,
        {**ONE_FORM, "own": own("(1 - q**e)/e"), "start": "steep"}, "2"),
    Row("calibrated", of_q(POLY1), [["e", "-2", "-1"]], True, HALF, TO_HALF),
    Row("rank_preserving", of_q(POLY1), [["e", "-2", "-1"]], True, HALF, {**TO_HALF, "start": "pole"}),
    Row("convex", of_q(POLY1), [["e", "-1", "1"]], True, ODDS, {"own": POLY1_Q, "rises": DECIDE, "bends": DECIDE}),
    Row("convex", of_q(POLY1), [["e", "1", "oo"]], False, LINE, BENT),
    Row("convex", of_q(POLY1), [["e", "-oo", "-1"]], False, LINE, BENT),
    Row("calibrated", margins("e"), [["e", "0", "oo"]], False, TIE, TIED),
    Row("rank_preserving", margins("e"), [["e", "0", "1"]], False, TIE, TIED),
    Row("topk_calibrated", margins("e"), [["e", "0", "1"]], False, TIE, {**TIED, "chosen": [0, 2]}, "2"),
    Row("softmax_proper", of_q(POLY1), [["e", "-oo", "0"]], False, SLOPE, STEEP),
    Row("softmax_proper", of_q(POLY1), [["e", "0", "oo"]], False, SLOPE, {**STEEP, "way": "-"}),
    Row("symmetric", SMOOTHED, [["e", "0", "oo"]], False, SUMS, APART),
    Row("symmetric", of_q("e*(1 - Q)"), [["e", "-oo", "oo"]], True, "constant sum", {"constant": number("2*e")}),
    Row("convex", SMOOTHED, [["e", "0", "oo"]], True, "convex by composition", {}),
    Row("rank_preserving", WARM, [["e", "0", "oo"]], True, SCALED,
        {**BY_SCALE, "then": {**BY_SCALE["then"], "start": "pole"}}),
    Row("symmetric", of_q(GCE), [["e", "1", "oo"]], False, SUM_BENDS, BENDS),
    Row("symmetric", of_q(GCE), [["e", "0", "1"]], False, SUM_BENDS, {**BENDS, "way": "+"}),
    Row("topk_calibrated", of_q(GCE), [["e", "1", "oo"]], False, ALONG, CERTAIN, "2"),
    Row("softmax_proper", of_q(ALPHA), [["e", "0", "1"]], False, SLOPE, STEEP),
    Row("softmax_proper", of_q(ALPHA), [["e", "1", "oo"]], False, SLOPE, {**STEEP, "way": "-"}),
    Row("topk_calibrated", of_q(POLY1), [["e", "-3", "oo"]], True, CONVEX_PARTS, BENT_PARTS, "2"),
    Row("rank_preserving", of_q(POLY1), [["e", "-2", "oo"]], True, CONVEX_PARTS, BENT_PARTS),
    Row("symmetric", of_q("-(1 - Q)**e*log(Q)"), [["e", "0", "oo"]], False, ENDLESS, FAR),
]  # fmt: skip
REJECTED = [
    (
        Row("topk_calibrated", of_q(POLY1), [["e", "-31/10", "oo"]], True, CONVEX_PARTS, BENT_PARTS, "2"),
        "is not negative|not shown for all values",
    ),
    (
        Row("rank_preserving", of_q(POLY1), [["e", "-3", "oo"]], True, CONVEX_PARTS, BENT_PARTS),
        "is not negative|not shown for all values",
    ),
    (Row("symmetric", of_q(GCE), [["e", "1", "oo"]], False, ENDLESS, FAR), "not shown to tend to infinity"),
    (Row("symmetric", of_q("1 - Q**e + e*Q**e"), [["e", "0", "oo"]], False, ENDLESS, FAR), "not known"),
    (replace(ACCEPTED[0], ranges=[["e", "-1001/1000", "oo"]]), "not shown"),
    (replace(ACCEPTED[0], holds=False), "no rule"),
    (replace(ACCEPTED[1], ranges=[["e", "-oo", "oo"]]), ""),
    (replace(ACCEPTED[2], ranges=[["e", "0", "1001/1000"]]), ""),
    (replace(ACCEPTED[3], ranges=[["e", "-2001/1000", "-1"]]), "not shown"),
    (replace(ACCEPTED[4], evidence={**TO_HALF, "start": "stationary"}), "'pole' or 'steep'"),
    (replace(ACCEPTED[5], holds=False), "no rule"),
    (replace(ACCEPTED[6], ranges=[["e", "999/1000", "oo"]]), "not shown"),
    (replace(ACCEPTED[6], evidence={**BENT, "along": ["0", "0", "0"]}), "not shown"),
    (replace(ACCEPTED[6], evidence={**BENT, "rule": "convex partial losses"}), "no rule|refutes"),
    (replace(ACCEPTED[8], ranges=[["e", "-1", "1"]]), "sign"),
    (replace(ACCEPTED[8], evidence={**TIED, "weights": ["1", "2", "2"]}), "subgradient"),
    (replace(ACCEPTED[8], evidence={**TIED, "at": ["0", "1", "0"]}), "subgradient|greatest"),
    (replace(ACCEPTED[8], evidence={**TIED, "chosen": [1]}), "pair"),
    (replace(ACCEPTED[8], texts=of_q(POLY1)), ""),
    (replace(ACCEPTED[10], evidence={**TIED, "chosen": [0, 0]}), "twice"),
    (replace(ACCEPTED[11], ranges=[["e", "-oo", "1/1000"]]), "sign"),
    (replace(ACCEPTED[11], evidence={**STEEP, "p": ["1", "0", "0"]}), "positive probability"),
    (replace(ACCEPTED[12], evidence=STEEP), "sign"),
    (replace(ACCEPTED[13], ranges=[["e", "-1", "oo"]]), ""),
    (replace(ACCEPTED[14], evidence={"constant": "2"}), "constant"),
    (replace(ACCEPTED[15], ranges=[["e", "-1", "oo"]]), "calculus"),
    (replace(ACCEPTED[16], ranges=[["e", "-1", "oo"]]), ""),
    (replace(ACCEPTED[17], ranges=[["e", "999/1000", "oo"]]), "sign"),
    (replace(ACCEPTED[17], evidence={**BENDS, "way": "+"}), "sign"),
    (replace(ACCEPTED[17], evidence={**BENDS, "along": ["1", "1", "1"]}), "sign"),
    (replace(ACCEPTED[17], evidence={**BENDS, "order": 0}), "at least one"),
    (replace(ACCEPTED[17], texts=of_q("e*(1 - Q)")), "sign"),
    (replace(ACCEPTED[19], ranges=[["e", "999/1000", "oo"]]), "not shown|not known"),
    (replace(ACCEPTED[19], evidence={**CERTAIN, "chosen": [0, 1]}), "most probable"),
    (replace(ACCEPTED[19], evidence={**CERTAIN, "p": ["1/3", "2/3", "0"]}), ""),
    (replace(ACCEPTED[20], ranges=[["e", "0", "1001/1000"]]), ""),
]


@pytest.mark.parametrize("row", ACCEPTED, ids=lambda row: f"{row.claimed} {row.rule} {row.ranges}")
def test_accepts(row: Row) -> None:
    assert check_certificate(row.certificate()).rule == row.rule


@pytest.mark.parametrize(
    ("row", "because"), REJECTED, ids=lambda x: f"{x.claimed} {x.rule}" if isinstance(x, Row) else ""
)
def test_rejects_a_range_that_is_too_large_and_evidence_that_does_not_fit(row: Row, because: str) -> None:
    with pytest.raises(Reject, match=because or None):
        check_certificate(row.certificate())


@pytest.mark.parametrize("name", ["q", "s1", "shift", "theta", "u", "x", "t"])
def test_a_parameter_does_not_bear_the_name_of_a_variable_of_a_rule(name: str) -> None:
    texts = tuple(text.replace("e*(1", f"{name}*(1") for text in of_q(POLY1))
    evidence = {**ONE_FORM, "own": parse(f"-log(q) + {name}*(1 - q)", {"q", name}).to_json()}
    with pytest.raises(Reject, match="cannot be the name|no variable|unknown"):
        check_certificate(Row("calibrated", texts, [[name, "0", "oo"]], True, FALLING, evidence).certificate())


def test_the_sentence_names_the_range_and_the_loss() -> None:
    said = sentence(ACCEPTED[0].certificate()["statement"])
    assert said.startswith("for every e with -1 < e < oo: ") and "multiclass loss" in said


def test_every_moving_witness_has_rows_on_both_sides() -> None:
    count = Counter((row.rule, True) for row in ACCEPTED) + Counter((row.rule, False) for row, _ in REJECTED)
    names = {rule for rules in MULTICLASS_THROUGHOUT_RULES.values() for rule in rules}
    for rule in (LINE, TIE, SLOPE, SUMS, SUM_BENDS, ENDLESS):
        assert rule in names and count[rule, True] and count[rule, False]


def test_a_rule_that_is_no_name_is_rejected() -> None:
    texts = ("log(1 + exp(s2 - s1)) + 0*e", "log(1 + exp(s1 - s2)) + 0*e")
    row = Row("calibrated", texts, [["e", "0", "1"]], True, "two classes as a binary loss", {"rule": ["floor"]})
    with pytest.raises(Reject, match="none that is replayed"):
        check_certificate(row.certificate())
