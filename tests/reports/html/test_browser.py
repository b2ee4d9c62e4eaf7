"""The report in a browser: it opens, filters, unfolds, prints, holds certificates that replay, and writes no error."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import losstheory as lt
from losstheory.checker import check_certificate
from losstheory.claims import Claim, Entry, Ledger, Outcome, Status, Verdict
from losstheory.cli import main
from losstheory.losses import MarginLoss, margin
from losstheory.reports.html import report
from losstheory.theory import Calibrated, Convex
from losstheory.theory.derived import PsiIs
from tests.browser import CHROMIUM, Browser
from tests.pdf_reader import letters, pages

LABELS = ["hinge is calibrated", "hinge is convex", "ramp is not convex", "<b>ramp</b> is calibrated"]
SHOWN = """[...document.querySelectorAll("details.KIND:not([hidden]) > summary > .label")].map((e) => e.textContent)"""
OPEN = """[...document.querySelectorAll("details[open]")].map((part) => part.id)"""
FOCUS = "document.activeElement.closest('details')?.id"
COUNT = "document.getElementById('count').textContent"
WIDE = "document.documentElement.scrollWidth - innerWidth"
PARTS = "document.getElementsByTagName('*').length"

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    statements = [Calibrated(margin.HINGE), Convex(margin.HINGE), Convex(margin.RAMP), Calibrated(margin.RAMP)]
    claims = [Claim(*pair, "ours") for pair in zip(LABELS, statements, strict=True)]
    return lt.verify(*claims)


@pytest.fixture(scope="module")
def file(ledger: Ledger, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(report(ledger), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with Browser(tmp_path_factory.mktemp("profile")) as browser:
        yield browser


@pytest.fixture
def browser(window: Browser) -> Iterator[Browser]:
    """The browser without a page, at the usual size; no page may have said anything at the end."""
    window.console.clear()
    window.size(1280)
    window.scripts(True)
    window.open("about:blank")
    yield window
    assert window.console == []


def shown(browser: Browser, kind: str) -> list[str]:
    """The labels of the claims or losses that are not filtered out."""
    return list(browser.run(SHOWN.replace("KIND", kind)))


def test_it_opens_with_every_claim_folded(browser: Browser, file: Path) -> None:
    browser.open(file.as_uri())
    assert shown(browser, "claim") == LABELS and shown(browser, "loss") == ["hinge", "ramp"]
    assert browser.run(OPEN) == [] and browser.run(COUNT) == "4 of 4"


def test_what_a_browser_builds_for_a_folded_claim_is_a_few_elements(
    browser: Browser, ledger: Ledger, tmp_path: Path
) -> None:
    sizes = []
    for times in (1, 51):
        page = tmp_path / f"{times}.html"
        page.write_text(report(Ledger([ledger.entries[1]] * times)), encoding="utf-8")
        browser.open(page.as_uri())
        assert browser.run("document.scripts.length") == 1
        sizes.append(browser.run(PARTS))
    assert 50 * 3 <= sizes[1] - sizes[0] <= 50 * 8


@pytest.mark.parametrize(
    ("state", "claims", "losses"),
    [
        ("status=REFUTED", LABELS[2:3], ["hinge", "ramp"]),
        ("q=hinge+CALIB&property=calibrated", LABELS[:1], ["hinge"]),
        ("q=%3Cb%3E", LABELS[3:], ["ramp"]),
        ("q=no+such+words", [], []),
        ("q=midpoint+violated+chord", [], []),
        ("q=violated+chord", LABELS[2:3], []),
        ("q=wrong+side", [LABELS[0], LABELS[3]], []),
        ("q=certificateours", [], []),
        ("q=evidence", [], []),
    ],
)
def test_the_address_filters_by_words_also_of_claims_that_are_folded(
    browser: Browser, file: Path, state: str, claims: list[str], losses: list[str]
) -> None:
    browser.open(f"{file.as_uri()}#{state}")
    assert shown(browser, "claim") == claims and shown(browser, "loss") == losses
    assert browser.run(COUNT) == f"{len(claims)} of 4"
    assert browser.run("document.getElementById('none').hidden") == bool(claims)
    assert browser.run(OPEN) == []


def test_an_address_unfolds_its_claim_and_the_certificate_there_replays(browser: Browser, file: Path) -> None:
    browser.size(800, 300)
    browser.open(f"{file.as_uri()}#c3")
    assert browser.run(OPEN) == ["c3"] and browser.run("document.querySelectorAll('div.body').length") == 1
    assert browser.run("document.querySelector('#c3 .statement').checkVisibility()")
    top, bottom = browser.run(
        "(({top, bottom}) => [top, bottom])(document.getElementById('c3').getBoundingClientRect())"
    )
    assert top < 300 and bottom > 0
    assert check_certificate(json.loads(browser.run("document.getElementById('k3').textContent"))).status == "REFUTED"


def test_what_was_unfolded_last_has_an_address(browser: Browser, file: Path) -> None:
    browser.open(f"{file.as_uri()}#q=ramp")
    browser.run("document.querySelector('#c4 > summary').click()")
    address = browser.run("location.hash")
    assert address == "#q=ramp&open=c4"
    browser.open("about:blank")
    browser.open(file.as_uri() + address)
    assert browser.until(OPEN) == ["c4"] and shown(browser, "claim") == LABELS[2:]


def test_the_keyboard_reaches_a_claim_and_unfolds_it(browser: Browser, file: Path) -> None:
    browser.open(file.as_uri())
    browser.press("/")
    browser.type("ramp")
    browser.until(COUNT, lambda told: told == "2 of 4")
    browser.press("Enter")
    assert browser.run(FOCUS) == "c3" and browser.run(OPEN) == []
    browser.press("ArrowDown")
    assert browser.run(FOCUS) == "c4"
    browser.press("Enter")
    assert browser.until(OPEN) == ["c4"]
    browser.press("ArrowUp")
    browser.press("ArrowRight")
    assert browser.run(FOCUS) == "c3" and browser.run(OPEN) == ["c3", "c4"]
    browser.press("ArrowLeft")
    assert browser.run(OPEN) == ["c4"]
    browser.press("Tab")
    assert browser.run(FOCUS) == "c4"


def test_tab_reaches_the_first_claim_without_a_shortcut(browser: Browser, file: Path) -> None:
    browser.open(file.as_uri())
    met = []
    for _ in range(20):
        browser.press("Tab")
        met.append(browser.run(FOCUS))
    assert [one for one in met if one] == [*("c1", "c2", "c3", "c4", "l1", "l2")][: sum(map(bool, met))] and "c1" in met


def test_what_is_printed_are_the_claims_that_are_seen_unfolded(browser: Browser, file: Path) -> None:
    browser.open(file.as_uri())
    whole = browser.pdf()
    printed = letters(whole)
    assert all(label.replace(" ", "") in printed for label in LABELS)
    assert printed.count("Rule") == 4 and "violatedchord" in printed and pages(whole) >= 1
    browser.until(OPEN, lambda folded: folded == [])
    browser.open(f"{file.as_uri()}#q=chord")
    browser.until(COUNT, lambda told: told == "1 of 4")
    printed = letters(browser.pdf())
    assert printed.count("Rule") == 1 and "hingeisconvex" not in printed


def test_without_scripts_everything_is_there(browser: Browser, file: Path) -> None:
    browser.scripts(False)
    browser.open(file.as_uri())
    markup = browser.do("DOM.getOuterHTML", nodeId=browser.do("DOM.getDocument")["root"]["nodeId"])["outerHTML"]
    assert markup.count('<div class="statement">') == 4 and "Scripts are switched off" in markup
    assert letters(browser.pdf()).count("Rule") == 4


@pytest.mark.parametrize("width", [360, 800, 1280])
def test_nothing_is_wider_than_the_window_when_all_is_unfolded(
    browser: Browser, ledger: Ledger, tmp_path: Path, width: int
) -> None:
    long = "exp(-t)" + "".join(f" + {k}*log(1 + exp(-{k}*t))/(2 + t**2)" for k in range(1, 9))
    statement = PsiIs(MarginLoss("long", long), "theta")
    reason = Verdict(statement, Status.UNDECIDED, reason="r" * 200)
    entry = Entry(Claim("w" * 200, statement, "key" * 80), Outcome.OPEN, reason, origin="o" * 100)
    page = tmp_path / "long.html"
    page.write_text(report(Ledger([entry, *ledger.entries])), encoding="utf-8")
    browser.size(width)
    browser.open(page.as_uri())
    browser.run("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
    browser.until("document.querySelectorAll('div.body').length == 9")
    browser.run("document.querySelectorAll('.evidence').forEach((part) => { part.open = true; })")
    assert browser.run(WIDE) == 0


def test_a_page_that_was_saved_replays(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recheck", str(file)]) == 0
    assert capsys.readouterr().out.endswith("4 of 4 certificates accepted\n")


def test_a_script_that_is_not_ours_does_not_run_and_is_told(window: Browser, file: Path, tmp_path: Path) -> None:
    changed = tmp_path / "changed.html"
    changed.write_text(file.read_text("utf-8").replace("</body>", "<script>document.title = 'ran'</script></body>"))
    window.open(changed.as_uri())
    assert window.run("document.title") != "ran"
    assert any("Content Security Policy" in line for line in window.console)
