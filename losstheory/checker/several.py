"""The places of a formula in several scores: all of R^K, and one point of it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction

from . import forms
from .calculus import children
from .constants import sign
from .generators import NormalForm, is_zero
from .nodes import ONE, Node, add, mul, neg, number, power, rational, sub, variable
from .notation import parse_number
from .parameters import open_ranges
from .places import Nowhere
from .quotients import Polynomial
from .reading import Reader
from .work import Reject, spend

POSITIVE_KINDS = frozenset(("exp", "pi", "power"))


class ScorePoint(Nowhere):
    """One value of each score."""

    def __init__(self, values: Mapping[str, Node]) -> None:
        self.values = values

    def named(self, name: str) -> Node | None:
        return self.values.get(name) or super().named(name)


class Scores(Nowhere):
    """All real values of the scores.

    Signs are shown by the form of an expression, or by a quotient of polynomials in exponentials of the scores whose
    coefficients have one sign.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        self.known: dict[Node, int] = {}
        for parameter, found in open_ranges().items():
            if found.box[0] >= 0 or found.box[1] <= 0:
                self.known[variable(parameter)] = forms.POSITIVE if found.box[0] >= 0 else forms.NEGATIVE
        self._symbols: dict[object, Node] = {}
        self._variable: dict[Node, bool] = {}
        self._settled: set[Node] = set()

    def named(self, name: str) -> Node | None:
        return variable(name) if name in self.names else super().named(name)

    def positive(self, node: Node) -> bool:
        return self.sign(node) == forms.POSITIVE

    def nonnegative(self, node: Node) -> bool:
        return (self.sign(node) or 0) > 0

    def sign(self, node: Node) -> int | None:
        """One of the four signs of ``forms`` that the expression has everywhere, or None."""
        if not self._varies(node):
            value = sign(node)
            return None if value is None else (forms.NONNEGATIVE, forms.POSITIVE, forms.NEGATIVE)[value]
        self._settle(node)
        return forms.sign_by_form(node, self.known) or self._sign_of_quotient(node)

    def vanishes(self, node: Node) -> bool:
        """Whether the expression is identically zero."""
        return is_zero(node, self._plainly_positive)

    def symbol(self, key: object, least: int | None = None) -> Node:
        """A variable that stands for a part of a formula that is not smooth, and its sign if it is known."""
        if key not in self._symbols:
            self._symbols[key] = variable(f"#{len(self._symbols)}")
        if least is not None:
            self.known[self._symbols[key]] = least
        return self._symbols[key]

    def _plainly_positive(self, node: Node) -> bool:
        return forms.sign_by_form(node, self.known) == forms.POSITIVE

    def _varies(self, node: Node) -> bool:
        if node not in self._variable:
            spend(1)
            moves = node.op == "variable" and node.args[0] not in open_ranges()
            self._variable[node] = moves or any(map(self._varies, children(node)))
        return self._variable[node]

    def _settle(self, node: Node) -> None:
        """Signs from within: log u has that of u - 1; c - a u^r - b v^r - … > 0 for u, v, … < 1 and c >= a + b + …."""
        if node in self._settled:
            return
        self._settled.add(node)
        spend(1)
        for child in children(node):
            self._settle(child)
        if node.op == "log" and node not in self.known:
            self.known[node] = self.sign(sub(node.args[0], ONE)) or 0
        if node.op == "pow" and node.args[1].denominator != 1 and not self.known.get(node.args[0]):
            self.known[node.args[0]] = self.sign(node.args[0]) or 0
        if node.op == "add" and not self.known.get(node) and (bases := _below_one(node)):
            below = all(self.sign(sub(ONE, base)) == forms.POSITIVE for base in bases)
            self.known[node] = forms.POSITIVE if below else 0

    def _sign_of_quotient(self, node: Node) -> int | None:
        form = NormalForm(self._plainly_positive)
        try:
            quotient = form.ring.cancelled(form.normal(node))
        except Reject:
            return None

        def shared(poly: Polynomial) -> int | None:
            """The sign of all coefficients of a polynomial in positive generators."""
            if any(form.products.generators[g].kind not in POSITIVE_KINDS for monomial in poly for g, _ in monomial):
                return None
            signs = {1 if c > 0 else -1 for c in poly.values()}
            return signs.pop() if len(signs) == 1 else None

        if not quotient.top:
            return forms.NONNEGATIVE
        found = shared(quotient.top)
        for factor, exponent in quotient.bottom.items():
            below = shared(dict(factor))
            if found is None or below is None:
                return None
            found *= below**exponent
        return None if found is None else forms.POSITIVE if found > 0 else forms.NEGATIVE


class WholeReader(Reader):
    """A formula on all of R^K, where a maximum and a branch need not be settled: a symbol stands for each of them."""

    place: Scores

    def expression(self, data: object, depth: int) -> Node:
        if isinstance(data, list) and data[:1] == ["piecewise"]:
            self._count(depth)
            return self._every_branch(data, depth)
        return super().expression(data, depth)

    def _largest(self, *args: Node) -> Node:
        """max(a, b, …) = a + max(0, b - a, …), so that a common shift comes out; |x| >= 0 keeps its sign."""
        if len(args) == 2 and args[1] is neg(args[0]):
            return self.place.symbol(("abs", frozenset(map(unordered, args))), forms.NONNEGATIVE)
        base = min(args, key=lambda arg: (rational(arg) is None, unordered(arg)))
        rest = {unordered(gap): gap for gap in (sub(arg, base) for arg in args)}
        if all(rational(gap) is not None for gap in rest.values()):
            return add(base, number(max(rational(gap) or Fraction(0) for gap in rest.values())))
        positive = any(map(self.place.positive, rest.values()))
        return add(base, self.place.symbol(("max", frozenset(rest)), forms.POSITIVE if positive else forms.NONNEGATIVE))

    def _every_branch(self, data: list[object], depth: int) -> Node:
        """Each branch and each side of a condition is defined everywhere, whichever holds."""
        key: list[object] = []
        for pair in data[1:]:
            if not isinstance(pair, list) or len(pair) != 2:
                raise Reject("a piecewise branch must be [expression, condition]")
            key += (unordered(self.expression(pair[0], depth + 1)), self._sides(pair[1], depth + 1))
        return self.place.symbol(("piecewise", *key))

    def _sides(self, data: object, depth: int) -> str:
        """A condition as text, with both sides as they are read."""
        self._count(depth)
        if data is True:
            return "true"
        if not isinstance(data, list) or len(data) < 3:
            raise Reject("a condition must be true or a list [relation, a, b]")
        if data[0] in ("and", "or"):
            return f"{data[0]}({', '.join(self._sides(item, depth + 1) for item in data[1:])})"
        return f"{str(data[0])}({', '.join(unordered(self.expression(item, depth + 1)) for item in data[1:])})"


def _below_one(node: Node) -> list[Node]:
    """u, v, …, if the expression is c - a u^r - b v^r - …, with r, a, b > 0 and c >= a + b + …; else nothing."""
    room, *terms = node.args
    value = rational(room)
    found: list[Node] = []
    for term in terms:
        factors = term.args if term.op == "mul" else (term,)
        coefficient = rational(factors[0])
        base = _base_of_powers(factors[1:]) if coefficient is not None and coefficient < 0 else None
        if value is None or coefficient is None or base is None:
            return []
        value += coefficient
        found.append(base)
    return found if value is not None and value >= 0 else []


def _base_of_powers(factors: Sequence[Node]) -> Node | None:
    """u, if the product of exponentials and fractional powers is u^r, r > 0 no integer."""
    exponents = [factor.args[1] for factor in factors if factor.op == "pow"]
    if not exponents or any(factor.op not in ("pow", "exp") for factor in factors):
        return None
    if any(c.denominator == 1 for c in exponents):
        return None
    scale = Fraction(math.lcm(*(c.denominator for c in exponents)), math.gcd(*(c.numerator for c in exponents)))
    grown = (
        power(factor.args[0], factor.args[1] * scale) if factor.op == "pow" else power(factor, scale)
        for factor in factors
    )
    return mul(*grown)


def unordered(node: Node) -> str:
    """The expression as text that does not depend on the order of terms and factors."""
    spend(1)
    parts = [unordered(arg) if isinstance(arg, Node) else str(arg) for arg in node.args]
    return f"{node.op}({', '.join(sorted(parts) if node.op in ('add', 'mul') else parts)})"


def read_whole(data: object, place: Scores) -> Node:
    """The formula on all of R^K, defined there, with symbols for what is not smooth."""
    return WholeReader(place).expression(data, 0)


def weights_of(data: object, count: int) -> list[Fraction]:
    """Nonnegative rationals of sum 1."""
    if not isinstance(data, list) or len(data) != count:
        raise Reject(f"expected {count} numbers p/q of sum 1")
    found = list(map(parse_number, data))
    if any(x < 0 for x in found) or sum(found) != 1:
        raise Reject("weights are nonnegative and sum to 1")
    return found
