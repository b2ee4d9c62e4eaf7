"""A worker runs the script of its caller for a task that takes something from it, and for no other."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
HEAD = """
import json
import math
import sys
from pathlib import Path
from losstheory.runs.pool import run_tasks

with Path(__file__).with_name("ran").open("a") as stream:
    print(__name__, file=stream)


def triple(x):
    return 3 * x


def main(function):
    run = run_tasks(function, [1, 2, 3], timeout=60)
    print(json.dumps([[result.value, result.message] for result in run.results]))

"""
GUARDED = 'if __name__ == "__main__":\n    main({})\n'
UNGUARDED = "main({})\n"


def run_script(folder: Path, text: str, *typed: str) -> tuple[list[Any], list[str]]:
    """What the script prints, and the names under which it was run."""
    (folder / "script.py").write_text(HEAD + text)
    command = [sys.executable, *(typed or ("script.py",))]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=100, env={"PYTHONPATH": f"{ROOT}:{folder}"}
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), (folder / "ran").read_text().split()


@pytest.mark.parametrize("text", [GUARDED, UNGUARDED])
def test_a_task_that_needs_no_script_does_not_run_it(tmp_path: Path, text: str) -> None:
    found, ran = run_script(tmp_path, text.format("math.factorial"))
    assert found == [[1, ""], [2, ""], [6, ""]] and ran == ["__main__"]


@pytest.mark.parametrize("typed", [(), ("-m", "script")], ids=["file", "module"])
def test_a_function_of_the_script_is_found_in_the_workers(tmp_path: Path, typed: tuple[str, ...]) -> None:
    found, ran = run_script(tmp_path, GUARDED.format("triple"), *typed)
    assert found == [[3, ""], [6, ""], [9, ""]] and ran == ["__main__", "__mp_main__"]


def test_a_function_of_a_script_that_would_begin_all_again_is_one_message(tmp_path: Path) -> None:
    found, _ = run_script(tmp_path, UNGUARDED.format("triple"))
    assert [value for value, _ in found] == [None] * 3
    for _, message in found:
        assert "script.py again for what the task takes from it" in message
        assert 'put what it does under `if __name__ == "__main__":`' in message
