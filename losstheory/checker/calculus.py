"""Derivatives and substitution of checker nodes; the results are in normal shape."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from .nodes import (
    MINUS_ONE,
    ONE,
    PI,
    TWO,
    ZERO,
    Node,
    add,
    call,
    exp,
    extremum,
    mul,
    neg,
    number,
    power,
    sigmoid,
    variable,
)  # fmt: skip
from .work import Reject


def substitute(node: Node, name: str, value: Node) -> Node:
    """``node`` with the variable replaced, rebuilt by the constructors."""
    done: dict[Node, Node] = {variable(name): value}

    def visit(node: Node) -> Node:
        found = done.get(node)
        if found is None:
            found = done[node] = _rebuild(node, visit)
        return found

    return visit(node)


def _rebuild(node: Node, visit: Callable[[Node], Node]) -> Node:
    match node.op:
        case "number" | "variable" | "pi" | "root" | "crossing":
            return node
        case "add":
            return add(*map(visit, node.args))
        case "mul":
            return mul(*map(visit, node.args))
        case "pow":
            return power(visit(node.args[0]), node.args[1])
        case "max" | "min":
            return extremum(node.op, *map(visit, node.args))
    return call(node.op, visit(node.args[0]))


def contains(node: Node, name: str) -> bool:
    """Whether the variable occurs."""
    seen: set[Node] = set()
    stack = [node]
    while stack:
        item = stack.pop()
        if item in seen:
            continue
        seen.add(item)
        if item.op == "variable" and item.args[0] == name:
            return True
        stack.extend(children(item))
    return False


def children(node: Node) -> tuple[Node, ...]:
    """The direct subexpressions."""
    match node.op:
        case "number" | "variable" | "pi" | "root" | "crossing":
            return ()
        case "pow":
            return (node.args[0],)
    return node.args


def derivative(node: Node, name: str) -> Node:
    """d node / d name for a smooth node; a branching node is rejected."""
    done: dict[Node, Node] = {}

    def visit(node: Node) -> Node:
        found = done.get(node)
        if found is None:
            found = done[node] = _derivative(node, name, visit)
        return found

    return visit(node)


def _derivative(node: Node, name: str, visit: Callable[[Node], Node]) -> Node:
    match node.op:
        case "number" | "pi" | "root" | "crossing":
            return ZERO
        case "variable":
            return ONE if node.args[0] == name else ZERO
        case "add":
            return add(*map(visit, node.args))
        case "mul":
            terms = []
            for i, factor in enumerate(node.args):
                slope = visit(factor)
                if slope is not ZERO:
                    terms.append(mul(*node.args[:i], slope, *node.args[i + 1 :]))
            return add(*terms) if terms else ZERO
        case "pow":
            base, exponent = node.args
            return mul(number(exponent), power(base, exponent - 1), visit(base))
    inner = node.args[0]
    slope = visit(inner) if isinstance(inner, Node) else ZERO
    if slope is ZERO and node.op not in ("abs", "sign", "max", "min"):
        return ZERO
    match node.op:
        case "exp":
            return mul(node, slope)
        case "log":
            return mul(power(inner, -1), slope)
        case "sin":
            return mul(call("cos", inner), slope)
        case "cos":
            return mul(MINUS_ONE, call("sin", inner), slope)
        case "atan":
            return mul(power(add(ONE, power(inner, 2)), -1), slope)
        case "erf":
            return mul(TWO, power(PI, Fraction(-1, 2)), exp(neg(power(inner, 2))), slope)
        case "softplus":
            return mul(sigmoid(inner), slope)
        case "sigmoid":
            return mul(node, sigmoid(neg(inner)), slope)
    raise Reject(f"no derivative of {node.op}")
