"""`check` and `compare` with --classes every."""

from __future__ import annotations

import json

import pytest

from losstheory.cli.arguments import number_of_classes
from losstheory.reports import analyze, compare


def test_a_report_says_from_which_number_of_classes_on_a_property_is_lost():
    text = analyze("nce", classes="every", properties=["calibrated", "symmetric"]).to_text()
    assert "multiclass_every_k loss nce" in text
    assert "normalised = log(1 + u); 1" in text
    assert "from K = 3 (normalised part with a pole at zero)" in text
    assert text.splitlines()[-1].split() == ["symmetric", "PROVED", "terms", "of", "constant", "sum"]


def test_the_report_as_json_names_every_class():
    data = json.loads(json.dumps(analyze("1 - q", classes="every", properties=["symmetric"]).to_json()))
    assert data["loss"] == {"kind": "multiclass_every_k", "expressions": ["1 - q", "0"], "classes": "every"}
    assert data["verdicts"]["symmetric"]["statement"].startswith("for every number of classes K >= 2, with q")


def test_a_comparison_has_the_usual_columns_and_noise():
    table = compare(["mae", "ce"], classes="every", noise="1/4", properties=["symmetric", "noise_tolerant"])
    assert table.rows == [["mae", "PROVED", "PROVED"], ["ce", "REFUTED", "REFUTED"]]


def test_the_number_of_classes_is_a_number_or_every():
    assert (number_of_classes("every"), number_of_classes("3")) == ("every", 3)
    with pytest.raises(Exception, match="positive whole number"):
        number_of_classes("all")
