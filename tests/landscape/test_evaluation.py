"""What was done is kept, taken up, and never mistaken for another landscape."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.landscape.small import data, mlp, nn, torch

from losstheory.landscape import LandscapeError, Problem, measure_landscape, random_direction  # isort: skip

cross_entropy = nn.functional.cross_entropy
AXES = [np.linspace(-1, 1, 5), np.linspace(-1, 1, 3)]


class Counted:
    """Cross-entropy that counts its calls and stops after some."""

    def __init__(self, stop: int | None = None, factor: float = 1.0) -> None:
        self.calls, self.stop, self.factor = 0, stop, factor

    def __call__(self, output: Any, target: Any) -> Any:
        if self.calls == self.stop:
            raise KeyboardInterrupt
        self.calls += 1
        return self.factor * cross_entropy(output, target)


def grid(loss: Any, folder: Path | None, model: Any = None, pair: Any = None, **options: Any) -> Any:
    problem = Problem(model or mlp(), loss, pair or data(), **options)
    directions = [random_direction(problem, seed=seed) for seed in (0, 1)]
    if isinstance(loss, Counted):
        loss.calls = 0
    return measure_landscape(problem, directions, AXES, folder=folder).values


def test_an_interrupted_run_goes_on_where_it_was(tmp_path: Path) -> None:
    wanted = grid(cross_entropy, None)
    stopped = Counted(stop=8)
    with pytest.raises(KeyboardInterrupt):
        grid(stopped, tmp_path)
    (entry,) = tmp_path.rglob("*.json")
    counted = Counted()
    np.testing.assert_array_equal(grid(counted, tmp_path), wanted)
    # a visit spends two calls on its comparison; then the rest, the spot checks and the centre
    assert counted.calls == 2 + 15 - (8 - 2) + 3 + 1
    np.testing.assert_array_equal(grid(counted, tmp_path), wanted)
    assert counted.calls == 3 + 1
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [entry]


def test_another_question_has_another_entry(tmp_path: Path) -> None:
    inputs, target = data()
    frozen, trained = mlp(), mlp()
    frozen[0].bias.requires_grad_(False)
    with torch.no_grad():
        trained[2].bias.add_(1e-9)
    questions: list[dict[str, Any]] = [
        {},
        {"pair": (inputs + 1e-9, target)},
        {"model": trained},
        {"model": frozen},
        {"model": mlp(activation=nn.ReLU)},
        {"batch_norm": "batch"},
    ]
    for number, question in enumerate(questions, 1):
        grid(cross_entropy, tmp_path, **question)
        assert len(list(tmp_path.rglob("*.json"))) == number
    problem = Problem(mlp(), cross_entropy, data())
    for seed, end in ((0, 1.0), (1, 1.0), (0, 2.0)):
        number += 1
        measure_landscape(problem, random_direction(problem, seed=seed), [[-1.0, end]], folder=tmp_path)
        assert len(list(tmp_path.rglob("*.json"))) == number


def test_values_of_another_loss_are_refused(tmp_path: Path) -> None:
    grid(Counted(), tmp_path)
    with pytest.raises(LandscapeError, match="the loss or the code of the model has changed since"):
        grid(Counted(factor=1.001), tmp_path)


def test_a_damaged_entry_is_done_again(tmp_path: Path) -> None:
    wanted = grid(cross_entropy, tmp_path)
    (entry,) = tmp_path.rglob("*.json")
    whole = entry.read_text()
    entry.write_text(whole[: len(whole) // 2])
    np.testing.assert_array_equal(grid(cross_entropy, tmp_path), wanted)
    assert entry.read_text() == whole


def test_a_folder_that_cannot_be_written_is_noticed_at_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    counted = Counted()
    with pytest.raises(OSError):
        grid(counted, tmp_path / "file")
    assert counted.calls == 0


def test_points_without_a_finite_loss_are_kept_as_such(tmp_path: Path) -> None:
    loss = lambda output, target: torch.log((output + 2.2).min())  # noqa: E731
    wanted = grid(loss, tmp_path)
    assert np.isnan(wanted).any() and np.isfinite(wanted).any()
    np.testing.assert_array_equal(grid(loss, tmp_path), wanted)
