"""The library as somebody has it installed: lines of a terminal, scripts, and a Python that has nothing else.

``LOSSTHEORY_PYTHON`` names the interpreter of an environment with the wheel, ``LOSSTHEORY_BARE`` one where the wheel is
without what it depends on. If they are not set it is this interpreter with the sources around this file.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
WHEEL, BARE = os.environ.get("LOSSTHEORY_PYTHON"), os.environ.get("LOSSTHEORY_BARE")
SOURCES = {
    "PYTHONPATH": str(ROOT),
    "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    "PYTEST_PLUGINS": "losstheory.pytest_plugin",
}
DROPPED = ("PYTHONPATH", "DISPLAY", "WAYLAND_DISPLAY", "MPLBACKEND", "SOURCE_DATE_EPOCH", "PYTEST_ADDOPTS")
FROM_SOURCES = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from losstheory.cli import main; sys.exit(main())"


@dataclass(frozen=True)
class Outcome:
    """What a command left: its exit code, its output and its messages."""

    code: int
    output: str
    errors: str

    @property
    def lines(self) -> list[str]:
        return self.output.splitlines()

    @property
    def messages(self) -> list[str]:
        """The lines of stderr that tell of an error."""
        return [line for line in self.errors.splitlines() if "error" in line.lower()]


@dataclass(frozen=True)
class Installation:
    """Where commands run: a folder, and a cache of its own."""

    folder: Path
    cache: Path

    def type(self, line: str) -> Outcome:
        """A line that begins with ``losstheory`` or ``pytest``."""
        program, *arguments = shlex.split(line)
        found = [str(Path(WHEEL).parent / program)] if WHEEL else [sys.executable, "-m", program]
        return self._run([*found, *arguments])

    def recheck(self, *files: str) -> Outcome:
        """``losstheory recheck`` where only the standard library is."""
        found = [str(Path(BARE).parent / "losstheory")] if BARE else [sys.executable, "-I", "-S", "-c", FROM_SOURCES]
        return self._run([*found, "recheck", *files])

    def find(self, script: str) -> Any:
        """What a Python script assigns to ``found``, which JSON can hold."""
        outcome = self._run([WHEEL or sys.executable, "-c", f"{script}\nimport json\nprint(json.dumps(found))"])
        assert outcome.code == 0, outcome.errors
        return json.loads(outcome.lines[-1])

    def _run(self, command: list[str]) -> Outcome:
        kept = {name: value for name, value in os.environ.items() if name not in DROPPED}
        own = {"XDG_CACHE_HOME": str(self.cache), "OMP_NUM_THREADS": "1", "COLUMNS": "200"}
        ended = subprocess.run(
            command,
            cwd=self.folder,
            env={**kept, **own, **({} if WHEEL else SOURCES)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=900,
        )
        assert "Traceback" not in ended.stdout + ended.stderr, ended.stderr
        return Outcome(ended.returncode, ended.stdout, ended.stderr)
