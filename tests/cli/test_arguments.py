"""What is typed is read as it was meant, and refused in one line."""

from __future__ import annotations

from argparse import ArgumentTypeError
from pathlib import Path

import pytest

from losstheory.cli.arguments import expect_known, expect_writable, names, natural, seconds, shield_minus
from losstheory.cli.boundary import UsageError


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (["-log(p)", "-log(1-p)", "--kind", "probability"], [" -log(p)", " -log(1-p)", "--kind", "probability"]),
        (["--", "-log(p)", "-h", "--kind"], [" -log(p)", " -h", " --kind"]),
        (["-t", "-3", "-1/2*t", "--t**2", "-(t)", "- t"], [" -t", " -3", " -1/2*t", " --t**2", " -(t)", " - t"]),
        (["-h", "--help", "--format=json", "t"], ["-h", "--help", "--format=json", "t"]),
        (["--", "--"], [" --"]),
    ],
)
def test_a_leading_minus_is_no_option(typed: list[str], read: list[str]) -> None:
    assert shield_minus(typed) == read


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "x", "", "1e3", "9" * 30, "١"])
def test_natural_numbers_are_exact(text: str) -> None:
    with pytest.raises(ArgumentTypeError):
        natural(text)
    assert natural("007") == 7


@pytest.mark.parametrize("text", ["0", "-1", "nan", "inf", "1e9", "", "0.0"])
def test_seconds_are_positive_and_finite(text: str) -> None:
    with pytest.raises(ArgumentTypeError):
        seconds(text)
    assert (seconds("2"), seconds("0.5"), seconds(".5")) == (2, 0.5, 0.5)


def test_names_are_split_at_commas() -> None:
    assert names(" convex, calibrated ,,convex") == ("convex", "calibrated")


def test_a_place_where_no_file_can_be_made_is_refused_before_the_work(tmp_path: Path) -> None:
    expect_writable(str(tmp_path / "ledger.json"))
    with pytest.raises(UsageError, match="is a folder; name a file"):
        expect_writable(str(tmp_path))
    with pytest.raises(UsageError, match="there is no folder"):
        expect_writable(str(tmp_path / "missing" / "ledger.json"))


def test_an_unknown_name_gets_a_suggestion() -> None:
    known = ("convex", "calibrated", "proper")
    expect_known(known, known, "property")
    with pytest.raises(UsageError, match="no property 'convexx'; did you mean convex"):
        expect_known(["convexx"], known, "property")
    with pytest.raises(UsageError, match="expected one of convex, calibrated, proper"):
        expect_known(["zzz"], known, "property")
