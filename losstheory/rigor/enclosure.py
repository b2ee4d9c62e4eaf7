"""Rigorous values of a smooth expression of one variable, on boxes and at points."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache, reduce

from flint import arb, ctx, fmpq_poly

from losstheory.formulas.calculus import normal
from losstheory.formulas.tree import Tree

from .intervals import Interval, hull, image, plus, point, raised, rational, times
from .root_balls import integral, real_balls

Step = Callable[[list[Interval]], Interval]
ATOMS = ("number", "pi", "root", "crossing")


def smooth_children(tree: Tree) -> tuple[Tree, ...]:
    """The parts of a smooth expression in its normal shape whose values its value depends on."""
    if tree.op in ("variable", *ATOMS):
        return ()
    return tree.args[:1] if tree.op == "pow" else tree.args


class Enclosure:
    """The natural interval extension of a smooth expression in its normal shape.

    Equal subexpressions are evaluated once. The box contains every real number f(x) with x in the interval.
    """

    def __init__(self, tree: Tree, name: str) -> None:
        self.name = name
        self._slots: dict[Tree, int] = {}
        self._constant: list[Tree | None] = []
        self._steps: list[tuple[int, Step]] = []
        self._known: dict[int, list[Interval]] = {}
        self._variable: int | None = None
        self._result = self._compile(tree)

    @property
    def work(self) -> int:
        """The units of work of one evaluation: one for every thirty operations."""
        return 1 + len(self._steps) // 30

    def __call__(self, interval: Interval, precision: int = 64) -> Interval:
        """The enclosure on an interval."""
        with ctx.workprec(precision):
            return self._run(Interval(interval.lo.lower(), interval.hi.upper()), precision)

    def at(self, x: Fraction, precision: int = 64) -> Interval:
        """The enclosure at a rational point."""
        with ctx.workprec(precision):
            return self._run(point(x), precision)

    def _run(self, interval: Interval, precision: int) -> Interval:
        if precision not in self._known:
            self._known[precision] = self._constants(precision)
        values = list(self._known[precision])
        if self._variable is not None:
            values[self._variable] = interval
        for slot, step in self._steps:
            values[slot] = step(values)
        return values[self._result]

    def _constants(self, precision: int) -> list[Interval]:
        nothing = Interval(arb.nan(), arb.nan())
        return [nothing if tree is None else constant_enclosure(tree, precision) for tree in self._constant]

    def _compile(self, tree: Tree) -> int:
        found = self._slots.get(tree)
        if found is None:
            arguments = [self._compile(child) for child in smooth_children(tree)]
            fixed = tree.op in ATOMS or (bool(arguments) and all(self._constant[i] is not None for i in arguments))
            found = self._slots[tree] = len(self._constant)
            self._constant.append(tree if fixed else None)
            if tree.op == "variable":
                if tree.args[0] != self.name:
                    raise ValueError(f"expected an expression in {self.name} alone, got the variable {tree.args[0]}")
                self._variable = found
            elif not fixed:
                self._steps.append((found, _step(tree, arguments)))
        return found


def depends(tree: Tree, name: str) -> bool:
    """Whether the variable occurs in a smooth expression."""
    if tree.op == "variable":
        return bool(tree.args[0] == name)
    return any(depends(child, name) for child in smooth_children(tree))


def _step(tree: Tree, slots: list[int]) -> Step:
    if tree.op == "pow":
        base, exponent = slots[0], exponent_of(tree)
        return lambda values: raised(values[base], exponent)
    if tree.op in ("add", "mul"):
        combine, rest = (plus if tree.op == "add" else times), slots[1:]
        if len(rest) == 1:
            left, right = slots
            return lambda values: combine(values[left], values[right])
        return lambda values: reduce(combine, (values[i] for i in rest), values[slots[0]])
    function, inner = tree.op, slots[0]
    return lambda values: image(function, values[inner])


def exponent_of(tree: Tree) -> Fraction:
    """The exponent of a power in its normal shape."""
    exponent: Fraction | None = tree.args[1].value
    if exponent is None:
        raise ValueError("the exponent of a power in its normal shape is a number")
    return exponent


def constant_enclosure(tree: Tree, precision: int) -> Interval:
    """The enclosure of an expression without variables, at the working precision."""
    match tree.op:
        case "number":
            return point(tree.args[0])
        case "pi":
            return hull(arb.pi())
        case "root":
            return _root(tree, precision)
        case "crossing":
            return _crossing(tree, precision)
    parts = [constant_enclosure(child, precision) for child in smooth_children(tree)]
    return _step(tree, list(range(len(parts))))(parts)


def enclose(tree: Tree, name: str, interval: Interval, precision: int = 64) -> Interval:
    """The natural enclosure of ``tree`` on an interval of the variable ``name``."""
    return Enclosure(tree, name)(interval, precision)


def value(tree: Tree, name: str, x: Fraction, precision: int = 64) -> arb:
    """A ball around the value at a rational point."""
    with ctx.workprec(precision):
        return Enclosure(tree, name).at(x, precision).ball()


def constant(tree: Tree, precision: int = 64) -> Interval:
    """The enclosure of an expression without variables."""
    with ctx.workprec(precision):
        return constant_enclosure(tree, precision)


@lru_cache(maxsize=512)
def _root(tree: Tree, precision: int) -> Interval:
    """["root", coefficients, lo, hi]: the isolated root that meets [lo, hi]."""
    coefficients, lo, hi = tree.args
    polynomial = fmpq_poly([rational(c) for c in coefficients])
    bracket = arb(rational(lo)).union(arb(rational(hi)))
    balls = [ball for ball in real_balls(integral(polynomial)) if ball.overlaps(bracket)]
    return hull(reduce(arb.union, balls[1:], balls[0]) if balls else bracket)


@lru_cache(maxsize=512)
def _crossing(tree: Tree, precision: int) -> Interval:
    """["crossing", expression in x, lo, hi] by bisection; where a sign is not certain the bisection ends."""
    f = Enclosure(normal(tree.args[0]), "x")
    lo, hi = tree.args[1:]
    rising = f.at(lo, precision).sign()

    def lies_right(x: Fraction) -> bool | None:
        sign = f.at(x, precision + 30).sign()
        return None if sign is None else sign == rising

    return _bisected(lo, hi, precision, lies_right)


def _bisected(lo: Fraction, hi: Fraction, precision: int, lies_right: Callable[[Fraction], bool | None]) -> Interval:
    for _ in range(2 * precision):
        if hi - lo <= (abs(lo) + abs(hi)) / 2**precision:
            break
        middle = (lo + hi) / 2
        answer = lies_right(middle)
        if answer is None:
            break
        lo, hi = (middle, hi) if answer else (lo, middle)
    return Interval(point(lo).lo, point(hi).hi)


def constant_sign(tree: Tree) -> int | None:
    """1 or -1 where it is certain; 0 for the number 0 and, as a guess, for what 1,000 bits cannot tell from 0."""
    if tree.value is not None:
        return (tree.value > 0) - (tree.value < 0)
    for precision in (64, 256, 1024):
        bounds = constant(tree, precision)
        if (sign := bounds.sign()) is not None:
            return sign
    tiny = arb(2) ** -900
    return 0 if -tiny < bounds.lo and bounds.hi < tiny else None
