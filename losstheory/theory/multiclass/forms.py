"""The form of a multiclass loss, guessed: sums over classes of one function of a score, a probability or a difference.

What is found here is compared on a few floats and left to the checker, which shows the identity.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations

from losstheory.formulas.calculus import derivative, normal, substitute
from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.open_values import at_values, moving
from losstheory.formulas.shape import add, exp, mul, neg, power, sub
from losstheory.formulas.tree import BRANCHING, ONE, ZERO, Tree, number, variable
from losstheory.losses.multiclass import AnyMulticlass
from losstheory.theory.search.scores import PROBABILITIES, ZEROS, Floats, evaluate, is_close, samples, softmax

Form = tuple[Tree, Tree]
HALF = number(Fraction(1, 2))
MAX_TERMS = 12


def one_versus_all_form(loss: AnyMulticlass) -> Form | None:
    """a(s) and b(s) with l_y = a(s_y) + the sum of b(s_k) over k != y."""
    own, other = _parts(loss.formulas[0], loss.names, ZERO)
    points = samples(loss)
    return (own, other) if _sums(loss, own, other, points) else None


def softmax_form(loss: AnyMulticlass) -> Form | None:
    """a(q) and b(q) with l_y = a(q_y) + the sum of b(q_k) over k != y, q the softmax of the scores."""
    names = tuple(f"q{k + 1}" for k in range(loss.classes))
    points = samples(loss)
    q = softmax(points)
    tree = Recogniser(loss, points, q, names).read(loss.formulas[0])
    return None if tree is None else separated(loss, tree, names, q)


def separated(
    loss: AnyMulticlass, tree: Tree, names: Sequence[str], q: Floats, values: list[Floats] | None = None
) -> Form | None:
    """a(q) and b(q) of the losses (or of these values of them) whose first one is this formula in the probabilities."""
    for base in (ONE, HALF):
        try:
            own, other = (_renamed(part, "q") for part in _parts(tree, names, base))
        except LossTheoryError:
            continue
        if _sums(loss, own, other, q, values):
            return own, other
    return None


def is_smooth(tree: Tree) -> bool:
    """Whether no operation branches."""
    return not any(node.op in BRANCHING for node in tree.walk())


def is_stationary(own: Tree, other: Tree) -> bool:
    """Whether q a'(q) + (1 - q) b'(q) looks constant."""
    q = variable("q")
    level = add(mul(q, derivative(own, "q")), mul(sub(ONE, q), derivative(other, "q")))
    value = evaluate(derivative(level, "q"), {"q": PROBABILITIES})
    return is_close(value, ZEROS)


def pairwise_form(loss: AnyMulticlass) -> Tree | None:
    """phi(t) with l_y = the sum of phi(s_y - s_k) over k != y."""
    phi = _averaged(loss, [variable("t"), *[ZERO] * (loss.classes - 1)])
    points = samples(loss)
    return phi if _compared(loss, phi, points, lambda y, k: points[:, y] - points[:, k]) else None


def constrained_form(loss: AnyMulticlass) -> Tree | None:
    """psi(t) with l_y = the sum of psi(s_k) over k != y."""
    psi = _averaged(loss, [ZERO, *[variable("t")] * (loss.classes - 1)])
    points = samples(loss)
    return psi if _compared(loss, psi, points, lambda y, k: points[:, k]) else None


def scalings(loss: AnyMulticlass) -> Iterator[tuple[Tree, AnyMulticlass]]:
    """The loss of c s, for numbers c by which a score in an exponential of class 1 is divided."""
    own = loss.names[0]
    found: dict[Tree, None] = {}
    for node in normal(loss.formulas[0]).walk():
        if node.op in ("exp", "softplus", "sigmoid") and is_smooth(node):
            slope = derivative(node.args[0], own)
            size = at_values(slope).value
            if size is not None and abs(size) not in (0, 1):
                found.setdefault(power(slope if size > 0 else neg(slope), Fraction(-1)))
    for factor in list(found)[:2]:
        trees = loss.formulas
        for name in loss.names:
            trees = tuple(substitute(normal(tree), name, mul(factor, variable(name))) for tree in trees)
        yield factor, type(loss)(loss.name, *trees, source=loss.source)


def _parts(tree: Tree, names: Sequence[str], base: Tree) -> Form:
    """The formula of class 1 as a function of its first and of its second variable, the others at the base."""

    def at(values: Sequence[Tree]) -> Tree:
        return _filled(tree, names, values)

    rest = [base] * len(names)
    free = variable("s")
    level = at(rest)
    return at([free, *rest[1:]]), sub(at([base, free, *rest[2:]]), level)


def _averaged(loss: AnyMulticlass, values: Sequence[Tree]) -> Tree:
    """The formula of class 1 at these scores, divided by K - 1."""
    return mul(number(Fraction(1, loss.classes - 1)), _filled(loss.formulas[0], loss.names, values))


def _filled(tree: Tree, names: Sequence[str], values: Sequence[Tree]) -> Tree:
    found = normal(tree)
    for name, value in zip(names, values, strict=True):
        found = substitute(found, name, value)
    return found


def _renamed(tree: Tree, name: str) -> Tree:
    return substitute(tree, "s", variable(name))


def _sums(loss: AnyMulticlass, own: Tree, other: Tree, points: Floats, values: list[Floats] | None = None) -> bool:
    """Whether the losses look like the sums of the two functions of the columns of ``points``."""
    name = next(iter(moving(own) | moving(other)), "s")
    owns, others = ([evaluate(part, {name: points[:, k]}) for k in range(loss.classes)] for part in (own, other))
    values = _losses(loss) if values is None else values
    return all(
        is_close(values[y], owns[y] + sum(others[k] for k in range(loss.classes) if k != y))
        for y in range(loss.classes)
    )


def _compared(loss: AnyMulticlass, function: Tree, points: Floats, argument: Callable[[int, int], Floats]) -> bool:
    """Whether the losses look like sums over the rivals of values of one function."""
    if not moving(function) <= {"t"}:
        return False
    values = _losses(loss)
    return all(
        is_close(values[y], sum(evaluate(function, {"t": argument(y, k)}) for k in range(loss.classes) if k != y))
        for y in range(loss.classes)
    )


def _losses(loss: AnyMulticlass) -> list[Floats]:
    points = samples(loss)
    values = {name: points[:, k] for k, name in enumerate(loss.names)}
    return [evaluate(tree, values) for tree in loss.formulas]


class Recogniser:
    """A formula in the scores rewritten as one in the softmax probabilities, part by part, by their values.

    With ``more`` known variables the scores themselves may stay as well.
    """

    def __init__(
        self,
        loss: AnyMulticlass,
        points: Floats,
        q: Floats,
        names: Sequence[str],
        more: Mapping[str, Floats] | None = None,
    ) -> None:
        self.values = {name: points[:, k] for k, name in enumerate(loss.names)}
        self.known = [(tree, evaluate(tree, self._of(q, names))) for tree in _simple(names)]
        self.known += [(variable(name), value) for name, value in (more or {}).items()]
        self.keeps_scores = more is not None

    @staticmethod
    def _of(q: Floats, names: Sequence[str]) -> dict[str, Floats]:
        return {name: q[:, k] for k, name in enumerate(names)}

    def read(self, tree: Tree) -> Tree | None:
        """The formula in the probabilities, or None."""
        if not moving(tree):
            return normal(tree)
        if (found := self._match(tree)) is not None:
            return found
        if tree.op == "variable" or not tree.children:
            return tree if self.keeps_scores else None
        if tree.op == "add" and (grouped := _grouped(tree)) is not None:
            return self.read(grouped)
        if tree.op in ("add", "mul") and len(tree.args) <= MAX_TERMS:
            for pair in combinations(range(len(tree.args)), 2):
                if len(tree.args) > 2 and (found := self._match(Tree(tree.op, tuple(tree.args[i] for i in pair)))):
                    rest = [arg for i, arg in enumerate(tree.args) if i not in pair]
                    left = self.read(rest[0] if len(rest) == 1 else Tree(tree.op, tuple(rest)))
                    if left is not None:
                        return (add if tree.op == "add" else mul)(found, left)
        parts = [self.read(child) for child in tree.children]
        found_parts = [part for part in parts if part is not None]
        return normal(Tree(tree.op, tuple(found_parts))) if len(found_parts) == len(parts) else None

    def _match(self, tree: Tree) -> Tree | None:
        value = evaluate(tree, self.values)
        return next((known for known, floats in self.known if is_close(value, floats)), None)


def _grouped(tree: Tree) -> Tree | None:
    """A sum with common constant factors taken out of its exponentials, if there are some other than 1."""
    groups: dict[Tree, list[Tree]] = {}
    for term in tree.args:
        factor, rest = _constant_factor(term)
        groups.setdefault(factor, []).append(rest)
    sums = ((c, terms[0] if len(terms) == 1 else Tree("add", tuple(terms))) for c, terms in groups.items())
    parts = [part if c == ONE else Tree("mul", (c, part)) for c, part in sums]
    found = parts[0] if len(parts) == 1 else Tree("add", tuple(parts))
    return None if found == tree else found


def _constant_factor(term: Tree) -> Form:
    """b e^c and e^u for a term b e^(c + u), b and c constant; 1 and the term itself for any other."""
    factors = term.args if term.op == "mul" else (term,)
    still = [factor for factor in factors if not moving(factor)]
    varying = [factor for factor in factors if moving(factor)]
    if len(varying) != 1 or varying[0].op != "exp":
        return ONE, term
    inner = varying[0].args[0]
    parts = inner.args if inner.op == "add" else (inner,)
    level = add(*(part for part in parts if not moving(part)), ZERO)
    rest = [part for part in parts if moving(part)]
    return mul(*still, exp(level)), Tree("exp", (rest[0] if len(rest) == 1 else Tree("add", tuple(rest)),))


def _simple(names: Sequence[str]) -> Iterator[Tree]:
    """Functions of single probabilities, and quotients of two, that a typed formula is likely to contain."""
    for name in names:
        q = variable(name)
        inverse = Tree("pow", (q, number(-1)))
        yield from (q, inverse, Tree("log", (q,)), mul(number(-1), Tree("log", (q,))))
        yield from (sub(ONE, q), sub(inverse, ONE), sub(q, ONE))
    for first in names:
        for second in names:
            if first != second:
                yield Tree("mul", (variable(first), Tree("pow", (variable(second), number(-1)))))
