"""The figures of the README are figures of the library, drawn by one command, the same bytes each time."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from losstheory.reports.paper.drawing import draw_figure
from losstheory.reports.paper.files import collect_figures
from losstheory.reports.paper.sheet import Sheet

ROOT = Path(__file__).resolve().parent.parent
NAMES = re.findall(r"!\[[^\]]+\]\(docs/gallery/([a-z_]+)\.svg\)", (ROOT / "README.md").read_text("utf-8"))


@pytest.mark.parametrize("name", NAMES)
def test_a_second_run_writes_the_same_bytes(name: str) -> None:
    (figure,) = collect_figures([ROOT / "paper_figures" / f"{name}.py"]).figures
    first, second = (draw_figure(figure, Sheet(format="svg")) for _ in range(2))
    assert first == second and first.width == 8.6
    assert first.content.startswith(b"<?xml") and len(first.content) < 60_000 and b"dc:date" not in first.content


def test_the_readme_shows_the_figures_that_are_kept() -> None:
    kept = {path.stem for path in (ROOT / "docs" / "gallery").glob("*.svg")}
    made = re.search(r"^GALLERY := (.*)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert made is not None and sorted(made[1].split()) == sorted(kept) == sorted(NAMES)
