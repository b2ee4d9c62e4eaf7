"""``losstheory trial``: the table of ``lt.trial``, for any number of workers."""

from __future__ import annotations

import csv
import json
from io import StringIO

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


def test_csv_has_a_row_for_each_replica_with_the_numbers_of_the_json(capsys):
    for form in ("csv", "json"):
        assert main([*ARGUMENTS, "--model", "linear", "--format", form]) == 0
        printed = capsys.readouterr().out
        if form == "csv":
            rows = list(csv.DictReader(StringIO(printed)))
    cells = json.loads(printed)["cells"]
    assert [(row["loss"], row["noise"], row["seed"]) for row in rows[:3]] == [
        ("ce", "none", "0"), ("ce", "none", "1"), ("ce", "symmetric:0.2", "0")
    ]  # fmt: skip
    for metric in ("accuracy", "train_accuracy", "train_loss"):
        assert [float(row[metric]) for row in rows] == [x for cell in cells for x in cell[metric]]


def test_a_file_of_ones_own_and_samples_of_a_law_are_data(tmp_path, capsys):
    own = tmp_path / "own.csv"
    own.write_text("a,b\n" + "".join(f"{k % 2 + k / 100},{'no' if k % 2 else 'yes'}\n" for k in range(40)))
    for more, told in (
        (["--data", str(own)], "own.csv (40 x 1, 2 classes), linear"),
        (["--data", "moons:0.2", "--samples", "60"], "Moons (60 x 2, 2 classes, drawn with seed 0), linear"),
    ):
        assert main(["trial", "ce", *more, "--model", "linear", "--seeds", "2", "--epochs", "1"]) == 0
        assert capsys.readouterr().out.startswith(told)


@pytest.mark.parametrize(
    ("more", "message"),
    [(["--noise", "symetric:0.4"], "did you mean symmetric"), (["--model", "cnn", "--data", "wine"], "square pictures"),
     (["--seeds", "1"], "two different seeds"), (["hinge"], "hinge"), (["--samples", "9"], "leave them out"),
     (["--rate", "0"], "a positive number such as 0.001"), (["--data", "own.csv"], "no such file")],
)  # fmt: skip
def test_usage_errors_are_one_line_and_2(more, message, capsys):
    assert main([*ARGUMENTS, *more]) == 2
    out, err = capsys.readouterr()
    assert not out and message in err and "Traceback" not in err
