"""CPU seconds of several ways to do one thing, in turns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from time import process_time


def best(ways: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """The best CPU time of each over some rounds, interleaved: noise of the machine meets all alike."""
    found = dict.fromkeys(ways, float("inf"))
    for _ in range(rounds):
        for name, way in ways.items():
            start = process_time()
            way()
            found[name] = min(found[name], process_time() - start)
    return found
