"""A file runs only when it may, in processes of its own, and takes nothing down with it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="torch is not installed")

import losstheory as lt
from losstheory.claims import Status
from losstheory.cli import main
from losstheory.empirical.audit.task import AuditError

SOURCE = """
import os
import pathlib
import torch
import torch.nn.functional as F

pathlib.Path(__file__).with_suffix(".ran").write_text(str(os.getpid()))
print("loaded")


class Scaled:
    def __init__(self, num_classes, scale):
        self.scale = scale / num_classes

    def __call__(self, scores, targets):
        os.write(1, b"not JSON")
        return self.scale * F.cross_entropy(scores, targets)


def dies(scores, targets):
    os._exit(3)


def dies_when_empty(scores, targets):
    if not len(scores):
        os._exit(3)
    return F.cross_entropy(scores, targets)
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "theirs.py"
    path.write_text(SOURCE)
    return path


def test_a_file_is_not_run_unless_allowed(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(AuditError, match="allow_code=True"):
        lt.audit(f"{file}:Scaled", classes=3)
    assert main(["audit", f"{file}:Scaled", "--classes", "3"]) == 2
    assert "--allow-code" in capsys.readouterr().err
    assert not file.with_suffix(".ran").exists()


def test_a_class_gets_its_arguments_and_json_comes_out(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--allow-code", "--classes", "3", "--set", "scale=6", "--against", "-log(q)", "--format", "json"]
    assert main(["audit", f"{file}:Scaled", *options]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["defects"] == ["quiet", "values_as_stated", "gradients_as_stated"]
    found = {finding["name"]: finding for finding in told["findings"]}
    assert "equal up to the constant factor 2" in found["values_as_stated"]["text"]


def test_a_process_that_dies_costs_its_question_alone(file: Path) -> None:
    report = lt.audit(f"{file}:dies_when_empty", classes=3, allow_code=True, effort=1)
    assert "exit code 3" in report["empty_batch"].text
    assert report["symmetric"].status is Status.REFUTED
    dead = lt.audit(f"{file}:dies", classes=3, allow_code=True)
    assert dead["call"].is_defect and "exit code 3" in dead["call"].text


def test_what_cannot_be_loaded_is_said(file: Path) -> None:
    report = lt.audit(f"{file}:Scaled", classes=3, allow_code=True)
    assert "needs an argument scale" in report["call"].text
    with pytest.raises(AuditError, match="no such file"):
        lt.audit("nowhere.py:Loss", classes=3, allow_code=True)
