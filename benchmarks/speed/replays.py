"""Replays of certificates by the checker, alone in a fresh process that knows nothing of the prover."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from speed.processes import environment
from speed.verdicts import Timing

REPLAY = """
import json, sys
from time import perf_counter
from losstheory.checker import check_certificate
found = []
for certificate in json.load(sys.stdin):
    start = perf_counter()
    check_certificate(certificate, certificate["statement"])
    found.append(perf_counter() - start)
print(json.dumps(found))
"""


@dataclass(frozen=True)
class Replay:
    """One accepted certificate: the time of the replay, and its length in bytes of canonical JSON."""

    timing: Timing
    seconds: float
    size: int


def measure(timings: Sequence[Timing]) -> list[Replay]:
    """Replay every certificate once, in the order of the catalogue."""
    decided = [timing for timing in timings if timing.certificate is not None]
    certificates = json.dumps([timing.certificate for timing in decided])
    done = subprocess.run(
        [sys.executable, "-c", REPLAY],
        input=certificates,
        capture_output=True,
        text=True,
        check=True,
        env=environment(),
    )
    sizes = [len(json.dumps(timing.certificate, separators=(",", ":"))) for timing in decided]
    return [Replay(*row) for row in zip(decided, json.loads(done.stdout), sizes, strict=True)]
