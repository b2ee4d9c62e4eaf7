"""Parts of the benchmark beside the peers end in bounded time, and what is finished is not measured again."""

from __future__ import annotations

from pathlib import Path
from time import sleep

import pytest

from benchmarks.landscape import runs
from benchmarks.landscape.clock import Turns
from benchmarks.landscape.runs import Runner

PART = ("products", "mlp")
ANSWER = """for output; do :; done
echo '{"rows": [{"x": 1}], "rounds": 3}' > "$output"
"""


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    pytest.importorskip("torch", reason="torch is not installed")
    return Runner(tmp_path / "python", tmp_path / "parts", rounds=5, patience=1.0, again=False)


def script(runner: Runner, text: str) -> None:
    runner.python.write_text(f"#!/bin/sh\necho called >> {runner.python}.log\n{text}", "utf-8")
    runner.python.chmod(0o755)


def calls(runner: Runner) -> int:
    return len(Path(f"{runner.python}.log").read_text("utf-8").split())


def test_rounds_end_with_their_number_or_before_the_time_is_over() -> None:
    turns = Turns(3, 60)
    assert set(turns.best({"a": int, "b": float})) == {"a", "b"}
    assert turns.done == 3
    short = Turns(50, 0.3)
    short.best({"slow": lambda: sleep(0.2)})
    assert short.done == 1
    over = Turns(50, -1)
    over.best({"a": int})
    assert over.done == 1


def test_the_best_time_is_the_least_and_is_that_of_the_processor() -> None:
    lengths = iter([20_000, 2_000_000, 20_000])
    times = Turns(3, 60).best({"busy": lambda: sum(range(next(lengths))), "idle": lambda: sleep(0.05)})
    assert 0 < times["busy"] < 0.02
    assert times["idle"] < 0.04


def test_a_finished_part_is_kept_until_a_source_changes(
    runner: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "sources" / "one.py"
    source.parent.mkdir()
    source.write_text("x = 1", "utf-8")
    monkeypatch.setattr(runs, "SOURCES", (source.parent,))
    script(runner, ANSWER)
    first = runner.run(*PART)
    assert (first.ended, first.rounds, first.rows) == ("finished", 3, [{"x": 1}])
    assert runner.run(*PART) == first
    assert calls(runner) == 1
    source.write_text("x = 2", "utf-8")
    assert runner.run(*PART).rows == first.rows
    assert calls(runner) == 2


def test_a_part_is_stopped_at_its_limit_and_keeps_its_rows(runner: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(runs.LIMITS["products"], "mlp", 1.0)
    script(runner, ANSWER + "exec sleep 60\n")
    outcome = runner.run(*PART)
    assert (outcome.ended, outcome.rows) == ("stopped at the limit", [{"x": 1}])
    assert 1 <= outcome.seconds < 20
    runner.run(*PART)
    assert calls(runner) == 2


def test_a_part_that_fails_says_why(runner: Runner) -> None:
    script(runner, "echo 'first' >&2; echo 'ValueError: no such thing' >&2; exit 1\n")
    outcome = runner.run(*PART)
    assert (outcome.ended, outcome.rows) == ("failed: ValueError: no such thing", [])


def test_all_limits_together_are_a_quarter_of_an_hour() -> None:
    assert sum(seconds for networks in runs.LIMITS.values() for seconds in networks.values()) <= 15 * 60
