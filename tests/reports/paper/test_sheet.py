"""A sheet is as wide as it should be to the thousandth of an inch, with TrueType fonts, the same bytes each time."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zlib
from hashlib import sha256
from pathlib import Path

import matplotlib
import pytest
from matplotlib import rc_context, style
from matplotlib.figure import Figure

from losstheory.reports.paper.sheet import FORMATS, Sheet, beyond, blank_sheet, file_content, resized

matplotlib.use("Agg")
ROOT = Path(__file__).resolve().parents[3]
MEDIA_BOX = re.compile(rb"/MediaBox \[ 0 0 ([0-9.]+) ([0-9.]+) \]")


def content(sheet: Sheet, label: str = r"$\psi(\theta)$, 95 %") -> bytes:
    with style.context(["default", sheet.settings]):
        figure = blank_sheet(sheet.inches("half"), 0.7, 1)
        figure.axes[0].plot([0, 1], [0, -1], label=label)
        figure.axes[0].legend()
        return file_content(figure, sheet)


@pytest.mark.parametrize(
    ("sheet", "inches"),
    [
        (Sheet("icml2026"), 3.25), (Sheet("icml", column="full"), 6.75), (Sheet("neurips"), 2.625),
        (Sheet("jmlr", column="full"), 6.0), (Sheet("thesis", column="full"), 390 / 72.27), (Sheet(), 4.175),
        (Sheet("icml", width=5.0, column="full"), 5.0),
    ],
)  # fmt: skip
def test_the_page_is_exactly_as_wide_as_the_column(sheet: Sheet, inches: float) -> None:
    (box,) = MEDIA_BOX.findall(content(sheet))
    assert float(box[0]) / 72 == pytest.approx(inches, abs=1e-4)


def test_fonts_are_embedded_truetype_and_no_moment_is_told() -> None:
    made = content(Sheet("icml"))
    kinds = set(re.findall(rb"/Subtype /(\w+)", made))
    assert b"/FontFile2" in made and b"Type3" not in kinds and kinds == {b"Type0", b"CIDFontType2"}
    assert b"CreationDate" not in made and b"ModDate" not in made
    assert b"STIXGeneral" in made


def test_the_bytes_are_the_same_in_another_process() -> None:
    code = (
        "import sys; sys.path[:0] = ['.']; from tests.reports.paper.test_sheet import hashes; "
        "sys.stdout.write(hashes())"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "SOURCE_DATE_EPOCH": "1"}
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=ROOT, env=environment, check=True)
    assert run.stdout.decode() == hashes()


def hashes() -> str:
    return " ".join(sha256(content(Sheet("icml", format=form))).hexdigest() for form in FORMATS)


def test_settings_of_the_user_do_not_reach_the_sheet() -> None:
    with rc_context({"lines.linewidth": 9, "savefig.bbox": "tight", "font.family": "monospace"}):
        inside = content(Sheet("icml"))
    assert inside == content(Sheet("icml"))


def test_panels_stand_one_above_another_where_they_would_be_narrow() -> None:
    wide, narrow = blank_sheet(6.75, 0.7, 2), blank_sheet(3.25, 0.7, 2)
    assert wide.get_size_inches().tolist() == pytest.approx([6.75, 0.7 * 6.75 / 2])
    assert narrow.get_size_inches().tolist() == pytest.approx([3.25, 2 * 0.7 * 3.25])
    assert len(wide.axes) == len(narrow.axes) == 2
    assert blank_sheet(8.6, 0.5, 1).get_size_inches().tolist() == pytest.approx([8.6, 0.5 * 4.3])


def test_a_figure_of_another_size_keeps_its_proportions() -> None:
    assert resized(Figure(figsize=(8, 4)), 3.25).get_size_inches().tolist() == pytest.approx([3.25, 1.625])


def test_a_label_beyond_the_page_is_measured() -> None:
    figure = blank_sheet(3.25, 0.7, 1)
    assert beyond(figure) == 0
    figure.text(1.2, 0.5, "far")
    assert beyond(figure) > 0.2 * 3.25


@pytest.mark.skipif(shutil.which("latex") is None or shutil.which("dvipng") is None, reason="LaTeX is not installed")
def test_latex_sets_the_texts_of_a_page_of_the_same_width() -> None:
    try:
        made = content(Sheet("icml", latex=True), "95 % of my_loss $x_1$")
    except RuntimeError as error:
        pytest.skip(f"this LaTeX lacks a package: {error}"[:200])
    (box,) = MEDIA_BOX.findall(made)
    assert float(box[0]) == 234 and set(re.findall(rb"/Subtype /(\w+)", made)) == {b"Type1"}
    streams = [zlib.decompress(part) for part in re.findall(rb"stream\r?\n(x.*?)\r?\nendstream", made, re.DOTALL)]
    assert any(b"%" in stream for stream in streams)
