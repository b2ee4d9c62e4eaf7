"""The expression tree: immutable, exact, ours.

A formula is a :class:`Tree` exactly as it was typed; nothing is rewritten on construction,
so the domain of a formula is the domain of what the user wrote. Numbers are rationals.

========== =============================== =====================================
operation   arguments                       JSON form
========== =============================== =====================================
number      one ``Fraction``                ``"3"`` or ``"-1/2"``
variable    one name                        ``"t"``
pi          none                            ``"pi"``
add, mul    two or more trees               ``["add", …]``
pow         base, exponent                  ``["pow", base, exponent]``
functions   one tree (see FUNCTIONS)        ``["exp", x]``
max, min    two or more trees               ``["max", …]``
piecewise   expr, cond, …, expr, true       ``["piecewise", [expr, cond], …]``
relations   two trees (see RELATIONS)       ``["<", a, b]``
and, or     two or more conditions          ``["and", …]``
true        none                            ``true``
root        coefficients c0…cn, lo, hi      ``["root", ["c0", …], "lo", "hi"]``
crossing    a tree in x, lo, hi             ``["crossing", expression, "lo", "hi"]``
========== =============================== =====================================
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

FUNCTIONS = (
    "exp", "log", "abs", "sign", "sin", "cos", "tan", "atan",
    "sinh", "cosh", "tanh", "erf", "softplus", "sigmoid",
)  # fmt: skip
RELATIONS = ("<", "<=", ">", ">=", "==", "!=")
LEAVES = ("number", "variable", "root", "crossing")
BRANCHING = ("abs", "sign", "max", "min", "piecewise")


@dataclass(frozen=True, slots=True)
class Tree:
    """One node of a formula; ``args`` are trees, but for numbers, variables, roots and crossings."""

    op: str
    args: tuple[Any, ...] = ()
    _hash: int = field(init=False, repr=False, compare=False, default=0)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash((self.op, self.args)))

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        """The same formula. Equal formulas share their parts from then on: no two parts are compared again."""
        if not isinstance(other, Tree):
            return NotImplemented
        if self._hash != other._hash or self.op != other.op:
            return False
        if self.args is not other.args:
            if self.args != other.args:
                return False
            if self.op not in LEAVES:
                object.__setattr__(other, "args", self.args)
        return True

    def __str__(self) -> str:
        """The text of the formula, which reads back."""
        from losstheory.formulas.printer import to_text

        return to_text(self)

    def __reduce__(self) -> tuple[Any, ...]:
        return Tree, (self.op, self.args)

    @property
    def children(self) -> tuple[Tree, ...]:
        return () if self.op in LEAVES else self.args

    def walk(self) -> Iterator[Tree]:
        """Every node once per occurrence, parents before children."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children))

    def variables(self) -> frozenset[str]:
        """The free variables (the x of a crossing is bound)."""
        return frozenset(node.args[0] for node in self.walk() if node.op == "variable")

    @property
    def value(self) -> Fraction | None:
        """The rational, if this is a number."""
        return self.args[0] if self.op == "number" else None

    def to_json(self) -> Any:
        match self.op:
            case "number":
                return str(self.args[0])
            case "variable":
                return self.args[0]
            case "pi":
                return "pi"
            case "true":
                return True
            case "root":
                coefficients, lower, upper = self.args
                return ["root", [str(c) for c in coefficients], str(lower), str(upper)]
            case "crossing":
                expression, lower, upper = self.args
                return ["crossing", expression.to_json(), str(lower), str(upper)]
            case "piecewise":
                pairs = zip(self.args[::2], self.args[1::2], strict=True)
                return ["piecewise", *([e.to_json(), c.to_json()] for e, c in pairs)]
        return [self.op, *(child.to_json() for child in self.args)]

    def sha256(self) -> str:
        """Hash of the canonical JSON form."""
        return hashlib.sha256(json.dumps(self.to_json(), separators=(",", ":")).encode()).hexdigest()


def number(value: int | Fraction | str) -> Tree:
    return Tree("number", (Fraction(value),))


def variable(name: str) -> Tree:
    return Tree("variable", (name,))


PI = Tree("pi")
TRUE = Tree("true")
ZERO, ONE = number(0), number(1)
