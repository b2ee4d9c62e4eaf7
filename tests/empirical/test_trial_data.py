"""What a trial is made on: each way to name data gives the data set that is meant, and no other."""

from __future__ import annotations

import numpy as np
import pytest

from losstheory.empirical import Dataset, Moons, Rings
from losstheory.empirical.intervals import MeasurementError
from losstheory.empirical.trial_data import data_of
from losstheory.programs.solution import DataError

pytest.importorskip("sklearn", reason="scikit-learn is not installed")


@pytest.mark.parametrize(
    ("text", "law"),
    [("moons:0.1", Moons.of(0.1)), ("moons", Moons.of(0.25)), ("rings:0.5", Rings.of([1.0, 2.0], 0.5))],
)
def test_a_law_by_its_name_gives_its_samples(text: str, law: Moons | Rings) -> None:
    data = data_of(text, 40)
    X, y = law.sample(40, np.random.default_rng(0))
    assert np.array_equal(data.X, X) and np.array_equal(data.y, y)
    assert np.array_equal(data_of(law, 40).X, X) and len(data_of(text).y) == 1000


def test_a_name_a_file_and_a_data_set_are_data(tmp_path) -> None:
    file = tmp_path / "own.csv"
    file.write_text("a,b\n1,x\n2,y\n")
    own = Dataset.of([[1.0], [2.0]], ["x", "y"])
    assert data_of("iris").name == "iris" and data_of(own) is own
    assert np.array_equal(data_of(str(file)).X, own.X) and data_of(str(file)).labels == own.labels


@pytest.mark.parametrize(
    ("given", "samples", "error", "message"),
    [
        ("moon", None, DataError, "did you mean moons"),
        ("digit:3", None, DataError, "did you mean digits"),
        ("mine", None, DataError, "digits, iris, wine, samples of moons:SIGMA"),
        ("moons:wide", None, DataError, "moons:SIGMA with a number"),
        ("moons:0", None, DataError, "expected a positive number"),
        ("iris", 50, MeasurementError, "'iris' is none, leave them out"),
        ("moons", 0, DataError, "samples: expected an integer of at least 1"),
        (np.zeros((3, 2)), None, MeasurementError, "as data, got ndarray"),
    ],
)
def test_what_is_no_data_is_refused(given: object, samples: int | None, error: type, message: str) -> None:
    with pytest.raises(error, match=message):
        data_of(given, samples)
