"""The table is LaTeX that needs no package, whatever the labels hold."""

from __future__ import annotations

import re

import losstheory as lt
from losstheory.claims import Entry, Outcome
from losstheory.reports.paper.verdict_table import verdict_table
from losstheory.reports.verification import verify_claim

HINGE = lt.Calibrated(lt.loss("hinge"))


def entry(label: str, source: str, expected: bool = True) -> Entry:
    return verify_claim(lt.Claim(label, HINGE, source, expected=expected))


def test_a_row_has_the_verdict_and_cites_the_place() -> None:
    one = entry("hinge", "bartlett2006convexity, Theorem 2")
    table = verdict_table([one])
    row = r"hinge & proved & agrees & \cite[{Theorem 2}]{bartlett2006convexity} \\"
    assert row in table.splitlines()
    assert one.verdict is not None and f"sha256 {one.verdict.sha256}" in table and f"% {HINGE}" in table


def test_what_is_contradicted_or_has_no_verdict_says_so() -> None:
    failed = Entry(lt.Claim("none", HINGE, "ours"), Outcome.ERROR, message="it\nfailed")
    table = verdict_table([entry("not", "Lemma 1", expected=False), failed])
    assert r"not & proved & contradicted & Lemma 1 \\" in table
    assert r"none & none & error & ours \\" in table and "% it failed" in table


def test_hostile_labels_stay_text() -> None:
    table = verdict_table([entry("\\input{x} 100 % & $y$\n\\end{tabular}", "a_b & \\write18{rm}")])
    lines = [line for line in table.splitlines() if not line.startswith("%")]
    assert sum("\\end{tabular}" in line for line in lines) == 1 and not any("\\write" in line for line in lines)
    body = [line for line in lines if line.count("&") > 3]
    assert all(len(re.findall(r"(?<!\\)&", line)) == 3 for line in body)
