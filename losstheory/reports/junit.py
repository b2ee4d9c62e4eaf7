"""A ledger as JUnit XML, which continuous integration shows as tests."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from losstheory.claims import OPEN, Entry, Ledger, Outcome
from losstheory.formulas.errors import LossTheoryError

FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_junit(
    ledger: Ledger, faults: Sequence[LossTheoryError] = (), allow_undecided: bool = False, no_skip: bool = False
) -> str:
    """A test for each claim and for each fault of the claims files.

    A contradicted claim, and one that stays open unexpectedly, is a failure; a claim that could not be decided, and
    what could not be read, is an error.

    Args:
        ledger: the entries.
        faults: what could not be read.
        allow_undecided: an open claim is skipped instead.
        no_skip: a skipped claim is a failure.
    """
    suite = Element("testsuite", name="losstheory")
    for entry in ledger.entries:
        _case(suite, entry, allow_undecided, no_skip)
    for number, fault in enumerate(faults, 1):
        case = SubElement(suite, "testcase", classname="claims files", name=f"fault {number}", time="0.000")
        _told(case, "error", "fault", str(fault))
    counts = {f"{tag}s": str(len(suite.findall(f"testcase/{tag}"))) for tag in ("failure", "error")}
    skipped = str(len(suite.findall("testcase/skipped")))
    seconds = sum(entry.verdict.seconds or 0 for entry in ledger.entries if entry.verdict is not None)
    totals = {"tests": str(len(suite)), **counts, "skipped": skipped, "time": f"{seconds:.3f}"}
    suite.attrib.update(totals)
    root = Element("testsuites", name="losstheory", **totals)  # type: ignore[arg-type]
    root.append(suite)
    indent(root, " ")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(root, encoding="unicode")}\n'


def _case(suite: Element, entry: Entry, allow_undecided: bool, no_skip: bool) -> None:
    seconds = 0 if entry.verdict is None else entry.verdict.seconds or 0
    name = {"classname": _clean(entry.origin or "claims"), "name": _clean(entry.claim.label)}
    case = SubElement(suite, "testcase", **name, time=f"{seconds:.3f}")  # type: ignore[arg-type]
    expected = isinstance(entry.claim.expected, OPEN)
    match entry.outcome:
        case Outcome.CONTRADICTED:
            _told(case, "failure", "contradicted", f"expected {_expected(entry)}, found {entry.text}")
        case Outcome.OPEN if not expected:
            _told(case, "skipped" if allow_undecided else "failure", "open", entry.text)
        case Outcome.ERROR:
            _told(case, "error", "error", entry.text)
        case Outcome.SKIPPED:
            _told(case, "failure" if no_skip else "skipped", "skipped", entry.text)
    told = [entry.text, f"statement: {entry.claim.statement}", f"source: {entry.claim.source}"]
    if entry.verdict is not None and entry.verdict.sha256 is not None:
        told.append(f"certificate: {entry.verdict.sha256}")
    SubElement(case, "system-out").text = _clean("\n".join(told))


def _expected(entry: Entry) -> str:
    return "true" if entry.claim.expected is True else "false"


def _told(case: Element, tag: str, kind: str, text: str) -> None:
    found = SubElement(case, tag, type=kind, message=_clean(text.splitlines()[0] if text else kind))
    found.text = _clean(text)


def _clean(text: str) -> str:
    """Without the characters that XML does not admit."""
    return FORBIDDEN.sub("?", text)
