"""Statements throughout a range of parameters: what the checker accepts, and the violated hypotheses it rejects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

import pytest

from losstheory.checker import Reject, check_certificate, fingerprint, sentence
from losstheory.checker.rules.throughout import read_throughout
from losstheory.claims import Status
from losstheory.formulas.parser import parse
from losstheory.formulas.tree import number
from losstheory.losses.loss import build, substitute
from losstheory.losses.typed import KINDS
from losstheory.rigor import decide
from losstheory.theory import properties

DECIDE = {"by": "decide"}
CURVATURE = {"parts": [{"by": "curvature", "cuts": [], "signs": [DECIDE]}]}
CALCULUS = {"parts": [{"by": "calculus"}]}
SOMEWHERE = {"which": 0, "between": ["-oo", "oo"], "by": "delineation", "domain": [[]]}
FORECAST = {"at": "1/3", "between": ["0", "1"], "domain": [[], []]}
POLY1, ALPHA = "log(1 + exp(-t)) + e/(1 + exp(t))", "a/(a - 1)*(1 - (1 + exp(-t))**(1/a - 1))"
FOCAL, GCE = "(1 + exp(t))**(-g)*log(1 + exp(-t))", "(1 - (1 + exp(-t))**(-q))/q"
BARRIER, QUARTIC = "max(1 - b*(1 + t), b*(t - 1), 1 - t)", "t**4 + a*t**3 + t**2"
SURD = [["root", ["-8", "0", "3"], "-2", "-1"], ["root", ["-8", "0", "3"], "1", "2"]]


def odd_part(floor: str) -> dict[str, Any]:
    """D falls from 0 on all of s > 0, and S stays above the floor."""
    even = {"cuts": [], "floor": floor, "signs": [DECIDE]}
    start = {"by": "orders", "order": 1}
    return {"cuts": [], "covers": [{"by": "mirror", "sign": DECIDE}], "floor": even, "start": start}


def falling(floor: str) -> dict[str, Any]:
    even = {"cuts": [], "floor": floor, "signs": [DECIDE]}
    descent = {"cuts": [], "signs": [DECIDE]}
    return {"nonincreasing": descent, "cuts": [], "floor": even, "start": {"by": "orders", "order": 1}}


def wrong_side(eta: str) -> dict[str, Any]:
    return {"eta": parse(eta, {"e"}).to_json(), "score": "0", "cuts": [], "signs": [DECIDE], "domain": [[]]}


def towards(end: str, factor: str, name: str) -> dict[str, Any]:
    given = {"by": "limit", "end": end, "factor": parse(factor, {"t", name}).to_json()}
    return {"which": 0, "between": ["-oo", "oo"], "domain": [[]], **given}


@dataclass(frozen=True)
class Row:
    """A claim throughout a range, a rule and its evidence."""

    claimed: str
    texts: tuple[str, ...]
    ranges: Sequence[Sequence[Any]]
    holds: bool
    rule: str
    evidence: dict[str, Any] = field(hash=False)
    kind: str = "margin"

    def certificate(self) -> dict[str, Any]:
        names = {KINDS[self.kind].variable, *(item[0] for item in self.ranges)}
        loss = {"kind": self.kind, "expressions": [parse(text, names).to_json() for text in self.texts]}
        claim = {"property": self.claimed, "loss": loss}
        said = {"property": "throughout", "parameters": self.ranges, "holds": self.holds, "claim": claim}
        data = {"schema": "losstheory/certificate/1", "statement": said, "status": "PROVED", "rule": self.rule}
        whole = {**data, "evidence": self.evidence}
        return {**whole, "sha256": fingerprint(whole)}


def near(width: str) -> dict[str, Any]:
    """An interval about the centre whose half width is a formula in b."""
    room = parse(width, {"b"}).to_json()
    return {"convex": CALCULUS, "between": [["mul", "-1", room], room]}


CONVEX, SLOPES, BENT = "convex partial losses", "convex with opposite slopes at the centre", "negative curvature"
ODD, FALLING, MINIMUM = "negative odd part", "falling with a strict start", "minimum on the wrong side"
IMPROPER, UNBOUNDED = "slope at the forecast", "sum without a bound"
ENDLESS = {"end": "lower", "between": ["-oo", "oo"], "domain": [[], []]}
POLY1_P, FOCAL_P = ("-log(p) + e*(1 - p)", "-log(1 - p) + e*p"), ("-(1 - p)**g*log(p)", "-p**g*log(1 - p)")
FALLS, AT_ZERO = "slope that falls at a cut", {"which": 0, "at": "0", "between": ["-1", "1"], "domain": [["0"]]}
SUMS = {"points": ["0", "1"], "way": "-", "proof": DECIDE, "domain": [[]]}
WHOLE, POWER_LOG = ["-oo", "oo"], ("(1 - p**(a - 1))/(a - 1)", "(1 - (1 - p)**(a - 1))/(a - 1)")
BENDS = {"at": "0", "order": 2, "between": WHOLE, "domain": [[]]}
FLOORED = {"parts": [{"cuts": [], "floor": ["add", "-1", ["mul", "-1", ["pow", "a", "2"]]], "signs": [DECIDE]}]}
BOUNDED = {"parts": [{"cuts": [], "bound": "a", "above": [DECIDE], "below": [DECIDE]}]}
CLIPPED, TUKEY = "min(1 - a, max(0, 1 - t))", "Piecewise((1 - (1 - (1 - t)**2/a**2)**3, abs(1 - t) <= a), (1, True))"


def witnessed(cuts: list[str], slack: str) -> dict[str, Any]:
    """Scores s > 0 between moving cuts, covered by the witness 1 with a slack that moves too."""
    read = [parse(text, {"a"}).to_json() for text in (*cuts, slack)]
    step = {"witness": "1", "to": "1", "slack": read.pop(), "first": DECIDE, "second": DECIDE}
    covers = [{"by": "witness", "steps": [step]} for _ in range(len(read) + 1)]
    return {"cuts": read, "covers": covers, "floor": {}, "start": {"by": "cover"}, "points": {}}


ACCEPTED = [
    Row("convex", (POLY1,), [["e", "-1", "1"]], True, CONVEX, CURVATURE),
    Row("convex", (POLY1,), [["e", "1", "oo"]], False, BENT, SOMEWHERE),
    Row("convex", (POLY1,), [["e", "-oo", "-1"]], False, BENT, SOMEWHERE),
    Row("convex", (POLY1,), [["e", "1", "oo"]], False, BENT, towards("lower", "exp(-t)", "e")),
    Row("convex", (QUARTIC,), [["a", *SURD]], True, CONVEX, CURVATURE),
    Row("convex", (QUARTIC,), [["a", SURD[1], "oo"]], False, BENT, SOMEWHERE),
    Row("convex", (ALPHA,), [["a", "0", "1"]], True, CONVEX, CURVATURE),
    Row("convex", (ALPHA,), [["a", "1", "oo"]], False, BENT, towards("lower", "exp(-t)*(1+exp(-t))**(1-1/a)", "a")),
    Row("convex", ("max(c*t, 0)",), [["c", "-oo", "oo"]], True, CONVEX, CALCULUS),
    Row("convex", ("a*abs(t) + t**2*b",), [["a", "0", "oo"], ["b", "0", "1"]], True, CONVEX, CALCULUS),
    Row("calibrated", (POLY1,), [["e", "-2", "oo"]], True, ODD, odd_part("-1")),
    Row("calibrated", (POLY1,), [["e", "-oo", "-2"]], False, MINIMUM, wrong_side("1/2 + (-2 - e)/(-2*e)")),
    Row("calibrated", (FOCAL,), [["g", "0", "oo"]], True, FALLING, falling("0")),
    Row("calibrated", (GCE,), [["q", "0", "oo"]], True, FALLING, falling("0")),
    Row("calibrated", (ALPHA,), [["a", "1", "oo"]], True, FALLING, falling("0")),
    Row("calibrated", (BARRIER,), [["b", "0", "1/2"]], True, SLOPES, near("b/(2 - 2*b)")),
    Row("proper", POLY1_P, [["e", "0", "oo"]], False, IMPROPER, FORECAST, "probability"),
    Row("symmetric", ("c*t + 1",), [["c", "-oo", "oo"]], True, "constant sum", {"constant": "2", "cuts": []}),
    Row("convex", ("-a*abs(t)",), [["a", "0", "oo"]], False, FALLS, AT_ZERO),
    Row("symmetric", ("c*t**2",), [["c", "0", "oo"]], False, "two different sums", SUMS),
    Row("symmetric", (ALPHA,), [["a", "1", "oo"]], False, "sum that bends", BENDS),
    Row("convex", POWER_LOG, [["a", "1", "2"]], True, CONVEX, {"parts": 2 * CURVATURE["parts"]}, "probability"),
    Row("convex", ("max(0, 1 - t)**a",), [["a", "1", "oo"]], True, CONVEX, CALCULUS),
    Row("calibrated", (CLIPPED,), [["a", "0", "1"]], True, ODD, witnessed(["a", "1"], "1 - a")),
    Row("calibrated", (TUKEY,), [["a", "0", "1"]], True, ODD, witnessed(["1 - a", "1", "1 + a"], "1")),
    Row("bounded_below", ("t**2 - 2*a*t",), [["a", "0", "oo"]], True, "floor", FLOORED),
    Row("lipschitz", ("a*log(1 + exp(-t))",), [["a", "0", "oo"]], True, "bounded slope", BOUNDED),
    Row("strictly_proper", POLY1_P, [["e", "0", "oo"]], False, IMPROPER, FORECAST, "probability"),
    Row("symmetric", FOCAL_P, [["g", "0", "oo"]], False, UNBOUNDED, {**ENDLESS, "between": ["0", "1"]}, "probability"),
    Row("symmetric", (POLY1,), [["e", "-oo", "oo"]], False, UNBOUNDED, {**ENDLESS, "domain": [[]]}),
]
REJECTED = [
    replace(ACCEPTED[0], ranges=[["e", "-1", "1001/1000"]]),
    replace(ACCEPTED[0], ranges=[["e", "-1001/1000", "1"]]),
    replace(ACCEPTED[0], holds=False),
    replace(ACCEPTED[0], rule=BENT),
    replace(ACCEPTED[1], ranges=[["e", "999/1000", "oo"]]),
    replace(ACCEPTED[2], ranges=[["e", "-oo", "-999/1000"]]),
    replace(ACCEPTED[3], ranges=[["e", "999/1000", "oo"]]),
    replace(ACCEPTED[3], evidence=towards("lower", "-exp(-t)", "e")),
    replace(ACCEPTED[3], evidence=towards("upper", "exp(t)", "e")),
    replace(ACCEPTED[4], ranges=[["a", SURD[0], "5/3"]]),
    replace(ACCEPTED[5], ranges=[["a", "8/5", "oo"]]),
    replace(ACCEPTED[6], ranges=[["a", "0", "1001/1000"]]),
    replace(ACCEPTED[7], ranges=[["a", "999/1000", "oo"]]),
    replace(ACCEPTED[9], ranges=[["a", "-1/1000", "oo"], ["b", "0", "1"]]),
    replace(ACCEPTED[9], ranges=[["a", "0", "oo"], ["b", "-1/1000", "1"]]),
    replace(ACCEPTED[10], ranges=[["e", "-2001/1000", "oo"]]),
    replace(ACCEPTED[10], evidence=odd_part("1")),
    replace(ACCEPTED[11], ranges=[["e", "-oo", "-1999/1000"]]),
    replace(ACCEPTED[11], evidence=wrong_side("1/2 - e")),
    replace(ACCEPTED[11], evidence=wrong_side("1/2")),
    replace(ACCEPTED[12], ranges=[["g", "-11/10", "oo"]]),
    replace(ACCEPTED[13], ranges=[["q", "-1", "1"]]),
    replace(ACCEPTED[14], ranges=[["a", "1/2", "oo"]]),
    replace(ACCEPTED[15], ranges=[["b", "-1/1000", "1/2"]]),
    replace(ACCEPTED[15], evidence=near("2*b/(1 - b)")),
    replace(ACCEPTED[16], ranges=[["e", "-1", "1"]]),
    replace(ACCEPTED[16], evidence={**FORECAST, "at": "1/2"}),
    replace(ACCEPTED[17], evidence={"constant": "1", "cuts": []}),
    replace(ACCEPTED[18], ranges=[["a", "-1/1000", "oo"]]),
    replace(ACCEPTED[18], texts=("a*abs(t)",)),
    replace(ACCEPTED[18], evidence={**AT_ZERO, "at": "1/2"}),
    replace(ACCEPTED[19], ranges=[["c", "-1/1000", "oo"]]),
    replace(ACCEPTED[19], evidence={**SUMS, "way": "+"}),
    replace(ACCEPTED[19], evidence={**SUMS, "points": ["-1", "1"]}),
    replace(ACCEPTED[20], ranges=[["a", "-1", "1"]]),
    replace(ACCEPTED[20], evidence={**BENDS, "order": 1}),
    replace(ACCEPTED[20], evidence={**BENDS, "order": 0}),
    replace(ACCEPTED[20], evidence={**BENDS, "between": ["1", "oo"]}),
    replace(ACCEPTED[21], ranges=[["a", "1", "2001/1000"]]),
    replace(ACCEPTED[22], ranges=[["a", "999/1000", "oo"]]),
    replace(ACCEPTED[22], texts=("(1 - t)**a",)),
    replace(ACCEPTED[23], ranges=[["a", "0", "1001/1000"]]),
    replace(ACCEPTED[23], evidence=witnessed(["a", "1"], "2 - 2*a")),
    replace(ACCEPTED[23], evidence=witnessed(["a", "1"], "0")),
    replace(ACCEPTED[23], evidence=witnessed(["1/2", "1"], "1 - a")),
    replace(ACCEPTED[24], ranges=[["a", "0", "1001/1000"]]),
    replace(ACCEPTED[24], evidence=witnessed(["1 - a"], "1")),
    replace(ACCEPTED[25], texts=("-(t**2) - 2*a*t",)),
    replace(ACCEPTED[26], evidence={"parts": [{**BOUNDED["parts"][0], "bound": ["mul", "1/2", "a"]}]}),
    replace(ACCEPTED[27], ranges=[["e", "-1", "1"]]),
    replace(ACCEPTED[27], evidence={**FORECAST, "at": "1/2"}),
    replace(ACCEPTED[27], texts=("(1 - p)**2 + 0*e", "p**2 + 0*e")),
    replace(ACCEPTED[28], evidence={**ENDLESS, "between": ["1/4", "1/2"]}),
    replace(ACCEPTED[28], texts=("(1 - p)**g", "p**g")),
    replace(ACCEPTED[29], texts=("e/(1 + exp(t))",)),
    replace(ACCEPTED[29], texts=("e*exp(-t**2)",)),
    replace(ACCEPTED[29], evidence={**ENDLESS, "between": ["0", "1"], "domain": [[]]}),
    replace(ACCEPTED[29], texts=("max(log(1 + exp(-t)), e)",)),
    Row(
        "nonnegative",
        ("Piecewise((0, t <= 0), (a*(a - 2*t), t < a), (0, True))",),
        [["a", "0", "1"]],
        True,
        "floor at zero",
        {"parts": [{"cuts": ["0", "a"], "signs": [DECIDE] * 3}]},
    ),
]


def label(row: Row) -> str:
    return f"{row.claimed} {row.rule} {row.ranges}"[:90]


@pytest.mark.parametrize("row", ACCEPTED, ids=label)
def test_accepts(row: Row) -> None:
    assert check_certificate(row.certificate()).rule == row.rule


@pytest.mark.parametrize("row", REJECTED, ids=label)
def test_rejects_a_range_that_is_a_little_too_large_and_evidence_that_does_not_fit(row: Row) -> None:
    with pytest.raises(Reject):
        check_certificate(row.certificate())


@pytest.mark.parametrize("row", ACCEPTED, ids=label)
def test_single_members_of_an_accepted_range_agree(row: Row) -> None:
    """The rules of one loss, which know no parameter, at values inside."""
    names = {KINDS[row.kind].variable, *(item[0] for item in row.ranges)}
    trees = [parse(text, names) for text in row.texts]
    for name, lower, upper in row.ranges:
        low = Fraction(lower) if isinstance(lower, str) and lower != "-oo" else Fraction(-7)
        high = Fraction(upper) if isinstance(upper, str) and upper != "oo" else Fraction(7)
        if row.texts == (QUARTIC,):
            low, high = (Fraction(-1), Fraction(1)) if row.holds else (Fraction(2), Fraction(7))
        trees = [substitute(tree, name, number(low + (high - low) / 3)) for tree in trees]
    verdict = decide(properties[row.claimed](build(KINDS[row.kind], "member", trees, "ours")))
    assert verdict.status is (Status.PROVED if row.holds else Status.REFUTED)


@pytest.mark.parametrize(
    ("change", "because"),
    [
        ({"parameters": [["t", "0", "1"]]}, "cannot be the name"),
        ({"parameters": [["s", "0", "1"]]}, "cannot be the name"),
        ({"parameters": [["e", "1", "1"]]}, "not shown to hold a value"),
        ({"parameters": [["e", "2", "1"]]}, "not shown to hold a value"),
        ({"parameters": [["e", "0", "f"]]}, "not a number"),
        ({"parameters": []}, "one or two parameters"),
        ({"parameters": [["f", "0", "1"]]}, "not a number"),
        ({"parameters": [["e", "0", "1"], ["e", "0", "1"]]}, "cannot be the name"),
        ({"holds": "yes"}, "true or false"),
        ({"holds": 1}, "true or false"),
        ({"claim": {"property": "throughout"}}, "no rule"),
        ({"claim": []}, "names no property"),
        ({"more": "1"}, "has the fields"),
    ],
)
def test_malformed_statements_are_rejected(change: dict[str, Any], because: str) -> None:
    certificate = ACCEPTED[0].certificate()
    data = {**certificate, "statement": {**certificate["statement"], **change}}
    with pytest.raises(Reject, match=because):
        check_certificate({**data, "sha256": fingerprint(data)})


def test_no_rule_refutes_throughout() -> None:
    data = {**ACCEPTED[0].certificate(), "status": "REFUTED"}
    with pytest.raises(Reject, match="no rule"):
        check_certificate({**data, "sha256": fingerprint(data)})


def test_the_root_of_an_equation_may_not_depend_on_the_parameter() -> None:
    crossing = ["crossing", ["add", "x", ["mul", "-1", "e"]], "-2", "2"]
    evidence = {"parts": [{"by": "curvature", "cuts": [crossing], "signs": [DECIDE, DECIDE]}]}
    with pytest.raises(Reject, match="not a number"):
        check_certificate(replace(ACCEPTED[0], evidence=evidence).certificate())


def test_parameters_are_closed_again_after_a_check() -> None:
    check_certificate(ACCEPTED[0].certificate())
    data = {**ACCEPTED[0].certificate()}
    data["statement"] = data["statement"]["claim"]
    with pytest.raises(Reject, match="not a number"):
        check_certificate({**data, "sha256": fingerprint(data)})


def test_the_sentence_names_the_quantifier_and_the_range() -> None:
    first, second = (sentence(ACCEPTED[k].certificate()["statement"]) for k in (0, 1))
    assert first.startswith("for every e with -1 < e < 1: the margin loss")
    assert second.startswith("for no e with 1 < e < oo: the margin loss")


@pytest.mark.parametrize("ends", [["oo", "-oo"], ["oo", "oo"], ["-oo", "-oo"]])
def test_a_range_without_a_value_is_rejected(ends):
    claim = {"property": "convex", "loss": {"kind": "margin", "expressions": ["t"]}}
    with pytest.raises(Reject, match="empty|hold a value"):
        read_throughout({"property": "throughout", "parameters": [["a", *ends]], "holds": True, "claim": claim})
