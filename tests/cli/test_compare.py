"""``losstheory compare``: one table, three formats."""

from __future__ import annotations

import json

import pytest

from losstheory.cli import main


def test_text_has_a_line_for_each_loss(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "hinge", "focal:gamma=2", "-t"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("loss") and [line.split()[0] for line in lines[1:]] == ["hinge", "focal(gamma=2)", "-t"]


def test_markdown_is_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "hinge", "ramp", "--format", "md"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 4 and all(line.startswith("|") and line.endswith("|") for line in lines)
    assert len({line.count("|") for line in lines}) == 1


def test_json_holds_the_reports(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "hinge", "ramp", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [report["schema"] for report in found["reports"]] == ["losstheory/check/1"] * 2


@pytest.mark.parametrize("typed", [[], ["hinge", "hingee"], ["hinge", "--format", "csv"], ["log(t)"]], ids=" ".join)
def test_a_refusal_leaves_stdout_empty(typed: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", *typed]) == 2
    output, errors = capsys.readouterr()
    assert output == "" and errors
