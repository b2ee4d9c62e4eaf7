"""Work, counted: what a search may spend is a number of evaluations, never a time."""

from __future__ import annotations


class Exhausted(Exception):
    """The search stopped because its budget of work is spent; nothing is known about its question."""


class Budget:
    """So many units of work: about a tenth of a millisecond each, as for the
    enclosure of a small expression on a box."""

    def __init__(self, work: int = 6_000) -> None:
        self.work = work
        self.spent = 0

    @property
    def left(self) -> int:
        return max(0, self.work - self.spent)

    def spend(self, units: int = 1) -> None:
        """Count ``units`` of work.

        Raises:
            Exhausted: nothing is left.
        """
        if self.left < units:
            self.spent = self.work
            raise Exhausted(f"budget of {self.work} units of work is spent")
        self.spent += units

    def part(self, work: int) -> Part:
        """At most ``work`` units of this budget, for one attempt among several."""
        return Part(self, work)


class Part(Budget):
    """A share of a budget: what is spent here is spent there too."""

    def __init__(self, whole: Budget, work: int) -> None:
        super().__init__(min(work, whole.left))
        self.whole = whole

    def spend(self, units: int = 1) -> None:
        super().spend(units)
        self.whole.spend(units)
