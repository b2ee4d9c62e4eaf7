"""Runs of the parts, each in a process of its own that ends within a limit; what is finished is kept."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SOURCES = (HERE, ROOT / "losstheory" / "landscape")
LIMITS = {
    "products": {"mlp": 30, "transformer": 50, "cnn": 50},
    "layer-norm": {"mlp": 20},
    "top": {"mlp": 60, "transformer": 100, "cnn": 100},
    "densities": {"mlp": 40, "transformer": 100, "cnn": 80},
    "grids": {"mlp": 60, "wide-mlp": 80, "transformer": 60, "cnn": 60},
}
SHARE = 0.75  # of the limit, after which a part begins no other round
BLAS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass(frozen=True)
class Outcome:
    """A part, the seconds that it might take and took, how it ended, the load of the machine before, and its rows."""

    section: str
    network: str
    limit: float
    seconds: float
    ended: str
    load: float
    rounds: int
    rows: list[dict[str, Any]]


@dataclass(frozen=True)
class Runner:
    """Runs parts with a python that has the peers.

    Args:
        folder: where finished parts are kept, under a hash of the sources that they depend on.
        rounds: the most repetitions of each way.
        patience: what the limits are multiplied by, for machines that are slow or busy.
        again: whether parts that are kept are run again.
    """

    python: Path
    folder: Path
    rounds: int
    patience: float
    again: bool

    def page(self, outcomes: Sequence[Outcome]) -> str:
        """The document of outcomes."""
        with TemporaryDirectory() as folder:
            found, page = Path(folder) / "outcomes.json", Path(folder) / "page.md"
            found.write_text(json.dumps([asdict(outcome) for outcome in outcomes]), "utf-8")
            command = [str(self.python), "-m", "landscape.report", str(found), str(page)]
            subprocess.run(command, env=_settings(), check=True)
            return page.read_text("utf-8")

    def run(self, section: str, network: str) -> Outcome:
        """The outcome of a part, from the folder if it has been finished there."""
        place, key = self.folder / f"{section}-{network}.json", self._key()
        if not self.again and place.exists():
            kept = json.loads(place.read_text("utf-8"))
            if kept["key"] == key:
                return Outcome(**kept["outcome"])
        outcome = self._measured(section, network)
        if outcome.ended == "finished":
            self.folder.mkdir(parents=True, exist_ok=True)
            place.write_text(json.dumps({"key": key, "outcome": asdict(outcome)}, indent=1), "utf-8")
        return outcome

    def _measured(self, section: str, network: str) -> Outcome:
        limit, load, start = LIMITS[section][network] * self.patience, os.getloadavg()[0], monotonic()
        with TemporaryDirectory() as folder:
            output = Path(folder) / "answer.json"
            words = (section, network, str(self.rounds), str(SHARE * limit), str(output))
            command = [str(self.python), "-W", "ignore", "-m", "landscape.parts", *words]
            ended = _ended(command, limit)
            answer = json.loads(output.read_text("utf-8")) if output.exists() else {"rows": [], "rounds": 0}
        return Outcome(section, network, limit, monotonic() - start, ended, load, answer["rounds"], answer["rows"])

    def _key(self) -> str:
        found = sha256(f"{version('torch')} {version('numpy')} {self.rounds} {self.patience}".encode())
        for path in sorted(path for folder in SOURCES for path in folder.glob("*.py")):
            if path.name not in ("report.py", "runs.py"):
                found.update(path.name.encode() + path.read_bytes())
        return found.hexdigest()


def _ended(command: list[str], limit: float) -> str:
    """How a process ended: finished, stopped at the limit, or failed with its last line."""
    try:
        done = subprocess.run(command, env=_settings(), capture_output=True, text=True, timeout=limit, check=False)
    except subprocess.TimeoutExpired:
        return "stopped at the limit"
    if done.returncode:
        return f"failed: {(done.stderr.strip().splitlines() or ['no message'])[-1]}"
    return "finished"


def _settings() -> Mapping[str, str]:
    paths = os.pathsep.join(map(str, (HERE.parent, ROOT)))
    return {**os.environ, **dict.fromkeys(BLAS, "1"), "PYTHONPATH": paths}
