"""Expressions of a certificate: JSON in, interned nodes in a documented normal shape out.

The constructors below fold constants, collect equal terms and equal bases, and recognise
softplus and sigmoid; ``docs/certificates.md`` states these rewritings, each an identity
wherever its left side is defined. Nothing else is ever rewritten.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any
from weakref import WeakValueDictionary

from .work import Reject, spend

MAX_EXPONENT, MAX_TERMS = 4096, 5000
RELATIONS = ("<", "<=", ">", ">=", "==", "!=")


class Node:
    """An interned expression: equal shape means the same object."""

    __slots__ = ("op", "args", "__weakref__")
    op: str
    args: tuple[Any, ...]

    def __repr__(self) -> str:
        from .notation import show

        return show(self)

    def __reduce__(self) -> tuple[Any, ...]:
        return _intern, (self.op, self.args)


_TABLE: WeakValueDictionary[tuple[str, tuple[Any, ...]], Node] = WeakValueDictionary()


def _intern(op: str, args: tuple[Any, ...]) -> Node:
    spend(1)
    node = _TABLE.get((op, args))
    if node is None:
        node = Node()
        node.op, node.args = op, args
        _TABLE[op, args] = node
    return node


def number(value: int | Fraction) -> Node:
    return _intern("number", (Fraction(value),))


def variable(name: str) -> Node:
    return _intern("variable", (name,))


def constant_node(op: str, args: tuple[Any, ...]) -> Node:
    """A root or a crossing that has been checked."""
    return _intern(op, args)


PI = _intern("pi", ())
ZERO, ONE, TWO, HALF, MINUS_ONE = (number(Fraction(value)) for value in ("0", "1", "2", "1/2", "-1"))


def rational(node: Node) -> Fraction | None:
    """The rational that ``node`` is, or None."""
    return node.args[0] if node.op == "number" else None


def _split_term(node: Node) -> tuple[Fraction, Node]:
    """Coefficient and the rest of a term."""
    if node.op == "mul" and node.args[0].op == "number":
        rest = node.args[1:]
        return node.args[0].args[0], rest[0] if len(rest) == 1 else _intern("mul", rest)
    return Fraction(1), node


def _scaled(coefficient: Fraction, rest: Node) -> Node:
    if coefficient == 1:
        return rest
    factors = rest.args if rest.op == "mul" else (rest,)
    return _intern("mul", (number(coefficient), *factors))


def add(*terms: Node) -> Node:
    """Sum: flattened, constants folded, equal terms collected."""
    constant, collected = Fraction(0), dict[Node, Fraction]()
    stack = list(reversed(terms))
    while stack:
        term = stack.pop()
        if term.op == "add":
            stack.extend(reversed(term.args))
        elif term.op == "number":
            constant += term.args[0]
        else:
            coefficient, rest = _split_term(term)
            collected[rest] = collected.get(rest, Fraction(0)) + coefficient
    out = [_scaled(c, rest) for rest, c in collected.items() if c]
    if constant or not out:
        out.insert(0, number(constant))
    if len(out) > MAX_TERMS:
        raise Reject("a sum has too many terms")
    return out[0] if len(out) == 1 else _intern("add", tuple(out))


def mul(*factors: Node) -> Node:
    """Product: flattened, constants folded, equal bases and exponentials collected."""
    constant, bases, exponent = Fraction(1), dict[Node, Fraction](), list[Node]()
    stack = list(reversed(factors))
    while stack:
        factor = stack.pop()
        if factor.op == "mul":
            stack.extend(reversed(factor.args))
        elif factor.op == "number":
            constant *= factor.args[0]
        elif factor.op == "exp":
            exponent.append(factor.args[0])
        else:
            base, power_ = factor, Fraction(1)
            if factor.op == "pow":
                base, power_ = factor.args
            bases[base] = bases.get(base, Fraction(0)) + power_
    if constant == 0:
        return ZERO
    if exponent:
        total = add(*exponent)
        for base, power_ in list(bases.items()):  # exp(m u) sigmoid(-u)^m = sigmoid(u)^m
            if base.op == "sigmoid" and total == mul(number(-power_), base.args[0]) != ZERO:
                del bases[base]
                mirrored = sigmoid(neg(base.args[0]))
                bases[mirrored] = bases.get(mirrored, Fraction(0)) + power_
                total = ZERO
                break
        if total != ZERO:
            bases[_intern("exp", (total,))] = Fraction(1)
    out = []
    for base, power_ in bases.items():
        if power_:
            folded = power(base, power_)
            if folded.op == "number":
                constant *= folded.args[0]
            else:
                out.append(folded)
    if len(out) == 1 and out[0].op == "add" and constant not in (0, 1):
        return add(*(mul(number(constant), term) for term in out[0].args))
    if constant != 1 or not out:
        out.insert(0, number(constant))
    return out[0] if len(out) == 1 else _intern("mul", tuple(out))


def neg(node: Node) -> Node:
    return mul(MINUS_ONE, node)


def sub(left: Node, right: Node) -> Node:
    return add(left, neg(right))


def divide(left: Node, right: Node) -> Node:
    return mul(left, power(right, Fraction(-1)))


def _root(value: Fraction, degree: int) -> Fraction | None:
    """The exact positive root of a positive rational, if it is rational."""
    parts = []
    for part in (value.numerator, value.denominator):
        guess = round(part ** (1 / degree)) if part.bit_length() < 900 else 0
        found = next((g for g in (guess - 1, guess, guess + 1) if g > 0 and g**degree == part), None)
        if found is None:
            return None
        parts.append(found)
    return Fraction(parts[0], parts[1])


def power(base: Node, exponent: Fraction | int) -> Node:
    """A rational power."""
    exponent = Fraction(exponent)
    if abs(exponent.numerator) > MAX_EXPONENT or exponent.denominator > MAX_EXPONENT:
        raise Reject(f"exponent {exponent} is beyond the bound {MAX_EXPONENT}")
    if exponent == 0:
        return ONE
    if exponent == 1:
        return base
    whole = exponent.denominator == 1
    value = rational(base)
    if value is not None:
        if value == 0 and exponent < 0:
            raise Reject("division by zero")
        if whole:
            if max(value.numerator.bit_length(), value.denominator.bit_length()) * abs(exponent) > 4 * MAX_EXPONENT:
                raise Reject("a constant power is too large")
            return number(value**exponent.numerator)
        if value in (0, 1):
            return base
        if value > 0 and (root := _root(value, exponent.denominator)) is not None:
            return power(number(root), exponent.numerator)
        if value < 0:
            raise Reject("a fractional power of a negative number")
    if base.op == "exp":
        return exp(mul(number(exponent), base.args[0]))
    if base.op == "pow" and whole:
        return power(base.args[0], base.args[1] * exponent)
    if base.op == "mul" and whole:
        return mul(*(power(factor, exponent) for factor in base.args))
    if (inner := _one_plus_exp(base)) is not None:
        return power(sigmoid(neg(inner)), -exponent)
    return _intern("pow", (base, exponent))


def _one_plus_exp(node: Node) -> Node | None:
    """u, if the node is 1 + exp(u)."""
    if node.op == "add" and len(node.args) == 2 and node.args[0] is ONE and node.args[1].op == "exp":
        inner: Node = node.args[1].args[0]
        return inner
    return None


def exp(node: Node) -> Node:
    if node is ZERO:
        return ONE
    if node.op == "log":
        inner: Node = node.args[0]
        return inner
    return _intern("exp", (node,))


def log(node: Node) -> Node:
    if node is ONE:
        return ZERO
    if (value := rational(node)) is not None and value <= 0:
        raise Reject("logarithm of a number that is not positive")
    if node.op == "exp":
        inner: Node = node.args[0]
        return inner
    if (inside := _one_plus_exp(node)) is not None:
        return softplus(inside)
    if node.op == "sigmoid":
        return neg(softplus(neg(node.args[0])))
    return _intern("log", (node,))


def softplus(node: Node) -> Node:
    return log(TWO) if node is ZERO else _intern("softplus", (node,))


def sigmoid(node: Node) -> Node:
    return HALF if node is ZERO else _intern("sigmoid", (node,))


def call(name: str, node: Node) -> Node:
    """A unary function; hyperbolic functions and the tangent are written out."""
    match name:
        case "exp":
            return exp(node)
        case "log":
            return log(node)
        case "softplus":
            return softplus(node)
        case "sigmoid":
            return sigmoid(node)
        case "tanh":
            return sub(ONE, mul(TWO, sigmoid(mul(number(-2), node))))
        case "sinh":
            return mul(HALF, sub(exp(node), exp(neg(node))))
        case "cosh":
            return mul(HALF, add(exp(node), exp(neg(node))))
        case "tan":
            return divide(call("sin", node), call("cos", node))
        case "sin" | "atan" | "erf" | "sign" if node is ZERO:
            return ZERO
        case "cos" if node is ZERO:
            return ONE
        case "abs" | "sign" if node.op == "number":
            value = node.args[0]
            return number(abs(value)) if name == "abs" else number((value > 0) - (value < 0))
    return _intern(name, (node,))


def extremum(name: str, *args: Node) -> Node:
    """max or min."""
    values = [rational(a) for a in args]
    if all(v is not None for v in values):
        pick = max if name == "max" else min
        return number(pick(v for v in values if v is not None))
    return _intern(name, args) if len(args) > 1 else args[0]
