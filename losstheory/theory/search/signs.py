"""Searches that several properties share: signs on pieces, rational points near a point, sign of a difference."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from losstheory.claims import Budget
from losstheory.formulas.constants import bounds, sign_of_constant
from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.pieces import Part, Pieces
from losstheory.formulas.tree import Tree, number
from losstheory.rigor import minimise, prove_sign
from losstheory.rigor.enclosure import constant

Proofs = list[dict[str, object]]


def prove_each(
    parts: Sequence[Part], of: Callable[[Part], Tree], strict: bool, name: str, budget: Budget
) -> Proofs | None:
    """One proof of ``of(part) > 0`` (or >= 0) for each part, or None."""
    proofs = []
    for part in parts:
        proof = prove_sign(of(part), strict, name, part.lower, part.upper, budget)
        if proof is None:
            return None
        proofs.append(proof)
    return proofs


def cuts_json(split: Pieces) -> list[object]:
    return [cut.to_json() for cut in split.cuts]


def positive(tree: Tree) -> bool:
    """Whether a constant is shown to be positive."""
    try:
        return sign_of_constant(tree) == 1
    except LossTheoryError:
        return False


def sign(tree: Tree) -> int | None:
    try:
        return sign_of_constant(tree)
    except LossTheoryError:
        return None


def approximate(tree: Tree) -> float:
    """A float near a constant; a guess."""
    box = constant(tree)
    return float((box[0] + box[1]) / 2)


def looks_zero(tree: Tree) -> bool:
    """Whether a constant is within 2^-200 of zero at 250 bits; a guess for the checker to settle."""
    box = constant(tree, 250)
    return bool(abs(box[0]) < 2**-200) and bool(abs(box[1]) < 2**-200)


def ends(part: Part) -> tuple[Fraction | None, Fraction | None]:
    """Rational ends just inside a part, None where it is unbounded."""
    low = None if isinstance(part.lower, str) else bounds(part.lower)[1]
    high = None if isinstance(part.upper, str) else bounds(part.upper)[0]
    return low, high


def rational_near(cut: Tree) -> Fraction:
    """The cut itself if it is rational, else a rational within 2^-60 of it."""
    low, high = bounds(cut)
    return low if low == high else (low + high) / 2


def scales(part_or_gap: Fraction | None = None) -> Iterator[Fraction]:
    """Steps 1, 1/4, 1/16, …, below a given room."""
    for k in range(26):
        step = Fraction(1, 4**k)
        if part_or_gap is None or step < part_or_gap:
            yield step


def triples_at(left: Part, cut: Tree, right: Part) -> Iterator[tuple[Fraction, Fraction, Fraction]]:
    """Increasing triples around a cut and inside its two parts, that show a concave kink or a jump."""
    c = rational_near(cut)
    rooms = [abs(c - end) for end in (ends(left)[0], ends(right)[1]) if end is not None]
    for h in scales(min(rooms, default=None)):
        e = h / 64
        yield c - h, c, c + h
        yield c - h, c - e, c + e
        yield c - e, c + e, c + h
        yield c, c + e, c + h
        yield c - h, c - e, c


def room(x: Fraction, part: Part) -> Fraction | None:
    """The distance from x to the nearer finite end of its part."""
    low, high = ends(part)
    gaps = [abs(x - end) for end in (low, high) if end is not None]
    return min(gaps) if gaps else None


def as_number(x: Fraction) -> Tree:
    return number(x)


def neighbours(split: Pieces) -> Iterator[tuple[Part, Tree, Part]]:
    """Each cut with the parts on its two sides."""
    for (left, right), cut in zip(pairwise(split.parts), split.cuts, strict=True):
        yield left, cut, right


def refined(split: Pieces, points: Sequence[Fraction]) -> Pieces:
    """The same pieces, cut further at those of the points that lie inside one."""
    parts: list[Part] = []
    for part in split.parts:
        low, high = ends(part)
        inner = [number(x) for x in points if (low is None or low < x) and (high is None or x < high)]
        bounds_ = [part.lower, *inner, part.upper]
        parts += [Part(a, b, part.trees) for a, b in pairwise(bounds_)]
    return Pieces(split.variable, tuple(p.lower for p in parts[1:] if isinstance(p.lower, Tree)), tuple(parts))


def low_points(f: Tree, name: str, part: Part, budget: Budget) -> list[tuple[Fraction | Tree | str, float]]:
    """Candidates for the infimum of an expression on a part with their approximate values, the least first."""
    return [(c.point, c.value) for c in minimise(f, name, part.lower, part.upper, budget)]
