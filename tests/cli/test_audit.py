"""``losstheory audit``: what is stated about the reduction is tested."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from losstheory.cli import main

pytest.importorskip("torch", reason="torch is not installed")
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


def test_a_reduction_of_another_name_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "losses.py:ce", "--allow-code", "--kind", "binary", "--reduction", "avg"]) == 2
    assert "--reduction" in capsys.readouterr().err
