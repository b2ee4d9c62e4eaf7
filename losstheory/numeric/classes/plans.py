"""Folded formulas as functions of scores.

What depends on one score, one difference or one reduction alone is a formula of one variable, whose digits are kept by
the rules of ``stable.py``; those parts are put together by plain operations.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import reduce
from types import SimpleNamespace
from typing import TypeAlias

from losstheory.formulas.branches import HOLDS
from losstheory.formulas.shape import add, mul, neg, power
from losstheory.formulas.tree import ONE, TRUE, Tree, number, variable
from losstheory.losses.loss import CONDITIONS
from losstheory.numeric.arrays import numpy_function
from losstheory.numeric.canonical import Domain
from losstheory.numeric.classes.affine import ATOMS, OWN, affine, is_fixed
from losstheory.numeric.classes.folding import exchanged
from losstheory.numeric.classes.scores import Array, Scores, scaled
from losstheory.numeric.elementary import operations, raised
from losstheory.numeric.limits import completed
from losstheory.numeric.program import constant, prepare, program
from losstheory.numeric.rewriting import distinct
from losstheory.numeric.stable import stable

Plan: TypeAlias = Callable[[Scores], Array]
VARIABLE = variable("t")
LINE = Domain("t")


class Planner:
    """Makes plans for an array library; the names of the scores are those of the loss, on its domain."""

    def __init__(self, arrays: SimpleNamespace, names: tuple[str, ...], domain: Domain) -> None:
        self.arrays, self.names = arrays, names
        self.scores = Domain("t", domain.lower, domain.upper)
        self.table = operations(arrays)
        self.plans: dict[Tree, Plan] = {}

    def plan(self, tree: Tree) -> Plan:
        """The function of a folded formula; parts that occur twice are computed once."""
        if tree not in self.plans:
            compute, place = self._plan(tree), len(self.plans)
            self.plans[tree] = lambda scores: scores.once(place, compute)
        return self.plans[tree]

    def _plan(self, tree: Tree) -> Plan:
        if tree.op in (*ATOMS, "log_odds"):
            return self._atom(tree)
        if is_fixed(tree):
            return self._constant(tree)
        form = affine(tree)
        if form is not None and len(form.weights) > 1:
            return self._sum(form.weights, form.constant)
        formula, places = univariate(tree)
        if len(places) == 1 and tree.op not in CONDITIONS:
            [(name, part)] = places.items()
            return self._of_one(exchanged(formula, name, VARIABLE), part)
        return self._joined(tree)

    def _atom(self, tree: Tree) -> Plan:
        arrays = self.arrays
        match tree.op:
            case "own":
                return lambda scores: scores.own
            case "rival":
                return lambda scores: scores.rivals
            case "variable":
                place = self.names.index(tree.args[0])
                return lambda scores: scores.column(place)
            case "lse" if tree.args[1].op == "variable":
                others = [variable(name) for name in self.names if name != tree.args[1].args[0]]
                return self._atom(Tree("lse_of", tuple(mul(tree.args[0], other) for other in others)))
            case "lse":
                factor, of_own = float(tree.args[0].args[0]), tree.args[1] == OWN
                return lambda scores: scores.log_sum(factor, of_own)
            case "log_odds":
                multiple = float(tree.args[0].args[0])
                return lambda scores: scores.log_odds(multiple)
            case "scatter":
                return lambda scores: scores.scatter()
            case "lse_of":
                forms = [self.plan(form) for form in tree.args]
                return lambda scores: arrays.log_sum(arrays.joined([form(scores) for form in forms]))
        body = self.plan(tree.args[0])
        reduction = {"sum": arrays.total, "maximum": arrays.largest, "minimum": arrays.least}[tree.op]
        return lambda scores: reduction(body(scores))

    def _constant(self, tree: Tree) -> Plan:
        value = constant(tree)
        return lambda scores: self.arrays.constant(value, scores.values)

    def _sum(self, weights: dict[Tree, Fraction], rest: Tree) -> Plan:
        terms = [(self.plan(atom), float(weight)) for atom, weight in _with_odds(weights)]
        terms.sort(key=lambda term: term[1] < 0)
        start = constant(rest)

        def run(scores: Scores) -> Array:
            (first, factor), *others = terms
            whole = scaled(first(scores), factor)
            for value, w in others:
                whole = whole - value(scores) if w == -1 else whole + scaled(value(scores), w)
            return whole + start if start else whole

        return run

    def _of_one(self, formula: Tree, part: Tree) -> Plan:
        """A formula of one variable, taken at a part."""
        domain = self.scores if part.op in ("own", "rival", "variable") else LINE
        inner = self.plan(part)
        done = completed(stable(formula, domain), domain)
        run = prepare(program(done), self.arrays)
        if math.isnan(numpy_function(done)(math.nan)):
            return lambda scores: run(inner(scores))

        def guarded(scores: Scores) -> Array:
            value = inner(scores)
            return self.arrays.where(value == value, run(value), value)

        return guarded

    def _joined(self, tree: Tree) -> Plan:
        """Parts of several atoms under one operation."""
        arrays = self.arrays
        match tree.op:
            case "mul" if (shared := _share(tree)) is not None:
                return self._share(*map(self.plan, shared))
            case "add" | "mul":
                return self._folded(tree.op, _by_atom(tree))
            case "max" | "min":
                return self._folded(tree.op, list(tree.args))
            case "pow" if (exponent := tree.args[1].value) is not None:
                raise_, base = raised(arrays, exponent), self.plan(tree.args[0])
                return lambda scores: raise_(base(scores))
            case "log" if (rest := _ratio_less_one(tree.children[0])) is not None:
                inner = self.plan(rest)
                return lambda scores: arrays.log1p(inner(scores))
            case "piecewise":
                return self._piecewise(tree)
            case "pow":
                base, log = tree.args
                return self.plan(Tree("exp", (mul(log, Tree("log", (base,))),)))
        function, parts = self.table[tree.op], [self.plan(arg) for arg in tree.args]
        if tree.op in ("and", "or"):
            return lambda scores: reduce(function, [part(scores) for part in parts])
        return lambda scores: function(*(part(scores) for part in parts))

    def _folded(self, op: str, args: list[Tree]) -> Plan:
        function = self.table[op]
        divisors = [arg for arg in args if op == "mul" and _is_divisor(arg)]
        parts = [self.plan(arg) for arg in args if arg not in divisors] or [self._constant(ONE)]
        below = [self.plan(power(arg.args[0], -arg.args[1].args[0])) for arg in divisors]

        def run(scores: Scores) -> Array:
            whole = reduce(function, [part(scores) for part in parts])
            return reduce(lambda value, part: value / part(scores), below, whole)

        return run

    def _share(self, part: Plan, rest: Plan) -> Plan:
        """a/(a + b), 1 where a is infinite and b is not."""
        where = self.arrays.where

        def run(scores: Scores) -> Array:
            value = part(scores)
            whole = value == math.inf
            other, shown = rest(scores), where(whole, 1.0, value)
            return where(whole & (other < math.inf), 1.0, where(whole, math.nan, shown / (shown + other)))

        return run

    def _piecewise(self, tree: Tree) -> Plan:
        """The branch that holds; NaN where equal infinities, or NaN, are compared."""
        plan = self._constant(Tree("undefined"))
        for value, condition in reversed(list(zip(tree.args[::2], tree.args[1::2], strict=True))):
            plan = self.plan(value) if condition == TRUE else self._choice(self.plan(condition), self.plan(value), plan)
        compared = (node for condition in tree.args[1::2] for node in distinct(condition) if node.op in HOLDS)
        gaps = [self.plan(add(left, neg(right))) for left, right in (node.args for node in compared)]
        where = self.arrays.where

        def run(scores: Scores) -> Array:
            found = (gap(scores) for gap in gaps)
            return reduce(lambda value, gap: where(gap == gap, value, math.nan), found, plan(scores))

        return run

    def _choice(self, condition: Plan, value: Plan, otherwise: Plan) -> Plan:
        return lambda scores: self.arrays.where(condition(scores), value(scores), otherwise(scores))


def _with_odds(weights: dict[Tree, Fraction]) -> Iterator[tuple[Tree, Fraction]]:
    """The terms, log-odds for a log-sum-exp over the rivals less the own score."""
    own = weights.get(OWN)
    for atom, weight in weights.items():
        if atom.op == "lse" and atom.args[1] == OWN and own == -weight * atom.args[0].args[0]:
            yield Tree("log_odds", atom.args[:1]), weight
            yield from ((other, factor) for other, factor in weights.items() if other not in (atom, OWN))
            return
    yield from weights.items()


def univariate(tree: Tree) -> tuple[Tree, dict[Tree, Tree]]:
    """The formula in new variables for the atoms and for the sums of atoms in it, up to a factor and a constant."""
    places: dict[Tree, Tree] = {}
    done: dict[Tree, Tree] = {}

    def read(node: Tree) -> Tree:
        if node not in done:
            done[node] = node if is_fixed(node) else rewritten(node)
        return done[node]

    def rewritten(node: Tree) -> Tree:
        form = affine(node)
        if form is None:
            return Tree(node.op, tuple(map(read, node.args)))
        if not form.weights:
            return form.constant
        ordered = sorted(form.weights.items(), key=lambda item: (item[0] == OWN, repr(item)))
        scale = ordered[0][1]
        part = add(*(mul(number(weight / scale), atom) for atom, weight in ordered))
        name = next((n for n, known in places.items() if known == part), None) or variable(f"x{len(places)}")
        places[name] = part
        return add(mul(number(scale), name), form.constant)

    return read(tree), places


def _by_atom(tree: Tree) -> list[Tree]:
    """The arguments of a sum or product, those in the same one atom together."""
    groups: dict[object, list[Tree]] = {}
    for arg in tree.args:
        places = univariate(arg)[1]
        groups.setdefault(next(iter(places.values())) if len(places) == 1 else arg, []).append(arg)
    if len(groups) == 1:
        return list(tree.args)
    return [args[0] if len(args) == 1 else Tree(tree.op, tuple(args)) for args in groups.values()]


def _is_divisor(tree: Tree) -> bool:
    return tree.op == "pow" and tree.args[1].value is not None and tree.args[1].value < 0


def _share(tree: Tree) -> tuple[Tree, Tree] | None:
    """a and b of a/(a + b)."""
    for divisor in tree.args:
        if _is_divisor(divisor) and divisor.args[1].value == -1 and divisor.args[0].op == "add":
            part = mul(*(arg for arg in tree.args if arg is not divisor))
            rest = add(divisor.args[0], neg(part))
            if rest.op != "add" or len(rest.args) < len(divisor.args[0].args):
                return part, rest
    return None


def _ratio_less_one(tree: Tree) -> Tree | None:
    """(a + b)/a - 1 as b/a."""
    divisors = [arg for arg in tree.args if tree.op == "mul" and _is_divisor(arg)]
    if len(divisors) != 1 or divisors[0].args[1].value != -1 or len(tree.args) != 2:
        return None
    below = divisors[0].args[0]
    above = next(arg for arg in tree.args if arg is not divisors[0])
    rest = add(above, neg(below))
    before = len(above.args) if above.op == "add" else 1
    return mul(rest, power(below, Fraction(-1))) if rest.op != "add" or len(rest.args) < before else None
