"""Exact limits of smooth expressions at a point from one side, and at infinity.

The variable is written as X, -X, a + 1/X or a - 1/X with X -> +oo, and the expression is expanded in the scale of
exponentials, powers and logarithms of X (``expansions``); the leading term is the limit. No indeterminate form is
ever resolved by a rule of thumb: what cancels beyond the order of the expansion, in the expression and in its
normal form, has no answer.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Literal

from . import nodes
from .enclosure import sign_of_constant
from .expansions import (
    BOUNDED,
    LARGE,
    POWER,
    SMALL,
    TINY,
    VANISHING,
    Expansion,
    Expansions,
    Scale,
    Undetermined,
)
from .generators import NormalForm, is_zero
from .nodes import HALF, MINUS_ONE, ONE, PI, TWO, ZERO, Node, rational
from .work import Reject

Limit = Node | Literal["oo", "-oo"]
ORDERS, LAST_ORDER = (2, 5), 9


def limit(node: Node, variable: Node, at: Limit, side: int, positive: Callable[[Node], bool]) -> Limit | None:
    """The limit as ``variable`` tends to ``at`` from the right (side 1) or the left (side -1); None if not found.

    The expression must be defined next to ``at`` on that side; ``positive`` is true on it, for the normal form.
    """
    for order in ORDERS:
        found = _found(node, variable, at, side, order)
        if found is not None:
            return found
    form = NormalForm(positive)
    try:
        again = form.products.node_of(form.normal(node))
    except Reject:
        again = node
    return _found(again, variable, at, side, LAST_ORDER)


def _found(node: Node, variable: Node, at: Limit, side: int, order: int) -> Limit | None:
    try:
        return _Expander(variable, at, side, order).limit(node)
    except (Undetermined, Reject):
        return None


def constant_sign(node: Node) -> int | None:
    """The sign of an expression without variables, or None."""
    value = rational(node)
    if value is not None:
        return (value > 0) - (value < 0)
    found = sign_of_constant(node)
    if found is None and is_zero(node, lambda factor: sign_of_constant(factor) == 1):
        return 0
    return found


class _Expander:
    """Expansions of the subexpressions of a node in X, where the variable is a function of X."""

    def __init__(self, variable: Node, at: Limit, side: int, order: int) -> None:
        self.over = Expansions(constant_sign, order)
        self.order = order
        self._done = {variable: self._start(at, side)}

    def _start(self, at: Limit, side: int) -> Expansion:
        if isinstance(at, str):
            return Expansion(((LARGE, ONE if at == "oo" else MINUS_ONE),))
        if side not in (-1, 1):
            raise Reject("a side is 1 or -1")
        return self.over.add(self.over.constant(at), Expansion(((SMALL, nodes.number(side)),)))

    def limit(self, node: Node) -> Limit:
        found = self.expand(node)
        sign = self.over.infinite_sign(found)
        if sign:
            return "oo" if sign > 0 else "-oo"
        return self.over.finite_parts(found)[0]

    def expand(self, node: Node) -> Expansion:
        found = self._done.get(node)
        if found is None:
            found = self._done[node] = self._expand(node)
        return found

    def _expand(self, node: Node) -> Expansion:
        over = self.over
        match node.op:
            case "number" | "pi" | "root" | "crossing" | "variable":
                return over.constant(node)
            case "add":
                return over.add(*map(self.expand, node.args))
            case "mul":
                out = self.expand(node.args[0])
                for factor in node.args[1:]:
                    out = over.multiply(out, self.expand(factor))
                return out
            case "pow":
                return over.power(self.expand(node.args[0]), node.args[1])
        functions = {
            "exp": self._exp, "log": self._log, "softplus": self._softplus, "sigmoid": self._sigmoid,
            "sin": self._sin, "cos": self._cos, "atan": self._atan, "erf": self._erf,
        }  # fmt: skip
        if node.op not in functions:
            raise Undetermined
        return functions[node.op](self.expand(node.args[0]))

    def _exp(self, item: Expansion) -> Expansion:
        """e^(large + c + small) = e^large · e^c · e^small; e^u = o(1) where u tends to -oo, however u is known."""
        over = self.over
        if over.infinite_sign(item) < 0 and any(key > POWER for key, _ in item.terms[0][0].exponent):
            return Expansion((), TINY)
        if item.bound is not None and over.growth(item.bound) > 0:
            if over.infinite_sign(item) < 0:
                return VANISHING
            raise Undetermined
        exponent, power = dict[tuple[Fraction, Fraction], Node](), Fraction(0)
        large = [(m, c) for m, c in item.terms if over.growth(m) > 0]
        for m, c in large:
            if m.exponent or (m.power == 0 and m.logs < 1):
                raise Undetermined
            if m.power == 0 and m.logs == 1:
                value = rational(c)
                if value is None:
                    exponent[POWER] = c
                else:
                    power = value
            else:
                exponent[m.power, m.logs] = c
        scale = Scale(tuple(sorted(exponent.items(), reverse=True, key=lambda pair: pair[0])), power)
        value_, small = over.finite_parts(Expansion(item.terms[len(large) :], item.bound))
        series = over.taylor([nodes.number(Fraction(1, math.factorial(k))) for k in range(self.order)], small)
        return over.multiply(Expansion(((scale, nodes.exp(value_)),)), series)

    def _log(self, item: Expansion) -> Expansion:
        """log(c M (1 + d)) = log c + log M + log(1 + d) for c > 0."""
        over = self.over
        scale, c, rest = over.leading(item)
        if over.sign(c) < 0 or scale.logs:
            raise Undetermined
        terms = [(Scale(power=k, logs=j), a) for (k, j), a in scale.exponent]
        if scale.power:
            terms.append((Scale(logs=Fraction(1)), nodes.number(scale.power)))
        series = [ZERO, *(nodes.number(Fraction((-1) ** (k + 1), k)) for k in range(1, self.order))]
        return over.add(Expansion(tuple(terms)), over.constant(nodes.log(c)), over.taylor(series, rest))

    def _softplus(self, item: Expansion) -> Expansion:
        """softplus(u) = log(1 + e^u) = u + log(1 + e^-u)."""
        over, one = self.over, self.over.constant(ONE)
        if over.infinite_sign(item) > 0:
            return over.add(item, self._log(over.add(one, self._exp(over.negative(item)))))
        return self._log(over.add(one, self._exp(item)))

    def _sigmoid(self, item: Expansion) -> Expansion:
        """sigmoid(u) = 1 / (1 + e^-u) = e^u / (1 + e^u)."""
        over, one = self.over, self.over.constant(ONE)
        if over.infinite_sign(item) < 0:
            grown = self._exp(item)
            return over.multiply(grown, over.power(over.add(one, grown), Fraction(-1)))
        return over.power(over.add(one, self._exp(over.negative(item))), Fraction(-1))

    def _sin(self, item: Expansion) -> Expansion:
        return self._wave(item, "sin")

    def _cos(self, item: Expansion) -> Expansion:
        return self._wave(item, "cos")

    def _wave(self, item: Expansion, name: str) -> Expansion:
        """Taylor's formula at a finite limit; elsewhere only boundedness, which is o(log X)."""
        try:
            value, small = self.over.finite_parts(item)
        except Undetermined:
            return BOUNDED
        sine, cosine = nodes.call("sin", value), nodes.call("cos", value)
        cycle = (sine, cosine, nodes.neg(sine), nodes.neg(cosine))
        shift = 0 if name == "sin" else 1
        weights = (nodes.number(Fraction(1, math.factorial(k))) for k in range(self.order))
        return self.over.taylor([nodes.mul(w, cycle[(k + shift) % 4]) for k, w in enumerate(weights)], small)

    def _atan(self, item: Expansion) -> Expansion:
        """atan u = ±pi/2 - atan(1/u); atan(a + d) = atan a + atan(d / (1 + a² + a d)) for small d."""
        over = self.over
        sign = over.infinite_sign(item)
        if sign:
            value, small = nodes.mul(nodes.number(sign), HALF, PI), over.negative(over.power(item, Fraction(-1)))
        else:
            a, rest = over.finite_parts(item)
            value = nodes.call("atan", a)
            bottom = over.add(over.constant(nodes.add(ONE, nodes.power(a, 2))), over.multiply(over.constant(a), rest))
            small = over.multiply(rest, over.power(bottom, Fraction(-1)))
        series = [nodes.number(Fraction((-1) ** (k // 2), k) if k % 2 else 0) for k in range(self.order)]
        return over.add(over.constant(value), over.taylor(series, small))

    def _erf(self, item: Expansion) -> Expansion:
        """erf u = ±1 - e^(-u²)/(u sqrt(pi)) (1 - 1/(2u²) + 3/(4u⁴) - …) at ±oo, where the error is less than the first
        term left out; at a finite limit the derivatives are Hermite polynomials times e^(-a²)."""
        over = self.over
        sign = over.infinite_sign(item)
        if sign:
            tail, coefficients = self._exp(over.negative(over.multiply(item, item))), [nodes.power(PI, Fraction(-1, 2))]
            for k in range(1, self.order):
                coefficients.append(nodes.mul(nodes.number(Fraction(1 - 2 * k, 2)), coefficients[-1]))
            series = over.taylor(coefficients, over.power(item, Fraction(-2)))
            tail = over.multiply(over.multiply(tail, over.power(item, Fraction(-1))), series)
            return over.add(over.constant(nodes.number(sign)), over.negative(tail))
        a, small = over.finite_parts(item)
        slope = nodes.mul(TWO, nodes.power(PI, Fraction(-1, 2)), nodes.exp(nodes.neg(nodes.power(a, 2))))
        previous, hermite, coefficients = ZERO, ONE, [nodes.call("erf", a)]
        for k in range(self.order - 1):
            weight = Fraction((-1) ** k, math.factorial(k + 1))
            coefficients.append(nodes.mul(nodes.number(weight), hermite, slope))
            following = nodes.sub(nodes.mul(TWO, a, hermite), nodes.mul(nodes.number(2 * k), previous))
            previous, hermite = hermite, following
        return over.taylor(coefficients, small)
