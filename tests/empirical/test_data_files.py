"""A file is read as it is written: numbers, and a class for each example; what is wrong is named with its line."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from losstheory.empirical import read_dataset
from losstheory.programs.solution import DataError

X = np.array([[0.1, -2e-7], [1 / 3, 4.0], [5.0, 6.0], [1e300, 0.0]])


def written(folder: Path, labels: list[str]) -> Path:
    file = folder / "own.csv"
    with file.open("w", newline="") as stream:
        csv.writer(stream).writerows(
            [["a", "b", "class"], *([*map(repr, x), y] for x, y in zip(X.tolist(), labels, strict=True))]
        )
    return file


def test_numbers_and_names_come_back_as_they_were_written(tmp_path: Path) -> None:
    data = read_dataset(written(tmp_path, ["yes, surely", "no", "é", "no"]))
    assert repr(data) == "own.csv (4 x 2, 3 classes)" and np.array_equal(data.X, X)
    assert [data.labels[k] for k in data.y] == ["yes, surely", "no", "é", "no"]


def test_whole_numbers_are_sorted_as_numbers(tmp_path: Path) -> None:
    assert read_dataset(written(tmp_path, ["10", "2", "-1", "2"])).labels == ("-1", "2", "10")
    assert read_dataset(written(tmp_path, ["10", "2", "one", "2"])).labels == ("10", "2", "one")


def test_both_kinds_of_file_hold_the_same(tmp_path: Path) -> None:
    np.savez(tmp_path / "own.npz", X=X, y=np.array([3, 1, 3, 1]))
    packed, plain = read_dataset(tmp_path / "own.npz"), read_dataset(written(tmp_path, ["3", "1", "3", "1"]))
    assert np.array_equal(packed.X, plain.X) and packed.y.tolist() == plain.y.tolist() and packed.labels == plain.labels


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\n1,x\n2\n", "line 3: expected 2 cells as in the header, got 1"),
        ("a,b\n1,x\nred,y\n", "line 3: expected a finite number, got 'red'"),
        ("a,b\n1,x\n,y\n", "line 3: expected a finite number, got ''"),
        ("a,b\n1,x\nnan,y\n", "line 3: expected a finite number, got 'nan'"),
        ("a,b\n1,x\n2, \n", "line 3: expected a class in the last column"),
        ("1,x\n2,y\n", "line 1: expected a header"),
        ("b\nx\n", "line 1: expected the names"),
        ("a,b\n1,x\n2,x\n", "at least two classes, got x alone"),
        ("a,b\n", "expected the shape"),
        ("", "expected the shape"),
    ],
)
def test_what_is_wrong_in_a_table_is_named_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "own.csv"
    file.write_text(text)
    with pytest.raises(DataError, match=message) as caught:
        read_dataset(file)
    assert str(caught.value).startswith(str(file))


def test_bytes_that_are_no_data_are_refused(tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_bytes(b"a,b\n\xff\xfe,1\n")
    (tmp_path / "own.npz").write_bytes(b"no archive")
    np.savez(tmp_path / "other.npz", inputs=X)
    np.savez(tmp_path / "objects.npz", X=X, y=np.array([None, 1, 2, 3]))
    for name, message in (
        ("own.csv", "in UTF-8"),
        ("own.npz", "as numpy.savez writes them"),
        ("other.npz", "expected the arrays X and y, got inputs"),
        ("objects.npz", "as numpy.savez writes them"),
        ("own.txt", "ends in .csv or .npz"),
        ("absent.csv", "no such file"),
    ):
        with pytest.raises(DataError, match=message):
            read_dataset(tmp_path / name)
