"""``losstheory catalogue`` lists every loss with a formula and a source."""

from __future__ import annotations

import json

import pytest

from losstheory.cli import main
from losstheory.losses.catalogue import catalogue


def test_lists_every_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["catalogue"]) == 0
    listed = [line.split()[0].partition(":")[0] for line in capsys.readouterr().out.splitlines()]
    assert listed == list(catalogue.names())


def test_json_has_formulas_parameters_and_sources(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["catalogue", "--format", "json", "--kind", "probability"]) == 0
    losses = {entry["name"]: entry for entry in json.loads(capsys.readouterr().out)["losses"]}
    assert set(losses) == set(catalogue.names("probability"))
    assert all(entry["source"] and entry["kind"] == "probability" for entry in losses.values())
    assert losses["log"]["parameters"] == [] and len(losses["log"]["formulas"]) == 2
    assert [parameter["name"] for parameter in losses["focal"]["parameters"]] == ["gamma"]


@pytest.mark.parametrize(
    ("name", "expected"), [("hinge", "max(0, 1 - t)"), ("focal", "gamma"), ("focal:gamma=3", "**3")]
)
def test_one_name_in_detail(name: str, expected: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["catalogue", name]) == 0
    assert expected in capsys.readouterr().out


def test_an_unknown_name_gets_a_suggestion(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["catalogue", "hingee"]) == 2
    output, errors = capsys.readouterr()
    assert output == "" and "did you mean hinge" in errors
