r"""The formula of one class with its sums over the rivals written as reductions.

``own`` is the score of the class itself and ``rival``, inside a reduction, that of each other class in turn:

============================== ==================================================================
``("sum", body)``              the sum of the body over the rivals; so ``maximum`` and ``minimum``
``("lse", a, k)``              :math:`\log \sum_{j \ne k} e^{a s_j}`, k being ``own`` or ``rival``
``("lse_of", a, b, …)``        :math:`\log (e^a + e^b + \dots)` of affine forms
``("scatter",)``               :math:`\sum_{i < j} (s_i - s_j)^2` over all classes
============================== ==================================================================

What does not repeat over the rivals keeps the names of its scores.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache

from losstheory.formulas.shape import add, coefficient, exp, log, mul
from losstheory.formulas.tree import ONE, ZERO, Tree, number, variable
from losstheory.numeric.canonical import canonical
from losstheory.numeric.classes.affine import OWN, RIVAL, SCATTER, Affine, affine, is_fixed
from losstheory.numeric.program import constant

REDUCED = {"add": "sum", "max": "maximum", "min": "minimum"}
COMMUTATIVE = ("add", "mul", "max", "min", "and", "or")


def fold(tree: Tree, names: Sequence[str], own: int) -> Tree:
    """The formula of class ``own``; if it treats the rivals alike, no name of a score is left."""
    scores = [OWN if k == own else variable(name) for k, name in enumerate(names)]
    done: dict[Tree, Tree] = {}

    def value(node: Tree) -> Tree:
        if node not in done:
            done[node] = _folded(node.op, [value(part) for part in node.children], scores) if node.children else node
        return done[node]

    start = exchanged(canonical(tree), variable(names[own]), OWN)
    return exchanged(start, scores[1 - own], Tree("sum", (RIVAL,))) if len(names) == 2 else value(start)


def _folded(op: str, args: list[Tree], scores: list[Tree]) -> Tree:
    if op == "add":
        args = _parts("add", add(*_scatter(_exponentials(args, scores), scores)))
    if op in REDUCED:
        args = _repeated(args, REDUCED[op], scores)
    if op == "add":
        args = _together(args)
    if op not in COMMUTATIVE:
        return Tree(op, tuple(args))
    return args[0] if len(args) == 1 else Tree(op, tuple(ordered(args)))


def ordered(args: list[Tree]) -> list[Tree]:
    """Arguments of a commutative operation in one order, a number first."""
    return sorted(args, key=lambda arg: (arg.value is None, _text(arg)))


@lru_cache(maxsize=8192)
def _text(tree: Tree) -> str:
    return f"{tree.op}({','.join(_text(arg) if isinstance(arg, Tree) else str(arg) for arg in tree.args)})"


def _parts(op: str, tree: Tree) -> list[Tree]:
    return list(tree.args) if tree.op == op else [tree]


def _exponentials(terms: list[Tree], scores: list[Tree]) -> list[Tree]:
    """Exponentials that repeat over all classes but one as one exponential."""
    forms = {term: form for term in terms if (form := _exponent(term)) is not None}
    for focus in scores if len(forms) > 1 else ():
        found: dict[tuple[Fraction, Fraction, Tree], dict[Tree, Tree]] = {}
        for term, form in forms.items():
            others = [atom for atom in form.weights if atom != focus]
            if len(others) == 1 and others[0] in scores:
                key = (form.weights[others[0]], form.weights.get(focus, Fraction(0)), form.constant)
                found.setdefault(key, {})[others[0]] = term
        for (factor, shift, rest), rows in found.items():
            if len(rows) == len(scores) - 1:
                whole = exp(add(Tree("lse", (number(factor), focus)), mul(number(shift), focus), rest))
                return _exponentials([*(term for term in terms if term not in rows.values()), whole], scores)
    return terms


def _together(terms: list[Tree]) -> list[Tree]:
    """The exponentials that are left as one."""
    forms = {term: form.tree for term in terms if (form := _exponent(term)) is not None}
    if len(forms) < 2:
        return terms
    return [*(term for term in terms if term not in forms), exp(Tree("lse_of", tuple(forms.values())))]


def _exponent(term: Tree) -> Affine | None:
    """The logarithm of a positive multiple of the exponential of an affine form."""
    factors = _parts("mul", term)
    grown = [factor for factor in factors if factor.op == "exp"]
    rest = [factor for factor in factors if factor.op != "exp"]
    if len(grown) != 1 or not all(is_fixed(factor) and constant(factor) > 0 for factor in rest):
        return None
    form = affine(grown[0].children[0])
    return None if form is None else Affine(form.weights, add(form.constant, *map(log, rest)))


def _scatter(terms: list[Tree], scores: list[Tree]) -> list[Tree]:
    """The squares of all differences as one scatter."""
    found: dict[Fraction, dict[frozenset[Tree], Tree]] = {}
    for term in terms:
        factor, rest = coefficient(term) if term.value is None else (Fraction(0), ONE)
        form = affine(rest.args[0]) if rest.op == "pow" and rest.args[1].value == 2 else None
        if form is not None and len(form.weights) == 2 and not sum(form.weights.values()) and form.constant == ZERO:
            scale = factor * next(iter(form.weights.values())) ** 2
            found.setdefault(scale, {})[frozenset(form.weights)] = term
    for scale, rows in found.items():
        if len(rows) == len(scores) * (len(scores) - 1) // 2 and len(scores) > 2:
            kept = [term for term in terms if term not in rows.values()]
            return [*kept, mul(number(scale), SCATTER)]
    return terms


def _repeated(terms: list[Tree], reduction: str, scores: list[Tree]) -> list[Tree]:
    """The terms that are one formula in each rival, as a reduction of it."""
    rivals = [score for score in scores if score != OWN]
    found: dict[Tree, dict[Tree, Tree]] = {}
    for term in terms:
        present = {node for node in term.walk() if node.op == "variable"}
        if len(present) == 1 and (rival := present.pop()) in rivals:
            found.setdefault(exchanged(term, rival, RIVAL), {})[rival] = term
    for body, rows in found.items():
        if len(rows) == len(rivals) > 1:
            terms = [*(term for term in terms if term not in rows.values()), Tree(reduction, (body,))]
    return terms


def exchanged(tree: Tree, old: Tree, new: Tree) -> Tree:
    """The formula with one leaf for another, commutative operations in one order."""
    if tree == old:
        return new
    if not tree.children:
        return tree
    args = [exchanged(child, old, new) for child in tree.args]
    return Tree(tree.op, tuple(ordered(args) if tree.op in COMMUTATIVE else args))
