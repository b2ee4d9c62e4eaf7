"""Where the sign of a smooth expression is asked: on an open interval, or at a point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from losstheory.formulas.calculus import substitute
from losstheory.formulas.constants import between, sign_of_constant
from losstheory.formulas.errors import DomainError, Unresolved
from losstheory.formulas.forms import positive_by_form
from losstheory.formulas.printer import to_text
from losstheory.formulas.rational_functions import is_zero
from losstheory.formulas.roots import real_roots
from losstheory.formulas.tree import Tree, number
from losstheory.formulas.zeros import vanishes_at

End = Tree | str


class Cut(Exception):
    """A sign is not constant on an interval: the interval is to be cut at these points inside it."""

    def __init__(self, points: Sequence[Tree]) -> None:
        super().__init__("a sign changes inside the interval")
        self.points = tuple(points)


@dataclass(frozen=True)
class IntervalPlace:
    """The open interval (lower, upper) of one variable."""

    name: str
    lower: End
    upper: End

    def sign(self, tree: Tree) -> int:
        """The constant sign of a smooth tree on the interval.

        Raises:
            Cut: the tree has zeros inside, without vanishing identically.
            Unresolved: the sign could not be settled.
        """
        if positive_by_form(tree):
            return 1
        if self.name not in tree.variables():
            return _known(sign_of_constant(tree), tree)
        if is_zero(tree, self.name):
            return 0
        if points := real_roots(tree, self.name, self.lower, self.upper):
            raise Cut(points)
        return _known(sign_of_constant(substitute(tree, self.name, self.sample)), tree)

    @property
    def sample(self) -> Tree:
        """A short rational inside."""
        return number(between(self.lower, self.upper))

    @property
    def words(self) -> str:
        return f"{self.name} = {to_text(self.sample)}"


@dataclass(frozen=True)
class PointPlace:
    """One constant value of one variable."""

    name: str
    value: Tree

    def sign(self, tree: Tree) -> int:
        """The sign of the tree at the point.

        Raises:
            Unresolved: the sign could not be settled.
        """
        if vanishes_at(tree, self.name, self.value):
            return 0
        try:
            return _known(sign_of_constant(substitute(tree, self.name, self.value)), tree)
        except DomainError as error:
            raise DomainError(f"{error} at {self.words}") from None

    @property
    def words(self) -> str:
        return f"{self.name} = {to_text(self.value)}"


def _known(sign: int | None, tree: Tree) -> int:
    if sign is None:
        raise Unresolved(f"the sign of {to_text(tree)} could not be settled")
    return sign
