"""The report in a browser: it opens, filters, unfolds, holds certificates that replay, and writes no error."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

import losstheory as lt
from losstheory.checker import check_certificate
from losstheory.claims import Claim
from losstheory.losses import margin
from losstheory.reports.html import report
from losstheory.theory import Calibrated, Convex

BROWSER = next((path for name in ("chromium", "chromium-browser") if (path := shutil.which(name))), None)
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--enable-logging=stderr",
)  # fmt: skip
LABELS = ["hinge is calibrated", "hinge is convex", "ramp is not convex", "<b>ramp</b> is calibrated"]

pytestmark = pytest.mark.skipif(BROWSER is None, reason="Chromium is not installed")


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    statements = [Calibrated(margin.HINGE), Convex(margin.HINGE), Convex(margin.RAMP), Calibrated(margin.RAMP)]
    claims = [Claim(*pair, "ours") for pair in zip(LABELS, statements, strict=True)]
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(report(lt.verify(*claims)), encoding="utf-8")
    return path


def visit(address: str, profile: Path) -> tuple[str, list[str]]:
    """The document after its script has run, and what the console said."""
    command = [str(BROWSER), *FLAGS, f"--user-data-dir={profile}", "--dump-dom", address]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, check=True)
    return done.stdout, [line for line in done.stderr.splitlines() if "CONSOLE" in line]


def shown(document: str, kind: str) -> list[str]:
    """The labels of the claims or losses that are not hidden."""
    heads = re.findall(rf'<details class="{kind}"([^>]*)>.*?<span class="label">(.*?)</span>', document, re.DOTALL)
    return [label for attributes, label in heads if "hidden" not in attributes]


def test_it_opens_with_every_claim_and_a_quiet_console(file: Path, tmp_path: Path) -> None:
    document, console = visit(file.as_uri(), tmp_path)
    assert console == []
    assert len(shown(document, "claim")) == 4 and shown(document, "loss") == ["hinge", "ramp"]
    assert '<form id="filters" role="search">' in document and ">4 of 4</output>" in document


@pytest.mark.parametrize(
    ("state", "claims", "losses"),
    [
        ("status=REFUTED", ["ramp is not convex"], ["hinge", "ramp"]),
        ("q=hinge+CALIB&property=calibrated", ["hinge is calibrated"], ["hinge"]),
        ("q=%3Cb%3E", ["&lt;b&gt;ramp&lt;/b&gt; is calibrated"], ["ramp"]),
        ("q=no+such+words", [], []),
    ],
)
def test_the_address_filters(file: Path, tmp_path: Path, state: str, claims: list[str], losses: list[str]) -> None:
    document, console = visit(f"{file.as_uri()}#{state}", tmp_path)
    assert console == [] and shown(document, "claim") == claims and shown(document, "loss") == losses
    assert f">{len(claims)} of 4</output>" in document
    assert ('<p id="none" hidden="">' in document) == bool(claims)


def test_an_address_unfolds_its_claim_and_the_certificate_there_replays(file: Path, tmp_path: Path) -> None:
    document, _ = visit(f"{file.as_uri()}#c3", tmp_path)
    opened = re.findall(r'<details class="claim" id="(c\d)"[^>]* open=""', document)
    assert opened == ["c3"]
    assert document.count('<div class="body"><div class="statement">') == 1
    (text,) = re.findall(r'class="certificate" id="k3">(.*?)</script>', document, re.DOTALL)
    assert check_certificate(json.loads(text)).status == "REFUTED"


def test_a_script_that_is_not_ours_does_not_run_and_is_told(file: Path, tmp_path: Path) -> None:
    changed = tmp_path / "changed.html"
    changed.write_text(file.read_text("utf-8").replace("</body>", "<script>document.title = 'ran'</script></body>"))
    document, console = visit(changed.as_uri(), tmp_path / "profile")
    assert "<title>ran</title>" not in document and any("Content Security Policy" in line for line in console)
