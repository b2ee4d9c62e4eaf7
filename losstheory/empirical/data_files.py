"""Data sets from files: CSV with the class in the last column, and npz with the arrays X and y."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Sequence
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import ArrayLike

from losstheory.empirical.datasets import Dataset
from losstheory.programs.solution import DataError

SUFFIXES = (".csv", ".npz")
WHOLE = re.compile(r"[+-]?[0-9]{1,18}")


def read_dataset(path: str | Path) -> Dataset:
    """The data set of a file, called like it.

    A CSV file has a header and one example a line: numbers, and last the class, which is a whole number or a name. An
    npz file has the arrays ``X`` ``(n, d)`` and ``y`` ``(n,)``. Classes are sorted.

    Raises:
        DataError: the file is missing or of another kind, or something in it is wrong; the message names the line.
    """
    file = Path(path)
    if file.suffix not in SUFFIXES:
        raise DataError(f"{file}: expected a file that ends in {' or '.join(SUFFIXES)}")
    if not file.is_file():
        raise DataError(f"{file}: there is no such file")
    X, y = _csv(file) if file.suffix == ".csv" else _npz(file)
    try:
        return Dataset.of(X, y, file.name)
    except DataError as error:
        raise DataError(f"{file}: {error}") from None


def _csv(file: Path) -> tuple[ArrayLike, ArrayLike]:
    X, y, width = [], list[str](), 0
    with file.open(newline="", encoding="utf-8-sig") as stream:
        reader = csv.reader(stream)
        try:
            for cells in filter(None, reader):
                place = f"{file}, line {reader.line_num}"
                if not width:
                    width = _width(cells, place)
                    continue
                if len(cells) != width:
                    raise DataError(f"{place}: expected {width} cells as in the header, got {len(cells)}")
                *given, label = (cell.strip() for cell in cells)
                X.append([_number(cell, place) for cell in given])
                if not label:
                    raise DataError(f"{place}: expected a class in the last column, got an empty cell")
                y.append(label)
        except (UnicodeDecodeError, csv.Error) as error:
            raise DataError(f"{file}: expected comma-separated values in UTF-8: {error}") from None
    whole = all(map(WHOLE.fullmatch, y))
    return X, [int(label) for label in y] if whole else y


def _width(head: Sequence[str], place: str) -> int:
    """How many cells a line has; the first line names them, and is no example."""
    if len(head) < 2:
        raise DataError(f"{place}: expected the names of at least one number and of the class, with commas between")
    if all(_is_number(cell) for cell in head[:-1]):
        raise DataError(f"{place}: expected a header with the names of the columns, got numbers")
    return len(head)


def _number(cell: str, place: str) -> float:
    if not _is_number(cell):
        raise DataError(f"{place}: expected a finite number, got {cell!r:.40}; encode names as numbers")
    return float(cell)


def _is_number(cell: str) -> bool:
    try:
        return math.isfinite(float(cell))
    except ValueError:
        return False


def _npz(file: Path) -> tuple[ArrayLike, ArrayLike]:
    try:
        with np.load(file, allow_pickle=False) as arrays:
            if not {"X", "y"} <= set(arrays.files):
                raise DataError(f"{file}: expected the arrays X and y, got {', '.join(arrays.files) or 'none'}")
            return arrays["X"], arrays["y"]
    except (OSError, ValueError, EOFError, BadZipFile) as error:
        raise DataError(f"{file}: expected arrays of numbers as numpy.savez writes them: {error}") from None
