"""Widths of pages are those of the style files, and half a page of two columns is a column."""

from __future__ import annotations

import pytest

from losstheory.reports.paper.venues import WIDTHS, YEARS, PageError, column_width, read_length, text_width


@pytest.mark.parametrize(
    ("venue", "points"),
    [("icml", 487.8225), ("aistats", 487.8225), ("neurips", 397.48499), ("iclr", 397.48499), ("thesis", 390.0)],
)
def test_a_width_is_what_latex_prints_in_points(venue: str, points: float) -> None:
    assert text_width(venue) * 72.27 == pytest.approx(points, abs=2e-5)


def test_half_of_two_columns_is_the_column_with_the_gap_between() -> None:
    for venue in ("icml2026", "aistats"):
        assert column_width(text_width(venue), "half") == 3.25
    for venue in WIDTHS:
        text = text_width(venue)
        assert 2 * column_width(text, "half") + 0.25 == pytest.approx(text) and column_width(text, "full") == text


def test_a_year_chooses_the_same_width_where_it_is_known() -> None:
    for name, years in YEARS.items():
        assert {text_width(f"{name}{year}") for year in years} == {WIDTHS[name]}
    assert text_width("NeurIPS-2025") == text_width("neurips 2025") == 5.5


@pytest.mark.parametrize(
    ("venue", "message"),
    [("icml1998", "known 2024 to 2026"), ("jmlr2020", "known without a year"), ("nuerips", "did you mean neurips"),
     ("cvpr2024", "with --width")],
)  # fmt: skip
def test_a_venue_that_is_not_known_is_refused(venue: str, message: str) -> None:
    with pytest.raises(PageError, match=message):
        text_width(venue)


def test_lengths_have_units() -> None:
    for text in ("12.7cm", "127 mm", "361.35pt", "360bp", "5in", " 5.0in "):
        assert read_length(text) == pytest.approx(5.0, abs=1e-12)
    for text in ("", "5", "5 parsec", "-5in", "0.2in", "9000in", "1e2in"):
        with pytest.raises(PageError):
            read_length(text)
