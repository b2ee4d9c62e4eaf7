"""Resolution of branches: the smooth expression that a formula is at a place, with the domain of each operation."""

from __future__ import annotations

from typing import Protocol

from losstheory.formulas.errors import DomainError
from losstheory.formulas.printer import to_text
from losstheory.formulas.shape import add, function, general_power, mul, neg, sub
from losstheory.formulas.tree import LEAVES, ZERO, Tree, number

HOLDS = {
    "<": (True, False, False),
    "<=": (True, True, False),
    ">": (False, False, True),
    ">=": (False, True, True),
    "==": (False, True, False),
    "!=": (True, False, True),
}
"""Whether ``a REL b`` holds where the sign of a - b is -1, 0, 1."""


class Place(Protocol):
    """Where signs are asked (``places``)."""

    def sign(self, tree: Tree) -> int: ...

    @property
    def words(self) -> str: ...


class Resolver:
    """Chooses the branches of formulas at one place."""

    def __init__(self, place: Place) -> None:
        self.place = place

    def resolve(self, tree: Tree) -> Tree:
        """The smooth tree in normal shape that equals ``tree`` at the place.

        Raises:
            DomainError: an operation that is reached is undefined there.
        """
        if tree.op in LEAVES or not tree.args:
            return tree
        if tree.op == "piecewise":
            return self._piecewise(tree)
        args = tuple(map(self.resolve, tree.children))
        match tree.op:
            case "add":
                return add(*args)
            case "mul":
                return mul(*args)
            case "pow":
                return self._power(tree, *args)
            case "max" | "min":
                return self._extremum(tree.op, args)
            case "abs":
                return self._extremum("max", (args[0], neg(args[0])))
            case "sign":
                return number(self.place.sign(args[0]))
            case "log":
                self._require(self.place.sign(args[0]) > 0, tree)
            case "tan":
                self._require(self.place.sign(function("cos", args[0])) != 0, tree)
        return function(tree.op, args[0])

    def _require(self, condition: bool, tree: Tree) -> None:
        if not condition:
            raise DomainError(f"{to_text(tree)} is not defined at {self.place.words}")

    def _power(self, tree: Tree, base: Tree, exponent: Tree) -> Tree:
        value = exponent.value
        if value is None:
            self._require(self.place.sign(base) > 0, tree)
        elif value < 0 or value.denominator != 1:
            sign = self.place.sign(base)
            self._require(sign > 0 or (sign < 0 and value.denominator == 1) or (sign == 0 and value > 0), tree)
            if sign == 0:
                return ZERO
        return general_power(base, exponent)

    def _extremum(self, name: str, args: tuple[Tree, ...]) -> Tree:
        """The first greatest (least) argument, by comparing the best so far with the next."""
        direction = 1 if name == "max" else -1
        best = args[0]
        for arg in args[1:]:
            if direction * self.place.sign(sub(best, arg)) < 0:
                best = arg
        return best

    def _piecewise(self, tree: Tree) -> Tree:
        for expression, condition in zip(tree.args[::2], tree.args[1::2], strict=True):
            if self.holds(condition):
                return self.resolve(expression)
        raise DomainError(f"no branch of {to_text(tree)} is taken at {self.place.words}")

    def holds(self, condition: Tree) -> bool:
        """The truth of a condition, read from left to right as far as needed."""
        match condition.op:
            case "true":
                return True
            case "and":
                return all(map(self.holds, condition.args))
            case "or":
                return any(map(self.holds, condition.args))
        left, right = map(self.resolve, condition.args)
        return HOLDS[condition.op][self.place.sign(sub(left, right)) + 1]
