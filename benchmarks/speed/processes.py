"""Whole processes: what an import costs beyond sympy, and how long the command line takes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from time import perf_counter

from tqdm import tqdm

import losstheory

ROOT = Path(losstheory.__file__ or "").resolve().parent.parent
CODE = {
    "python": "pass",
    "sympy": "import sympy",
    "losstheory": "import sympy, losstheory",
    "analyze": "import sympy; from losstheory import analyze, decide, compare, verify, loss, Calibrated",
    "checker": "import losstheory.checker",
}
CHECK = ("-m", "losstheory", "check", "log(1+exp(-t))")
RECHECK = ("-m", "losstheory", "--version")


def environment() -> dict[str, str]:
    """Where a fresh interpreter finds the package that is measured."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))}


def measure(runs: int) -> dict[str, float]:
    """The best wall-clock seconds of each process; the processes take turns."""
    commands = {name: ("-c", code) for name, code in CODE.items()} | {"check": CHECK, "version": RECHECK}
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in tqdm(range(runs), desc="processes", leave=False):
        for name, options in commands.items():
            times[name].append(_wall(options))
    return {name: min(found) for name, found in times.items()}


def _wall(options: tuple[str, ...]) -> float:
    start = perf_counter()
    subprocess.run([sys.executable, *options], check=True, capture_output=True, env=environment())
    return perf_counter() - start
