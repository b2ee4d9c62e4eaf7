"""Fresh processes: what an import costs beyond sympy, and how long the command line takes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from time import perf_counter

from tqdm import tqdm

import losstheory

ROOT = Path(losstheory.__file__ or "").resolve().parent.parent
TIMED = """
import sympy
from time import perf_counter, process_time
wall, cpu = perf_counter(), process_time()
{code}
print(perf_counter() - wall, process_time() - cpu)
"""
IMPORTS = {
    "import losstheory": "import losstheory",
    "from losstheory import analyze, decide, Calibrated, …": (
        "from losstheory import analyze, catalogue, compare, decide, loss, verify, Claim, Calibrated"
    ),
}
COMMANDS = {
    "python -c pass": ("-c", "pass"),
    'python -c "import sympy"': ("-c", "import sympy"),
    'python -c "import losstheory.checker"': ("-c", "import losstheory.checker"),
    "losstheory --version": ("-m", "losstheory", "--version"),
    'losstheory check "log(1+exp(-t))"': ("-m", "losstheory", "check", "log(1+exp(-t))"),
}


def environment() -> dict[str, str]:
    """Where a fresh interpreter finds the package that is measured, compiled as an installation has it."""
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPATH": path}


Times = dict[str, list[tuple[float, float]]]


def imports(runs: int) -> dict[str, tuple[float, float]]:
    """Least wall-clock seconds and CPU seconds of each import in a process that has loaded sympy."""
    times: Times = {name: [] for name in IMPORTS}
    for _ in tqdm(range(runs), desc="imports", leave=False):
        for name, code in IMPORTS.items():
            wall, cpu = map(float, _run(("-c", TIMED.format(code=code))).split())
            times[name].append((wall, cpu))
    return _least(times)


def commands(runs: int) -> dict[str, tuple[float, float]]:
    """Least wall-clock seconds and CPU seconds of each process; the processes take turns."""
    times: Times = {name: [] for name in COMMANDS}
    for _ in tqdm(range(runs), desc="processes", leave=False):
        for name, options in COMMANDS.items():
            wall, cpu = perf_counter(), _cpu()
            _run(options)
            times[name].append((perf_counter() - wall, _cpu() - cpu))
    return _least(times)


def _least(times: Times) -> dict[str, tuple[float, float]]:
    return {name: (min(wall for wall, _ in found), min(cpu for _, cpu in found)) for name, found in times.items()}


def _run(options: tuple[str, ...]) -> str:
    done = subprocess.run([sys.executable, *options], check=True, capture_output=True, text=True, env=environment())
    return done.stdout


def _cpu() -> float:
    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
