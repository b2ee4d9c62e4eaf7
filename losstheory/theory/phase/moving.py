"""Scores that move with a parameter: the cuts of the formulas and places between them, as functions of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from losstheory.claims import Verdict
from losstheory.formulas.calculus import normal, substitute
from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.from_json import tree_from_json
from losstheory.formulas.pieces import Pieces
from losstheory.formulas.shape import add, mul, power
from losstheory.formulas.tree import Tree, number, variable
from losstheory.losses.loss import Loss
from losstheory.theory.phase.lifting import lifted
from losstheory.theory.views import expression_pieces

if TYPE_CHECKING:
    from losstheory.theory.phase.throughout import Throughout

Values = dict[str, Fraction]
Sample = tuple[Values, Verdict]
SHARES = tuple(map(Fraction, ("1/2", "1/4", "3/4", "1/16", "15/16")))
STEPS = (1, 4, Fraction(1, 4))


@dataclass(frozen=True)
class Moving:
    """The members of a family at a few values of its parameters, and what they have in common."""

    statement: Throughout
    values: tuple[Values, ...]

    @cached_property
    def members(self) -> list[Loss]:
        return [self.statement.member({name: number(x) for name, x in v.items()}) for v in self.values]

    def common(self, found: Sequence[Any]) -> Any | None:
        """Evidence in the parameter that agrees with each of these; what differs has to be affine or a quotient.

        With two parameters, or a single sample, only what is constant.
        """
        if len(self.statement.ranges) > 1 or len(found) < 2:
            return found[0] if found and all(item == found[0] for item in found) else None
        name = self.statement.ranges[0][0]
        return lifted(name, [values[name] for values in self.values], found)

    def cuts(self, pieces: Callable[[Loss], Pieces]) -> list[Any] | None:
        """The cuts of some formulas of the members, as functions of the parameter."""
        try:
            found = [[cut.to_json() for cut in pieces(member).cuts] for member in self.members]
        except LossTheoryError:
            return None
        common = self.common(found)
        return common if isinstance(common, list) else None

    def own_cuts(self) -> list[list[Any]] | None:
        """The cuts of each formula, as functions of the parameter."""
        found = [self.cuts(partial(_pieces, i)) for i in range(len(self.statement.formulas))]
        return None if None in found else found  # type: ignore[return-value]

    @property
    def ends(self) -> tuple[str, str]:
        """The ends of the scores."""
        return ("0", "1") if self.statement.form.kind == "probability" else ("-oo", "oo")

    def tree(self, data: Any) -> Tree:
        return tree_from_json(data, {name for name, _, _ in self.statement.ranges})

    def at(self, data: Any, k: int) -> Fraction | None:
        """The rational that a score is for member k, if it is one."""
        tree = self.tree(data)
        for name, x in self.values[k].items():
            tree = substitute(normal(tree), name, number(x))
        return normal(tree).value

    def places(self, cuts: Sequence[Any], lower: Any, upper: Any) -> list[Any]:
        """The cuts, and places between and beyond them."""
        found: dict[Tree, None] = dict.fromkeys(map(normal, map(self.tree, cuts)))
        for low, high in pairwise((lower, *cuts, upper)):
            found.update(dict.fromkeys(self.between(low, high)))
        return [tree.to_json() for tree in found]

    def between(self, low: Any, high: Any) -> Iterator[Tree]:
        """Places of an interval with these ends."""
        if low == "-oo" and high == "oo":
            yield from map(number, (0, 1, -1, 3))
            for name, _, _ in self.statement.ranges:
                for size in (variable(name), power(variable(name), Fraction(-1))):
                    yield from (mul(number(way), size) for way in (4, -4))
        elif low == "-oo":
            yield from (add(normal(self.tree(high)), number(-step)) for step in STEPS)
        elif high == "oo":
            yield from (add(normal(self.tree(low)), number(step)) for step in STEPS)
        else:
            a, b = normal(self.tree(low)), normal(self.tree(high))
            yield from (add(mul(number(1 - share), a), mul(number(share), b)) for share in SHARES)

    def all(self, shown: Callable[..., bool], *places: Any) -> bool:
        """Whether something is shown at these places for every member; it is not, where a place is irrational."""
        for k, member in enumerate(self.members):
            points = [self.at(place, k) for place in places]
            try:
                if None in points or not shown(member, *points):
                    return False
            except LossTheoryError:
                return False
        return bool(self.members)


def _pieces(i: int, member: Loss) -> Pieces:
    return expression_pieces(member, i)
