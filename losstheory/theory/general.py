"""Statements about expressions of one variable, so that papers can be encoded without private machinery."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from math import isfinite
from typing import Any, ClassVar

from losstheory.claims import Attempt, Budget, Rule, Statement, Status
from losstheory.formulas.constants import between
from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.parser import parse
from losstheory.formulas.pieces import Pieces, pieces, value_at
from losstheory.formulas.shape import sub
from losstheory.formulas.tree import Tree, number
from losstheory.rigor import find_violation
from losstheory.theory.properties import rules
from losstheory.theory.search.signs import cuts_json, ends, low_points, prove_each, sign

Formula = Tree | str
End = Tree | str
RELATIONS = {"<": (-1,), "<=": (-1, 0), "==": (0,), ">=": (0, 1), ">": (1,)}


def formula(text: Formula, variable: str) -> Tree:
    return parse(text, {variable}) if isinstance(text, str) else text


def end(text: End) -> End:
    return text if isinstance(text, Tree) or text in ("oo", "-oo") else parse(text, set())


def encode(x: End) -> object:
    return x if isinstance(x, str) else x.to_json()


@dataclass(frozen=True, eq=False)
class OnInterval(Statement):
    """Two expressions compared for every ``variable`` strictly between ``lower`` and ``upper``."""

    left: Formula
    right: Formula
    variable: str = "t"
    lower: End = "-oo"
    upper: End = "oo"
    name: ClassVar[str]

    def __post_init__(self) -> None:
        for key in ("left", "right"):
            object.__setattr__(self, key, formula(getattr(self, key), self.variable))
        for key in ("lower", "upper"):
            object.__setattr__(self, key, end(getattr(self, key)))

    def to_json(self) -> dict[str, Any]:
        data = {"property": self.name, "variable": self.variable}
        return data | {key: encode(getattr(self, key)) for key in ("left", "right", "lower", "upper")}

    @property
    def split(self) -> Pieces:
        return pieces([self.left, self.right], self.variable, self.lower, self.upper)  # type: ignore[list-item]

    def gap_at(self, x: Tree) -> int | None:
        """The sign of left - right at a point."""
        try:
            return sign(sub(*(value_at(side, self.variable, x) for side in (self.left, self.right))))  # type: ignore[arg-type]
        except LossTheoryError:
            return None

    def points(self) -> Iterator[Tree]:
        """A few points of every part, and the cuts."""
        for part in self.split.parts:
            low, high = ends(part)
            yield number(between(part.lower, part.upper))
            if low is not None and high is not None:
                yield from (number(low + (high - low) * Fraction(k, 7)) for k in range(1, 7))
            else:
                base, way = (low, 1) if low is not None else (high or Fraction(0), -1)
                yield from (number(base + way * Fraction(k)) for k in ("1/8", "1/3", "1", "7/2", "20"))
        yield from self.split.cuts

    def seek(self, signs: tuple[int, ...], strict_way: int, strict: bool, budget: Budget) -> Tree | None:
        """A point at which the sign of left - right is one of ``signs``."""
        for x in self.points():
            budget.spend(1)
            if self.gap_at(x) in signs:
                return x
        for part in self.split.parts:
            gap = sub(part.trees[0], part.trees[1]) if strict_way == 1 else sub(part.trees[1], part.trees[0])
            bad = find_violation(gap, strict, self.variable, part.lower, part.upper, budget)
            if bad is not None and self.gap_at(number(bad)) in signs:
                return number(bad)
        return None

    def signs(self, way: int, strict: bool, budget: Budget) -> dict[str, object] | None:
        """way * (left - right) > 0 (or >= 0) on every part."""
        split = self.split
        proofs = prove_each(
            split.parts, lambda p: sub(*p.trees) if way == 1 else sub(*p.trees[::-1]), strict, self.variable, budget
        )
        return None if proofs is None else {"cuts": cuts_json(split), "signs": proofs}


def _at(x: Tree) -> tuple[dict[str, object], dict[str, str]]:
    return {"at": x.to_json()}, {"at": str(x.to_json())}


class Equal(OnInterval):
    """left = right on the open interval."""

    name = "equal"
    rules = rules(("identity", Status.PROVED, "definition"), ("point of difference", Status.REFUTED, "definition"))

    def attempts(self, budget: Budget) -> Iterator[Attempt]:
        point = self.seek((1, -1), 1, False, budget)
        if point:
            yield Attempt(self.rules[1], *_at(point))
        else:
            yield Attempt(self.rules[0], {"cuts": cuts_json(self.split)})


@dataclass(frozen=True, eq=False)
class Less(OnInterval):
    """left < right (``strict``) or left <= right on the open interval."""

    strict: bool = True
    name: ClassVar[str] = "less"
    rules: ClassVar[tuple[Rule, ...]] = rules(
        ("sign of the difference", Status.PROVED, "definition"), ("point of violation", Status.REFUTED, "definition")
    )

    def to_json(self) -> dict[str, Any]:
        return super().to_json() | {"strict": self.strict}

    def attempts(self, budget: Budget) -> Iterator[Attempt]:
        point = self.seek((0, 1) if self.strict else (1,), -1, self.strict, budget)
        if point:
            yield Attempt(self.rules[1], *_at(point))
            return
        evidence = self.signs(-1, self.strict, budget)
        if evidence:
            yield Attempt(self.rules[0], evidence)


@dataclass(frozen=True, eq=False)
class Exists(OnInterval):
    """left stands in ``relation`` (<, <=, ==, >=, >) to right at some point of the open interval."""

    relation: str = "<"
    name: ClassVar[str] = "exists"
    rules: ClassVar[tuple[Rule, ...]] = rules(
        ("point", Status.PROVED, "definition"), ("opposite throughout", Status.REFUTED, "definition")
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.relation not in RELATIONS:
            raise LossTheoryError(f"relation must be one of {', '.join(RELATIONS)}, got {self.relation!r}")

    def to_json(self) -> dict[str, Any]:
        return super().to_json() | {"relation": self.relation}

    def attempts(self, budget: Budget) -> Iterator[Attempt]:
        way = -1 if self.relation in (">", ">=") else 1
        point = self.seek(RELATIONS[self.relation], way, self.relation in ("<=", ">="), budget)
        if point:
            yield Attempt(self.rules[0], *_at(point))
            return
        strict = self.relation in ("<=", ">=", "==")
        for opposite in (1, -1) if self.relation == "==" else (way,):
            evidence = self.signs(opposite, strict, budget)
            if evidence:
                extra = {"way": ">" if opposite == 1 else "<"} if self.relation == "==" else {}
                yield Attempt(self.rules[1], evidence | extra)


@dataclass(frozen=True, eq=False)
class ValueIs(Statement):
    """A quantity of an expression at a point: value, limit_left, limit_right, slope_left, slope_right."""

    expression: Formula
    variable: str
    quantity: str
    at: End
    value: End
    rules: ClassVar[tuple[Rule, ...]] = rules(
        ("computed value", Status.PROVED, "definition"), ("different value", Status.REFUTED, "definition")
    )
    quantities: ClassVar[tuple[str, ...]] = ("value", "limit_left", "limit_right", "slope_left", "slope_right")

    def __post_init__(self) -> None:
        if self.quantity not in (*self.quantities, "limit"):
            raise LossTheoryError(f"quantity must be one of {', '.join(self.quantities)}, got {self.quantity!r}")
        object.__setattr__(self, "expression", formula(self.expression, self.variable))
        for key in ("at", "value"):
            object.__setattr__(self, key, end(getattr(self, key)))

    def to_json(self) -> dict[str, Any]:
        keys = ("expression", "at", "value")
        data = {"property": "value", "variable": self.variable, "quantity": self.quantity}
        return data | {key: encode(getattr(self, key)) for key in keys}

    def attempts(self, budget: Budget) -> Iterator[Attempt]:
        evidence = {} if self.quantity == "value" else {"near": encode(self._near())}
        for rule in self.rules:
            budget.spend(1)
            yield Attempt(rule, evidence)

    def _near(self) -> End:
        """A point so close on the right side that the expression is smooth up to it."""
        left = self.quantity in ("limit_left", "slope_left") or (self.quantity == "limit" and self.at == "oo")
        room = (self.at if isinstance(self.at, str) else sub(self.at, number(1)), self.at)
        if isinstance(self.at, str):
            room = (number(0), "oo") if left else ("-oo", number(0))
        elif not left:
            room = (self.at, sub(self.at, number(-1)))
        split = pieces([self.expression], self.variable, *room)  # type: ignore[list-item]
        part = split.parts[-1 if left else 0]
        return number(between(part.lower, part.upper))


def LimitIs(expression: Formula, variable: str, at: str, value: End) -> ValueIs:
    """The limit of an expression as the variable tends to "oo" or "-oo"."""
    if at not in ("oo", "-oo"):
        raise LossTheoryError(
            f"LimitIs takes its limit at 'oo' or '-oo', got {at!r}; use ValueIs with limit_left or limit_right"
        )
    return ValueIs(expression, variable, "limit", at, value)


@dataclass(frozen=True, eq=False)
class InfimumIs(Statement):
    """The infimum of an expression over the open interval (lower, upper)."""

    expression: Formula
    variable: str
    value: End
    lower: End = "-oo"
    upper: End = "oo"
    rules: ClassVar[tuple[Rule, ...]] = rules(
        ("lower bound that is reached", Status.PROVED, "definition"), ("other infimum", Status.REFUTED, "definition")
    )
    _kept: dict[str, Any] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "expression", formula(self.expression, self.variable))
        for key in ("value", "lower", "upper"):
            object.__setattr__(self, key, end(getattr(self, key)))

    def to_json(self) -> dict[str, Any]:
        data = {"property": "infimum", "variable": self.variable}
        return data | {key: encode(getattr(self, key)) for key in ("expression", "value", "lower", "upper")}

    def attempts(self, budget: Budget) -> Iterator[Attempt]:
        split = pieces([self.expression], self.variable, self.lower, self.upper)  # type: ignore[list-item]
        places = self._places(split, budget)
        if isinstance(self.value, Tree):
            yield from self._smaller(places)
        finite = isinstance(self.value, Tree)
        proofs = self._bound(split, self.value, budget) if finite else {"cuts": cuts_json(split)}
        if proofs is not None:
            yield from (Attempt(self.rules[0], proofs | place) for place in places)
        for _, height in self._heights(split, budget)[:1]:
            if isinstance(self.value, Tree) and isfinite(height):
                floor = number(Fraction(height).limit_denominator(64))
                for slack in ("0", "1/64", "1/4096"):
                    below = sub(floor, number(slack))
                    bound = self._bound(split, below, budget)
                    if bound:
                        yield Attempt(self.rules[1], bound | {"by": "bound", "floor": below.to_json()})

    def _heights(self, split: Pieces, budget: Budget) -> list[tuple[object, float]]:
        found = [pair for p in split.parts for pair in low_points(p.trees[0], self.variable, p, budget)]
        return sorted(found, key=lambda pair: pair[1])

    def _places(self, split: Pieces, budget: Budget) -> list[dict[str, object]]:
        """Where the infimum may be reached: low rational points, cuts, and the ends of parts."""
        points = [x for x, _ in self._heights(split, budget)[:4] if isinstance(x, Fraction)]
        out: list[dict[str, object]] = [{"point": str(x)} for x in points]
        out += [{"point": cut.to_json()} for cut in split.cuts]
        for part in split.parts:
            between_ = [encode(part.lower), encode(part.upper)]
            out += [{"between": between_, "end": which} for which in ("lower", "upper")]
        return out

    def _smaller(self, places: list[dict[str, object]]) -> Iterator[Attempt]:
        for place in places:
            if "point" in place:
                yield Attempt(self.rules[1], {"by": "point", "at": place["point"]}, {"at": str(place["point"])})

    def _bound(self, split: Pieces, value: End, budget: Budget) -> dict[str, object] | None:
        assert isinstance(value, Tree)
        proofs = prove_each(split.parts, lambda p: sub(p.trees[0], value), False, self.variable, budget)
        return None if proofs is None else {"cuts": cuts_json(split), "signs": proofs}
