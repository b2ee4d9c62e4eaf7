"""Scores by their order around a threshold: each cell has one order, and its distances are positive numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, permutations

from . import forms
from .generators import NormalForm
from .nodes import ONE, Node, add, exp, mul, power, sub, variable
from .quotients import Exponent, Factor, Polynomial, Quotient
from .reading import Reader
from .several import Scores
from .work import Reject, spend

MAX_CELLS, HALF_POWER = 2000, Fraction(1, 2)
Block = tuple[int, ...]


@dataclass(frozen=True)
class Cell:
    """The classes above the threshold, at it, and below it, from the greatest score down; those of a block tie."""

    above: tuple[Block, ...]
    level: Block
    below: tuple[Block, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The threshold c and the logarithms of the distances."""
        return ("@c", *(f"@g{k}" for k in range(len(self.above) - 1)), *(f"@r{k}" for k in range(len(self.below))))

    @property
    def heights(self) -> dict[int, Node]:
        """For each class above the threshold its height, up to a common factor; the least is 1."""
        found: dict[int, Node] = {}
        height = ONE
        for k, block in enumerate(reversed(self.above)):
            height = add(height, exp(variable(f"@g{k - 1}"))) if k else height
            found |= dict.fromkeys(block, height)
        return found

    @property
    def depths(self) -> dict[int, Node]:
        """For each class below the threshold its distance to it."""
        found: dict[int, Node] = {}
        for k, block in enumerate(self.below):
            step = exp(variable(f"@r{k}"))
            depth = add(found[self.below[k - 1][0]], step) if k else step
            found |= dict.fromkeys(block, depth)
        return found


def cells(classes: int, sorted_only: bool, ties: bool, everywhere: bool) -> Iterator[Cell]:
    """The orders of the scores and a threshold with at least one score above it.

    ``sorted_only``: the first class has the greatest score, and so on. Without ``ties`` the cells are open, and
    their closures are all scores. ``everywhere``: all scores lie above the threshold.
    """
    orders: Iterator[Block] = iter([tuple(range(classes))]) if sorted_only else permutations(range(classes))
    seen: set[tuple[Block, ...]] = set()
    for order in orders:
        for blocks in _blocks(order, ties):
            spend(1)
            if blocks in seen:
                continue
            seen.add(blocks)
            if len(seen) > MAX_CELLS:
                raise Reject("there are too many orders of the scores")
            for m in [len(blocks)] if everywhere else range(1, len(blocks) + 1):
                yield Cell(blocks[:m], (), blocks[m:])
                if ties and m < len(blocks):
                    yield Cell(blocks[:m], blocks[m], blocks[m + 1 :])


def _blocks(order: Block, ties: bool) -> Iterator[tuple[Block, ...]]:
    """The order cut into blocks of classes that tie; single classes unless ties are asked."""
    inner = range(1, len(order))
    for count in range(len(order)) if ties else [len(order) - 1]:
        for chosen in combinations(inner, count):
            ends = [0, *chosen, len(order)]
            yield tuple(tuple(sorted(order[a:b])) for a, b in zip(ends, ends[1:], strict=False))


class CellPlace(Scores):
    """All scores of a cell: each score is an expression in the threshold and in exponentials of its variables."""

    def __init__(self, cell: Cell, values: Mapping[str, Node]) -> None:
        super().__init__(cell.names)
        self.values = values

    def named(self, name: str) -> Node | None:
        return self.values.get(name)

    def sign(self, node: Node) -> int | None:
        return super().sign(node) or self._sign_beside_roots(node)

    def vanishes(self, node: Node) -> bool:
        return super().vanishes(node) or any(self._cancel(*parts) for parts in self._beside_roots(node))

    def _cancel(self, free: Node, times: Node, gap: Node, bottom: int) -> bool:
        """Whether A + B R^(1/2) = 0: A^2 = B^2 R, and A and B have opposite signs."""
        if not self.vanishes(gap):
            return False
        signs = self.sign(free), self.sign(times)
        return None not in signs and (signs[0] > 0) != (signs[1] > 0)  # type: ignore[operator]

    def _sign_beside_roots(self, node: Node) -> int | None:
        for free, times, gap, bottom in self._beside_roots(node):
            found = _sign_of_sum(self.sign(free), self.sign(times), self.sign(gap))
            if found is not None:
                return found * bottom
        return None

    def _beside_roots(self, node: Node) -> Iterator[tuple[Node, Node, Node, int]]:
        """A, B, A^2 - B^2 R and the sign of D, for each root with node = (A + B R^(1/2))/D."""
        form = NormalForm(self._plainly_positive)
        try:
            quotient = form.ring.cancelled(form.normal(node))
        except Reject:
            return
        roots = list(_square_roots(quotient.top, form))
        below = self._sign_of_factors(quotient.bottom, form) if roots else None
        for root in roots if below is not None else []:
            free, times = (form.products.node_of(Quotient(part, {})) for part in _split(quotient.top, root))
            inner = form.products.generators[root].node
            yield free, times, sub(power(free, 2), mul(power(times, 2), inner)), below or 1

    def _sign_of_factors(self, factors: Mapping[Factor, int], form: NormalForm) -> int | None:
        """1 or -1 for a product of powers of factors that have a strict sign."""
        found = 1
        for factor, k in factors.items():
            sign = self.sign(form.products.node_of(Quotient(dict(factor), {})))
            if sign not in (forms.POSITIVE, forms.NEGATIVE):
                return None
            found *= 1 if sign == forms.POSITIVE or k % 2 == 0 else -1
        return found


class CellReader(Reader):
    """A formula on a cell; of the arguments of a maximum, one is shown to be the largest, the others in no order."""

    def _largest(self, *args: Node) -> Node:
        for best in dict.fromkeys(args):
            if all(self.place.nonnegative(sub(best, other)) for other in args if other is not best):
                return best
        raise Reject("the largest of several expressions is not decided")


def read_cell(data: object, place: CellPlace) -> Node:
    """The smooth expression that the formula is on the cell."""
    return CellReader(place).expression(data, 0)


def _sign_of_sum(free: int | None, times: int | None, gap: int | None) -> int | None:
    """The sign of A + B R^(1/2) where those of A, of B and of A^2 - B^2 R are known, as far as they are."""
    if free is not None and times is not None and (free > 0) == (times > 0):
        return free
    larger = None if gap is None else free if gap > 0 else times
    if gap is None or larger is None:
        return None
    strict = abs(gap) == forms.POSITIVE
    if larger > 0:
        return forms.POSITIVE if strict else forms.NONNEGATIVE
    return forms.NEGATIVE if strict else forms.NONPOSITIVE


def _square_roots(poly: Polynomial, form: NormalForm) -> Iterator[int]:
    """The square roots that occur in the polynomial to no other power."""
    found: dict[int, set[Exponent]] = {}
    for monomial in poly:
        for g, e in monomial:
            if form.products.generators[g].kind == "power":
                found.setdefault(g, set()).add(e)
    return (g for g, exponents in found.items() if exponents == {HALF_POWER})


def _split(poly: Polynomial, root: int) -> tuple[Polynomial, Polynomial]:
    """The terms without the root, and those with it, divided by it."""
    plain: Polynomial = {}
    beside: Polynomial = {}
    for monomial, c in poly.items():
        rest = tuple((g, e) for g, e in monomial if g != root)
        (plain if rest == monomial else beside)[rest] = c
    return plain, beside
