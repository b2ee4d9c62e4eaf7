"""Loading a package loads no more than it needs: start-up time, and machines where little is installed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def python(code: str, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *options, "-c", code], capture_output=True, text=True, cwd=ROOT)


HEAVY = ("sympy", "numpy", "scipy", "flint", "torch", "cvxpy", "matplotlib", "pebble", "tqdm")


@pytest.mark.parametrize(
    ("modules", "heavy"),
    [
        ("losstheory", HEAVY),
        ("losstheory.cli", HEAVY),
        ("losstheory.checker", HEAVY),
        ("losstheory.runs.files", HEAVY),
        ("losstheory.theory, losstheory.losses.margin", ("torch", "cvxpy", "matplotlib", "scipy", "pebble")),
        ("losstheory.reports", ("torch", "cvxpy", "matplotlib", "scipy", "pebble")),
    ],
)
def test_what_loading_a_package_does_not_load(modules: str, heavy: tuple[str, ...]) -> None:
    result = python(f"import sys, {modules}\nprint(*(name for name in {heavy!r} if name in sys.modules))")
    assert (result.stdout.strip(), result.stderr) == ("", "")


def test_the_checker_loads_where_nothing_is_installed() -> None:
    code = f"import sys\nsys.path.insert(0, {str(ROOT)!r})\nimport losstheory.cli.recheck, losstheory.checker"
    result = python(code, "-I", "-S")
    assert (result.returncode, result.stderr) == (0, "")
