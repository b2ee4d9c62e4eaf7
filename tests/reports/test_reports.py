"""Reports, comparisons, tables and verification of claims files."""

from __future__ import annotations

import json

import pytest

import losstheory as lt
from losstheory.checker import certificates_in, check_certificate
from losstheory.claims import OPEN, Claim, Outcome, Status
from losstheory.formulas.errors import LossTheoryError
from losstheory.losses import MarginLoss
from losstheory.reports import CollectionError, analyze, collect, compare, shipped, verify, verify_claim
from losstheory.reports.tables import columns, html_table, markdown_table
from losstheory.theory import Convex, by_kind

CLAIMS = """
from losstheory.claims import Claim
from losstheory.losses import MarginLoss
from losstheory.theory import Convex
CLAIMS = (Claim("square", Convex(MarginLoss("square", "t**2")), "ours"),
          Claim("cube", Convex(MarginLoss("cube", "t**3")), "ours", expected=False))
"""


@pytest.fixture
def claims_file(tmp_path):
    path = tmp_path / "own.py"
    path.write_text(CLAIMS, encoding="utf-8")
    return path


def test_a_report_has_a_verdict_for_every_property_of_its_kind():
    for formulas in (("max(0, 1 - t)",), ("exp(-t)", "exp(t)"), ("(1 - p)**2", "p**2")):
        report = analyze(*formulas)
        assert tuple(report.verdicts) == by_kind[report.loss.kind]
        assert all(verdict.status.decided and verdict.checked for verdict in report.verdicts.values())


def test_a_report_is_the_same_in_every_form():
    asked = []
    report = analyze("max(0, 1 - t)", on_verdict=asked.append)
    data = json.loads(json.dumps(report.to_json()))
    assert asked == list(report.verdicts) == list(data["verdicts"])
    assert data["loss"] == {"kind": "margin", "expressions": ["max(0, 1 - t)"], "classes": 2}
    for name, verdict in report.verdicts.items():
        assert f"{name} " in report.to_text() and str(verdict.status) in report.to_text()
        assert name in report._repr_html_()
        assert check_certificate(data["verdicts"][name]["certificate"], verdict.statement.to_json())
    assert r"\varphi(t)" in report._repr_latex_() and str(report) == report.to_text()


def test_html_of_a_report_escapes_the_name():
    report = analyze(MarginLoss("<script>alert(1)</script>", "t**2"))
    assert "<script>" not in report._repr_html_()


def test_a_comparison_shows_a_dash_where_a_property_is_not_defined():
    table = compare(["hinge", "brier"])
    assert table.head[0] == "loss" and "proper" in table.head and "nonincreasing" in table.head
    hinge, brier = (dict(zip(table.head, row, strict=True)) for row in table.rows)
    assert hinge["proper"] == "-" and brier["nonincreasing"] == "-"
    assert hinge["calibrated"] == brier["calibrated"] == "PROVED"
    assert [report["loss"]["kind"] for report in table.to_json()["reports"]] == ["margin", "probability"]
    assert table.to_markdown().count("\n") == 3 and str(table) == table.to_text()


def test_tables():
    assert columns([]) == ""
    assert columns([("a", "bb", "c"), ("aaa", "b", "")]) == "a    bb  c\naaa  b"
    assert markdown_table(["x"], [["a|b"]]) == "| x |\n| --- |\n| a\\|b |"
    assert "&lt;b&gt;" in html_table(["<b>"], [["&"]]) and "&amp;" in html_table(["x"], [["&"]])


def test_a_claims_file_is_collected_and_verified(claims_file):
    items = collect([claims_file])
    assert [(item.origin, item.claim.label) for item in items] == [("own", "square"), ("own", "cube")]
    seen = []
    ledger = verify(claims_file, on_entry=seen.append)
    assert [entry.outcome for entry in ledger.entries] == [Outcome.AGREES] * 2 == [entry.outcome for entry in seen]
    assert ledger.exit_code() == 0
    for certificate in certificates_in(json.loads(json.dumps(ledger.to_json()))):
        check_certificate(certificate)


def test_a_folder_gives_its_files_in_order_and_skips_private_ones(tmp_path, claims_file):
    (tmp_path / "a.py").write_text(CLAIMS, encoding="utf-8")
    (tmp_path / "_private.py").write_text("raise SystemExit(3)", encoding="utf-8")
    assert [item.origin for item in collect([tmp_path])] == ["a", "a", "own", "own"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "CLAIMS"),
        ("CLAIMS = 3", "CLAIMS"),
        ("CLAIMS = [3]", "not a Claim"),
        ("raise SystemExit(3)", "SystemExit"),
        ("1/0", "ZeroDivisionError"),
        ("def", "SyntaxError"),
        (CLAIMS + "CLAIMS += CLAIMS[:1]", "twice"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(tmp_path, text, reason):
    path = tmp_path / "broken.py"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CollectionError, match=reason) as caught:
        collect([path])
    assert "broken.py" in str(caught.value)


def test_a_path_that_is_no_claims_file(tmp_path):
    with pytest.raises(CollectionError, match="no such file"):
        collect([tmp_path / "nowhere.py"])
    (tmp_path / "claims.txt").write_text("", encoding="utf-8")
    with pytest.raises(CollectionError, match="Python file"):
        collect([tmp_path / "claims.txt"])


def test_an_open_claim_that_is_decided_is_reported():
    claim = Claim("square", Convex(MarginLoss("square", "t**2")), "ours", expected=OPEN("thought hard"))
    entry = verify_claim(claim)
    assert entry.outcome is Outcome.OPEN and "thought hard" in entry.message


def test_a_formula_that_is_undefined_is_an_error_of_its_claim_alone():
    broken = Claim("broken", Convex(MarginLoss("broken", "log(t)")), "ours")
    fine = Claim("square", Convex(MarginLoss("square", "t**2")), "ours")
    ledger = verify(broken, fine)
    assert [entry.outcome for entry in ledger.entries] == [Outcome.ERROR, Outcome.AGREES]
    assert ledger.exit_code() == 4 and ledger.entries[0].message


def test_the_shipped_claims_exist():
    (folder,) = shipped()
    assert len(list(folder.glob("*.py"))) >= 5


def test_public_names_resolve():
    assert lt.analyze is analyze and lt.Status is Status
    with pytest.raises(AttributeError, match="did you mean analyze"):
        lt.analyse  # noqa: B018
    with pytest.raises(LossTheoryError):
        lt.loss("log(x)")
