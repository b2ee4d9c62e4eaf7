"""JUnit XML, read back by a parser: every outcome, the counts, texts that XML does not admit."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from losstheory.claims import OPEN, Claim, Entry, Ledger, Outcome, Status, Verdict
from losstheory.formulas.errors import LossTheoryError
from losstheory.losses.margin import HINGE
from losstheory.reports.junit import to_junit
from losstheory.rigor import decide
from losstheory.theory import Convex

STATEMENT = Convex(HINGE)
UNDECIDED = Verdict(STATEMENT, Status.UNDECIDED, reason="too <hard> & more")


def entry(outcome: Outcome, label: str = "x", message: str | None = None, verdict: Verdict | None = None) -> Entry:
    expected = outcome is not Outcome.CONTRADICTED
    return Entry(Claim(label, STATEMENT, "ours", expected), outcome, verdict, message, "file")


def suite(text: str) -> ElementTree.Element:
    root = ElementTree.fromstring(text.encode())
    (found,) = root
    assert (root.tag, found.tag) == ("testsuites", "testsuite")
    assert {**root.attrib} == {**found.attrib}
    for name, tag in (("tests", ""), ("failures", "/failure"), ("errors", "/error"), ("skipped", "/skipped")):
        assert int(found.attrib[name]) == len(found.findall(f"testcase{tag}"))
    return found


def marks(found: ElementTree.Element) -> list[list[str]]:
    return [[part.tag for part in case if part.tag != "system-out"] for case in found]


LEDGER = Ledger(
    [
        entry(Outcome.AGREES, verdict=decide(STATEMENT)),
        entry(Outcome.CONTRADICTED, verdict=decide(STATEMENT)),
        entry(Outcome.OPEN, verdict=UNDECIDED),
        Entry(Claim("open", STATEMENT, "ours", OPEN("hard")), Outcome.OPEN, UNDECIDED),
        entry(Outcome.ERROR, message="it failed"),
        entry(Outcome.SKIPPED, message="torch is not installed"),
    ]
)


@pytest.mark.parametrize(
    ("allow_undecided", "no_skip", "expected"),
    [
        (False, False, [[], ["failure"], ["failure"], [], ["error"], ["skipped"]]),
        (True, False, [[], ["failure"], ["skipped"], [], ["error"], ["skipped"]]),
        (False, True, [[], ["failure"], ["failure"], [], ["error"], ["failure"]]),
    ],
)
def test_an_outcome_is_a_mark(allow_undecided: bool, no_skip: bool, expected: list[list[str]]) -> None:
    found = suite(to_junit(LEDGER, (), allow_undecided, no_skip))
    assert marks(found) == expected
    assert (found[2][0].attrib["message"], found[4][0].text) == ("UNDECIDED too <hard> & more", "it failed")


def test_a_test_carries_the_verdict_the_statement_and_the_hash_of_the_certificate() -> None:
    verdict = decide(STATEMENT)
    case = suite(to_junit(Ledger([entry(Outcome.AGREES, "thm 1", verdict=verdict)])))[0]
    assert (case.attrib["classname"], case.attrib["name"]) == ("file", "thm 1")
    told = case.findtext("system-out") or ""
    assert told.startswith("PROVED ") and str(STATEMENT) in told and f"certificate: {verdict.sha256}" in told
    assert float(case.attrib["time"]) >= 0


def test_a_fault_is_an_error_of_its_own() -> None:
    found = suite(to_junit(Ledger([]), [LossTheoryError("claims.toml:3: first\n  second"), LossTheoryError("other")]))
    assert marks(found) == [["error"], ["error"]]
    assert (found[0][0].attrib["message"], found[0][0].text) == (
        "claims.toml:3: first",
        "claims.toml:3: first\n  second",
    )


@pytest.mark.parametrize("label", ["<b>&\"'", "a\x00b\x1b[2J\x0b", "\ud800", "\uffff", "𝜓 ≤ ½", "]]>"])
def test_any_label_is_well_formed_xml(label: str) -> None:
    case = suite(to_junit(Ledger([entry(Outcome.ERROR, label, message=label)])))[0]
    assert len(case.attrib["name"]) == len(label)
    kept = [c for c in label if c.isprintable() and c not in "\ud800\uffff"]
    assert [c for c in case.attrib["name"] if c in kept] == kept
