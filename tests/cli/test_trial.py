"""``losstheory trial``: the table of ``lt.trial``, for any number of workers."""

from __future__ import annotations

import json

import pytest

from losstheory.cli import main

pytest.importorskip("torch", reason="torch is not installed")
pytest.importorskip("sklearn", reason="scikit-learn is not installed")
ARGUMENTS = ["trial", "ce", "mae", "--data", "iris", "--noise", "symmetric:0.2", "--seeds", "2", "--epochs", "3"]


def test_two_workers_print_what_one_prints(capsys):
    printed = []
    for jobs in ("1", "2"):
        assert main([*ARGUMENTS, "--model", "mlp:8", "--jobs", jobs, "--format", "json"]) == 0
        printed.append(json.loads(capsys.readouterr().out))
    assert printed[0] == printed[1] and [cell["loss"] for cell in printed[0]["cells"]] == ["ce", "ce", "mae", "mae"]


def test_the_table_has_the_losses_the_noise_and_the_paired_differences(capsys):
    assert main([*ARGUMENTS, "--model", "linear"]) == 0
    title, head, *_, last = capsys.readouterr().out.splitlines()
    assert "iris (150 x 4, 3 classes, bundled toy data), linear, 15 parameters" in title
    assert head.split() == ["loss", "noise", "0", "symmetric:0.2"] and last.startswith("mae - ce  ")


@pytest.mark.parametrize(
    ("more", "message"),
    [(["--noise", "symetric:0.4"], "did you mean symmetric"), (["--model", "cnn", "--data", "wine"], "square pictures"),
     (["--seeds", "1"], "two different seeds"), (["hinge"], "hinge")],
)  # fmt: skip
def test_usage_errors_are_one_line_and_2(more, message, capsys):
    assert main([*ARGUMENTS, *more]) == 2
    out, err = capsys.readouterr()
    assert not out and message in err and "Traceback" not in err
