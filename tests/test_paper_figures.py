"""Every shipped figure is drawn in the narrowest column without a label beyond the page, and cites what exists."""

from __future__ import annotations

from pathlib import Path

import pytest

from losstheory.reports.paper.claims import find_claims
from losstheory.reports.paper.drawing import draw_figure
from losstheory.reports.paper.figure import PaperFigure
from losstheory.reports.paper.files import collect_figures
from losstheory.reports.paper.references import bibliography_of
from losstheory.reports.paper.sheet import Sheet

FOLDER = Path(__file__).resolve().parent.parent / "paper_figures"
FOUND = collect_figures([FOLDER])


def test_all_files_can_be_read() -> None:
    assert FOUND.refused == {} and len(FOUND.figures) >= 15
    assert all(figure.about.endswith(".") for figure in FOUND.figures)


def test_claims_and_sources_are_known() -> None:
    claims, troubles = find_claims(FOUND.figures)
    assert troubles == [] and claims
    assert bibliography_of(FOUND.figures, [])[1] == [] and all(figure.sources for figure in FOUND.figures)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.py")), ids=lambda path: path.stem)
def test_a_file_that_shares_code_names_it_among_its_inputs(path: Path) -> None:
    shared = {other.name for other in FOLDER.glob("_*.py") if f"from {other.stem} import" in path.read_text("utf-8")}
    assert shared <= {name for figure in FOUND.figures if figure.name == path.stem for name in figure.inputs}


@pytest.mark.parametrize("figure", FOUND.figures, ids=lambda figure: figure.name)
def test_a_figure_is_drawn_on_its_page(figure: PaperFigure) -> None:
    if "landscape" in Path(figure.origin).read_text("utf-8"):
        pytest.importorskip("torch")
    if "sklearn" in Path(figure.origin).read_text("utf-8"):
        pytest.importorskip("sklearn")
    drawn = draw_figure(figure, Sheet("neurips", column="half"))
    assert drawn.width == 2.625 and drawn.beyond == 0
    assert b"/MediaBox [ 0 0 189 " in drawn.content and b"Type3" not in drawn.content
