"""A multiclass loss as the checker reads it: one formula in the scores s1, …, sK for each class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from .constants import sign
from .losses import Piece, replaced
from .nodes import ZERO, Node, add, mul, number
from .notation import parse_number
from .places import OpenInterval, constant
from .reading import read
from .several import ScorePoint, Scores, read_whole
from .wellformed import check_formula
from .work import Reject

MULTICLASS = frozenset(("multiclass", "multiclass_sum_to_zero"))
MAX_CLASSES = 12


@dataclass(frozen=True)
class MulticlassLoss:
    """The losses l_1, …, l_K of the classes, on R^K or on the scores of sum zero."""

    kind: str
    formulas: tuple[object, ...]
    value: object = None

    @property
    def classes(self) -> int:
        return len(self.formulas)

    @property
    def constrained(self) -> bool:
        return self.kind == "multiclass_sum_to_zero"

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(f"s{k + 1}" for k in range(self.classes))

    @cached_property
    def scores(self) -> Scores:
        return Scores(self.names)

    @cached_property
    def whole(self) -> tuple[Node, ...]:
        """Each formula on all of R^K, where it is defined."""
        return tuple(read_whole(formula, self.scores) for formula in self.formulas)

    def check_defined(self) -> None:
        """Reject unless each formula is shown to be real-valued on all of R^K."""
        if len(self.whole) != self.classes:
            raise Reject("a formula is missing")

    def point(self, data: object) -> tuple[Node, ...]:
        """K constants that are scores of the domain."""
        if not isinstance(data, list) or len(data) != self.classes:
            raise Reject(f"expected {self.classes} scores")
        found = tuple(map(constant, data))
        if self.constrained and sign(add(*found)) != 0:
            raise Reject("the scores do not sum to zero")
        return found

    def at(self, point: Sequence[Node]) -> tuple[Node, ...]:
        """The losses of all classes at a point."""
        place = ScorePoint(dict(zip(self.names, point, strict=True)))
        return tuple(read(formula, place) for formula in self.formulas)

    def risk_at(self, p: Sequence[Fraction], point: Sequence[Node]) -> Node:
        """C(p, s) = p_1 l_1(s) + … + p_K l_K(s)."""
        return mixture(p, self.at(point))

    def along(self, p: Sequence[Fraction], origin: object, direction: object, after: object) -> Piece:
        """C(p, origin + t direction) for t > after, where it is smooth in t."""
        start, way = (self._rationals(data) for data in (origin, direction))
        line = ["add", *(["mul", str(w), f] for w, f in zip(p, self.formulas, strict=True) if w), "0"]
        moved: object = line
        for name, a, d in zip(self.names, start, way, strict=True):
            moved = replaced(moved, name, ["add", str(a), ["mul", str(d), "t"]])
        place = OpenInterval("t", number(parse_number(after)), "oo")
        return Piece(place, (read(moved, place),))

    def _rationals(self, data: object) -> list[Fraction]:
        if not isinstance(data, list) or len(data) != self.classes:
            raise Reject(f"expected {self.classes} numbers p/q")
        found = list(map(parse_number, data))
        if self.constrained and sum(found) != 0:
            raise Reject("a ray of scores of sum zero has an origin and a direction of sum zero")
        return found

    def softmax(self, k: int) -> object:
        """The formula e^(s_k) / (e^(s_1) + … + e^(s_K))."""
        total = ["add", *(["exp", name] for name in self.names)]
        return ["mul", ["exp", self.names[k]], ["pow", total, "-1"]]


def mixture(p: Sequence[Fraction], nodes: Sequence[Node]) -> Node:
    """The sum of the nodes, weighted."""
    return add(ZERO, *(mul(number(weight), node) for weight, node in zip(p, nodes, strict=True) if weight))


def read_multiclass(statement: dict[str, object], valued: bool, parameters: tuple[str, ...] = ()) -> MulticlassLoss:
    """The loss of a statement about a multiclass loss; its formulas may contain the parameters."""
    data = statement.get("loss")
    fields = {"property", "loss", "value"} if valued else {"property", "loss"}
    if set(statement) != fields or not isinstance(data, dict) or set(data) != {"kind", "expressions"}:
        raise Reject(f"a statement about a multiclass loss has the fields {', '.join(sorted(fields))}")
    kind, expressions = data["kind"], data["expressions"]
    if not isinstance(kind, str) or kind not in MULTICLASS:
        raise Reject(f"no multiclass loss is of the kind {str(kind)[:40]}")
    if not isinstance(expressions, list) or not 2 <= len(expressions) <= MAX_CLASSES:
        raise Reject(f"a multiclass loss has one expression for each of 2 to {MAX_CLASSES} classes")
    loss = MulticlassLoss(kind, tuple(expressions), statement.get("value"))
    for expression in expressions:
        check_formula(expression, (*loss.names, *parameters))
    return loss
