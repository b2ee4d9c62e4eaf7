"""CPU seconds of several ways to do one thing, in turns, within a limit of time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from time import monotonic, process_time


class Turns:
    """Rounds in which ways are timed: at least one, and no more than are likely to end within the limit.

    Attributes:
        rounds: the most that are made.
        seconds: wall-clock seconds from the start on.
        done: how many were made.
    """

    def __init__(self, rounds: int, seconds: float) -> None:
        self.rounds, self.done, self._end = rounds, 0, monotonic() + seconds

    @property
    def left(self) -> float:
        """Wall-clock seconds until the limit, below 0 after it."""
        return self._end - monotonic()

    def best(self, ways: Mapping[str, Callable[[], object]]) -> dict[str, float]:
        """The best CPU time of each over the rounds, interleaved: noise of the machine meets all alike."""
        found, longest, self.done = dict.fromkeys(ways, float("inf")), 0.0, 0
        while self.done < self.rounds and (not self.done or self.left > longest):
            before = self.left
            for name, way in ways.items():
                start = process_time()
                way()
                found[name] = min(found[name], process_time() - start)
            longest, self.done = max(longest, before - self.left), self.done + 1
        return found
