"""The safe parser of typed formulas: a whitelist over Python's ``ast``; nothing is ever executed.

Python's arithmetic, comparisons, ``and or & |`` and conditional expressions are read, with the functions
of FUNCTIONS and ALIASES, ``Rational(p, q)``, ``Piecewise((expr, cond), …, (expr, True))``, ``pi`` and ``E``.
Decimals are exact. Numbers are folded with numbers and signs drawn into products; nothing else is rewritten.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection
from difflib import get_close_matches
from fractions import Fraction

from losstheory.formulas import build
from losstheory.formulas.build import MAX_DECIMAL_EXPONENT, MAX_DIGITS
from losstheory.formulas.errors import ParseError
from losstheory.formulas.magnitude import check_magnitudes
from losstheory.formulas.tree import FUNCTIONS, PI, TRUE, Tree, number, variable

MAX_CHARACTERS, MAX_NODES, MAX_DEPTH = 4000, 2000, 200
MAX_EXPONENT, MAX_ARGUMENTS = 64, 32

ALIASES = {"ln": "log", "Abs": "abs", "Max": "max", "Min": "min"}
WRITTEN_OUT = ("sqrt", "log1p", "expm1", "relu")
KNOWN_FUNCTIONS = (*FUNCTIONS, *WRITTEN_OUT, *ALIASES, "max", "min", "Rational", "Piecewise")
RELATIONS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
}  # fmt: skip
LITERAL = re.compile(r"(\d+\.?\d*|\.\d+)(?:[eE]([+-]?\d+))?")
STRANGE = re.compile(r"[^A-Za-z0-9_+\-*/().,<>=!&| \t\r\n]")
GLUED = re.compile(r"(?<![A-Za-z0-9_.])(?:\d[\d.]*|\.\d+)(?:[eE][+-]?\d+)?([A-DF-Za-df-z_]|[eE](?![+-]?\d))")
HINTS = {"^": "powers are written **", ":": "no lambda, slice or assignment", "[": "no lists", "{": "no sets"}


def parse(text: str, variables: Collection[str]) -> Tree:
    """The tree of a typed formula.

    Args:
        text: for example ``"Max(0, 1 - t)**2"``.
        variables: the names that may occur.

    Raises:
        ParseError: not a formula in these variables, or beyond the bounds of this module.
    """
    if len(text) > MAX_CHARACTERS:
        raise ParseError(f"expected at most {MAX_CHARACTERS} characters, got {len(text)}")
    if strange := STRANGE.search(text):
        raise ParseError(_strange(strange.group()), text, strange.start())
    if glued := GLUED.search(text):
        raise ParseError("a number runs into a name: write * between them", text, glued.start(1))
    flat = re.sub(r"[\t\r\n]", " ", text)
    start = len(flat) - len(flat.lstrip())
    reader = _Reader(flat[start:].rstrip(), frozenset(variables))
    tree = reader.expression(reader.syntax(), 0)
    check_magnitudes(tree)
    return tree


def _strange(character: str) -> str:
    reason = f"unexpected character {character!a}"
    return f"{reason}: {HINTS[character]}" if character in HINTS else reason


class _Reader:
    def __init__(self, text: str, variables: frozenset[str]) -> None:
        self.text = text
        self.variables = variables
        self.nodes = 0

    def syntax(self) -> ast.expr:
        """The syntax tree of the text."""
        if not self.text:
            raise ParseError("expected a formula, got nothing")
        try:
            return ast.parse(self.text, mode="eval").body
        except SyntaxError as error:
            place = None if error.offset is None else min(max(error.offset - 1, 0), len(self.text))
            raise ParseError(f"not a formula: {error.msg}", self.text, place) from None
        except (RecursionError, MemoryError, ValueError):
            raise ParseError("the formula is nested too deeply") from None

    def fail(self, reason: str, node: ast.AST) -> ParseError:
        return ParseError(reason, self.text, getattr(node, "col_offset", None))

    def count(self, node: ast.AST, depth: int) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES or depth > MAX_DEPTH:
            raise self.fail(f"expected at most {MAX_NODES} terms and depth {MAX_DEPTH}, got more", node)

    def expression(self, node: ast.expr, depth: int) -> Tree:
        self.count(node, depth)
        match node:
            case ast.Constant():
                return self.literal(node)
            case ast.Name(id=name):
                return self.name(name, node)
            case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=operand):
                inner = self.expression(operand, depth + 1)
                return build.negated(inner) if isinstance(node.op, ast.USub) else inner
            case ast.BinOp():
                return self.arithmetic(node, depth)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                condition, first = self.condition(test, depth + 1), self.expression(body, depth + 1)
                return Tree("piecewise", (first, condition, self.expression(orelse, depth + 1), TRUE))
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]):
                return self.call(name, args, node, depth)
            case ast.Call():
                raise self.fail("a call must be name(argument, …), without keywords", node)
            case ast.Compare() | ast.BoolOp():
                raise self.fail("a condition where a number is expected: write Piecewise or `a if cond else b`", node)
        raise self.fail(f"{type(node).__name__} is not allowed in a formula", node)

    def literal(self, node: ast.Constant) -> Tree:
        source = self.text[node.col_offset : node.end_col_offset]
        found = LITERAL.fullmatch(source)
        if isinstance(node.value, bool) or not isinstance(node.value, int | float) or found is None:
            raise self.fail(f"expected a decimal number, got {source[:20]}", node)
        if len(found.group(1)) > MAX_DIGITS:
            raise self.fail(f"expected a number with at most {MAX_DIGITS} digits", node)
        if len(found.group(2) or "") > 6 or abs(int(found.group(2) or 0)) > MAX_DECIMAL_EXPONENT:
            raise self.fail(f"expected a decimal exponent of at most {MAX_DECIMAL_EXPONENT}", node)
        value = Fraction(source)
        if not build.is_short(value):
            raise self.fail(f"expected a number below 10^{MAX_DECIMAL_EXPONENT} in size and precision", node)
        return number(value)

    def name(self, name: str, node: ast.AST) -> Tree:
        if name in self.variables:
            return variable(name)
        if name == "pi":
            return PI
        if name == "E":
            return Tree("exp", (number(1),))
        if name in KNOWN_FUNCTIONS:
            raise self.fail(f"{name} is a function: write {name}(…)", node)
        known = sorted(self.variables)
        raise self.fail(self.unknown("name", name, [*known, "pi", "E"]), node)

    def unknown(self, kind: str, name: str, known: Collection[str]) -> str:
        close = get_close_matches(name[:40], [*known, *(KNOWN_FUNCTIONS if kind == "name" else ())], 1)
        hint = f"; did you mean {close[0]}?" if close else ""
        return f"unknown {kind} {name[:40]!r}{hint} (known: {', '.join(known)})"

    def arithmetic(self, node: ast.BinOp, depth: int) -> Tree:
        if isinstance(node.op, ast.BitAnd | ast.BitOr):
            sign = "&" if isinstance(node.op, ast.BitAnd) else "|"
            raise self.fail(f"{sign} joins conditions in parentheses: (a < b) {sign} (c < d); or write and, or", node)
        left, right = self.expression(node.left, depth + 1), self.expression(node.right, depth + 1)
        match node.op:
            case ast.Add():
                return build.total(left, right)
            case ast.Sub():
                return build.total(left, build.negated(right))
            case ast.Mult():
                return build.product(left, right)
            case ast.Div():
                if right.value == 0:
                    raise self.fail("division by zero", node.right)
                return build.product(left, build.reciprocal(right))
            case ast.Pow():
                return self.power(left, right, node)
        raise self.fail(f"the operator {type(node.op).__name__} is not allowed: use + - * / **", node)

    def power(self, base: Tree, exponent: Tree, node: ast.BinOp) -> Tree:
        value = exponent.value
        if value is not None and (abs(value) > MAX_EXPONENT or value.denominator > MAX_EXPONENT):
            raise self.fail(f"expected a constant exponent between -{MAX_EXPONENT} and {MAX_EXPONENT}", node.right)
        if base.value == 0 and value is not None and value < 0:
            raise self.fail("division by zero", node)
        return build.raised(base, exponent)

    def call(self, name: str, args: list[ast.expr], node: ast.AST, depth: int) -> Tree:
        name = ALIASES.get(name, name)
        if name in self.variables or name not in KNOWN_FUNCTIONS:
            raise self.fail(self.unknown("function", name, sorted(KNOWN_FUNCTIONS)), node)
        if len(args) > MAX_ARGUMENTS:
            raise self.fail(f"{name} takes at most {MAX_ARGUMENTS} arguments here, got {len(args)}", node)
        if name == "Piecewise":
            return self.piecewise(args, node, depth)
        expected = {"max": None, "min": None, "Rational": (1, 2)}.get(name, (1,))
        if len(args) not in (expected or (len(args) or 1,)):
            wanted = " or ".join(map(str, expected)) if expected else "one or more"
            raise self.fail(f"{name} takes {wanted} argument(s), got {len(args)}", node)
        trees = tuple(self.expression(arg, depth + 1) for arg in args)
        if name == "Rational":
            return self.ratio(trees, node)
        return build.called(name, trees)

    def ratio(self, trees: tuple[Tree, ...], node: ast.AST) -> Tree:
        values = [tree.value for tree in trees]
        if any(value is None for value in values) or values[-1] == 0 < len(values) - 1:
            raise self.fail("Rational takes numbers, the second not zero", node)
        return build.product(trees[0], build.reciprocal(trees[1])) if len(trees) == 2 else trees[0]

    def piecewise(self, args: list[ast.expr], node: ast.AST, depth: int) -> Tree:
        parts: list[Tree] = []
        for arg in args:
            if not (isinstance(arg, ast.Tuple) and len(arg.elts) == 2):
                raise self.fail("Piecewise takes pairs (expression, condition)", arg)
            self.count(arg, depth + 1)
            parts += self.expression(arg.elts[0], depth + 2), self.condition(arg.elts[1], depth + 2)
        if not parts or parts[-1] != TRUE:
            raise self.fail("the last pair of Piecewise must be (expression, True)", node)
        return Tree("piecewise", tuple(parts))

    def condition(self, node: ast.expr, depth: int) -> Tree:
        self.count(node, depth)
        match node:
            case ast.Constant(value=True) if node.value is True:
                return TRUE
            case ast.BoolOp(op=op, values=values):
                name = "and" if isinstance(op, ast.And) else "or"
                return build.joined(name, [self.condition(value, depth + 1) for value in values])
            case ast.BinOp(left=left, op=ast.BitAnd() | ast.BitOr() as op, right=right):
                name = "and" if isinstance(op, ast.BitAnd) else "or"
                return build.joined(name, [self.condition(left, depth + 1), self.condition(right, depth + 1)])
            case ast.Compare(left=left, ops=ops, comparators=comparators):
                return self.comparison([left, *comparators], ops, node, depth)
        raise self.fail("expected a condition: True, or t < 1, joined by and, or, (…) & (…), (…) | (…)", node)

    def comparison(self, nodes: list[ast.expr], ops: list[ast.cmpop], node: ast.AST, depth: int) -> Tree:
        if not all(type(op) in RELATIONS for op in ops):
            raise self.fail("expected one of < <= > >= == !=", node)
        sides = [self.expression(side, depth + 1) for side in nodes]
        links = [Tree(RELATIONS[type(op)], (sides[i], sides[i + 1])) for i, op in enumerate(ops)]
        return links[0] if len(links) == 1 else Tree("and", tuple(links))
