"""The report as text: well-formed and complete, with nothing to fetch and nothing that hostile words could run."""

from __future__ import annotations

import json
import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

import losstheory as lt
from losstheory.checker import check_certificate
from losstheory.claims import OPEN, Claim, Entry, Ledger, Outcome, Rule, Status, Verdict
from losstheory.formulas.mathml import to_mathml
from losstheory.losses import MarginLoss, margin
from losstheory.reports.html import report
from losstheory.reports.html.references import work_of
from losstheory.reports.html.theorems import _sources, theorem_of
from losstheory.reports.values import derive_values
from losstheory.theory import Calibrated, Convex, Less, properties
from losstheory.theory.derived import PsiIs

HOSTILE = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(1)>&amp;"
VOID = {"meta", "input", "path", "line", "circle", "rect", "br", "mspace"}
RAMP = Convex(margin.RAMP)


class Reader(HTMLParser):
    """Checks that elements are closed in order, and keeps what there is of them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def attributes(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    claims = [
        Claim("hinge is calibrated", Calibrated(margin.HINGE), "bartlett2006convexity, Theorem 2"),
        Claim("ramp is not convex", RAMP, "ours", expected=False),
        Claim("hinge: psi", PsiIs(margin.HINGE, "theta"), "bartlett2006convexity"),
        Claim("t below t + 1", Less("t", "t + 1", "t"), HOSTILE),
        Claim(HOSTILE, Convex(margin.HINGE), "ours"),
    ]
    entries = list(lt.verify(*claims).entries)
    reason = Verdict(RAMP, Status.UNDECIDED, reason=HOSTILE)
    entries.append(Entry(Claim("open", RAMP, "ours", OPEN(HOSTILE)), Outcome.OPEN, reason, origin=HOSTILE))
    entries.append(Entry(Claim("failed", RAMP, "ours"), Outcome.ERROR, message=HOSTILE, origin="other"))
    return Ledger(entries)


@pytest.fixture(scope="module")
def page(ledger: Ledger) -> str:
    return report(ledger, title=HOSTILE)


def unfolded(page: str) -> str:
    """The page when every claim and every loss is open."""
    return re.sub("</?noscript>", "", page)


def test_it_is_well_formed_and_every_link_has_its_place(page: str) -> None:
    reader = Reader(unfolded(page))
    assert reader.open == []
    places = [attributes["id"] for _, attributes in reader.found if "id" in attributes]
    assert len(places) == len(set(places))
    assert {attributes["href"] for attributes in reader.attributes("a")} <= {f"#{place}" for place in places}


def test_nothing_is_fetched(page: str) -> None:
    reader = Reader(unfolded(page))
    assert not {"src", "srcset", "action", "style"} & {name for _, attributes in reader.found for name in attributes}
    assert not {"link", "iframe", "img", "object", "base"} & {tag for tag, _ in reader.found}
    assert not re.search(r"url\(|@import", page)
    policy = reader.attributes("meta")[1]["content"]
    assert policy is not None and policy.startswith("default-src 'none'; style-src 'sha256-")


def test_what_is_folded_ends_where_it_should(page: str) -> None:
    parts = re.findall(r'<noscript><div class="body">(.*?)</div></noscript>', page, re.DOTALL)
    assert len(parts) == 10 and not any(re.search(r"<!--|<script|</?noscript", part) for part in parts)


def test_hostile_words_stay_words(page: str) -> None:
    reader = Reader(unfolded(page))
    assert len([a for a in reader.attributes("script") if a.get("type") is None]) == 1
    assert not any(name.startswith("on") for _, attributes in reader.found for name in attributes)
    assert "".join(reader.words).count("<img src=x onerror=alert(1)>") >= 5


def test_each_certificate_is_the_one_of_its_claim(page: str, ledger: Ledger) -> None:
    held = re.findall(r'<pre class="certificate" id="k(\d+)"[^>]*>(.*?)</pre>', page, re.DOTALL)
    assert [int(number) for number, _ in held] == [1, 2, 3, 4, 5]
    for number, text in held:
        assert unescape(text) == text
        entry = ledger.entries[int(number) - 1]
        assert entry.verdict is not None
        assert check_certificate(json.loads(text), entry.claim.statement.to_json()).status == str(entry.verdict.status)


def test_claims_are_in_order_under_their_papers(page: str) -> None:
    claims = [a for a in Reader(page).attributes("details") if a.get("class") == "claim"]
    assert [a["data-status"] for a in claims] == [
        "PROVED",
        "REFUTED",
        "PROVED",
        "PROVED",
        "PROVED",
        "UNDECIDED",
        "ERROR",
    ]
    assert claims[5]["data-paper"] == HOSTILE


def test_a_loss_has_its_formula_curves_values_and_verdicts(page: str) -> None:
    hinge = page[page.index('class="loss" id="l1"') :].partition('class="loss" id="l2"')[0]
    assert to_mathml(margin.HINGE.phi) in hinge and ">hinge<" in hinge
    assert hinge.count("<figure>") == 3 and hinge.count('<a href="#c') == 3
    assert "<math><mi>θ</mi></math>" in hinge


def test_derived_values_are_shown() -> None:
    hinge = MarginLoss("hinge", "max(0, 1 - t)")
    shown = report(lt.verify(Claim("hinge", Convex(hinge), "ours")), {hinge: derive_values(hinge)})
    assert "smoothness" in shown and "calibration function" in shown and "<mi>θ</mi>" in shown


def test_a_rule_is_shown_with_the_theorem_that_it_is(page: str) -> None:
    body = page[page.index('id="c1"') :].partition('id="c2"')[0]
    assert "<dt>Rests on</dt><dd>bartlett2006convexity, Theorem 2" in body and "Bartlett, Jordan" in body


def test_every_rule_of_a_property_has_its_theorem() -> None:
    for name, statement in properties.items():
        for rule in statement.rules:
            assert rule.source in theorem_of(rule.name), name
    assert theorem_of("no such rule") == ""


def test_a_users_own_class_does_not_change_what_is_cited() -> None:
    known = theorem_of("violated chord")
    _sources.cache_clear()

    class Own(Convex):
        rules = (Rule("violated chord", Status.REFUTED, "somebody"), Rule("own", Status.PROVED, "somebody"))

    assert Own.rules and theorem_of("violated chord") == known != "" and theorem_of("own") == ""


def test_the_papers_are_listed_with_what_was_found(page: str) -> None:
    listed = page[page.index('class="papers"') :].partition("</details>")[0]
    assert "<summary>Papers: 3</summary>" in listed
    assert ">PROVED</span> 4" in listed and ">REFUTED</span> 1" in listed and 'href="#p-other"' in listed


def test_the_place_of_a_difference_has_the_name_of_its_variable() -> None:
    shown = report(lt.verify(Claim("no", Less("t**2", "t + 1", "t"), "ours", expected=False)))
    assert re.search(r'class="witness"><i>t</i> = [-\d]', shown) and "claimed not to hold" in shown


def test_a_work_is_named_by_its_authors() -> None:
    assert work_of("bartlett2006convexity").startswith("Bartlett, Jordan and McAuliffe (2006), Convexity")


def test_a_ledger_file_gives_the_same_page(tmp_path: Path, ledger: Ledger, page: str) -> None:
    file = tmp_path / "ledger.json"
    file.write_text(json.dumps(ledger.to_json()))
    assert report(file, title=HOSTILE) == page


def test_an_empty_ledger_has_a_page() -> None:
    assert "0 claims" in report(Ledger([]))
