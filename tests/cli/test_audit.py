"""``losstheory audit``: what is stated about the reduction is tested."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import losstheory as lt
from losstheory.cli import main
from losstheory.cli.audit import parser

torch: Any = pytest.importorskip("torch", reason="torch is not installed")
SOURCE = """
from torch.nn.functional import binary_cross_entropy_with_logits as logistic

def divided_by_128(scores, labels):
    return logistic(scores, labels, reduction="sum") / 128
"""


@pytest.mark.parametrize(("stated", "code", "defects"), [(["--reduction", "mean"], 1, ["separable"]), ([], 0, [])])
def test_a_sum_with_a_divisor_in_the_code_is_no_mean(
    stated: list[str], code: int, defects: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "losses.py"
    file.write_text(SOURCE)
    arguments = ["audit", f"{file}:divided_by_128", "--allow-code", "--kind", "binary", "--format", "json"]
    assert main([*arguments, *stated]) == code
    told = json.loads(capsys.readouterr().out)
    assert told["defects"] == defects
    (found,) = (finding for finding in told["findings"] if finding["name"] == "separable")
    assert ("though reduction='mean'" in found["text"]) is bool(stated)


@pytest.mark.parametrize(("labels", "defects"), [("-1,1", set()), ("0,1", {"every_class"})])
def test_labels_are_those_that_the_loss_is_written_for(labels: str, defects: set[str]) -> None:
    def of_signs(scores: Any, signs: Any) -> Any:
        return torch.nn.functional.softplus(-signs * scores).mean()

    read = parser().parse_args(["losses.py:f", "--kind", "binary", f"--labels={labels}"])
    report = lt.audit(of_signs, kind=read.kind, labels=read.labels)
    assert {finding.name for finding in report.defects} == defects


@pytest.mark.parametrize("labels", ["1,1", "0", "a,b", "0,inf"])
def test_labels_that_are_not_two_numbers_are_a_usage_error(labels: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "losses.py:ce", "--allow-code", "--kind", "binary", f"--labels={labels}"]) == 2
    assert "--labels" in capsys.readouterr().err


def test_a_reduction_of_another_name_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "losses.py:ce", "--allow-code", "--kind", "binary", "--reduction", "avg"]) == 2
    assert "--reduction" in capsys.readouterr().err
