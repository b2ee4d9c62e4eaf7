"""Candidates for a positive factor that makes a sum simpler."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.shape import exp, mul, neg, power
from losstheory.formulas.tree import ONE, Tree

from .enclosure import depends

ISOLATED = ("log", "atan", "erf", "softplus")
MAX_CANDIDATES = 8


def multipliers(f: Tree, name: str) -> list[Tree]:
    """Factors g such that the terms of f g have fewer denominators, exponentials or cofactors."""
    if f.op != "add":
        return []
    found: list[Tree] = []
    try:
        for candidate in _candidates(f, name):
            if candidate != ONE and candidate not in found and depends(candidate, name):
                found.append(candidate)
    except LossTheoryError:
        return found[:MAX_CANDIDATES]
    return found[:MAX_CANDIDATES]


def _candidates(f: Tree, name: str) -> Iterator[Tree]:
    bases = [_bases(term, name) for term in f.args]
    lowest = _lowest(bases)
    common = mul(*(power(base, -least) for base, least in lowest.items() if least))
    yield common
    exponents = list(
        dict.fromkeys(factor.args[0] for term in f.args for factor in _factors(term) if factor.op == "exp")
    )
    for inner in exponents[:3]:
        yield mul(common, exp(neg(inner)))
        yield exp(neg(inner))
    for term in f.args:
        factors = [factor for factor in _factors(term) if factor.op != "number" and depends(factor, name)]
        if len(factors) > 1 and any(factor.op in ISOLATED for factor in factors):
            yield power(mul(*(factor for factor in factors if factor.op not in ISOLATED)), Fraction(-1))
    for base, least in lowest.items():
        if least:
            yield power(base, -least)


def _factors(term: Tree) -> tuple[Tree, ...]:
    return term.args if term.op == "mul" else (term,)


def _bases(term: Tree, name: str) -> dict[Tree, Fraction]:
    """The exponents of the factors of a term that depend on the variable and are no exponentials."""
    found = {}
    for factor in _factors(term):
        if factor.op != "exp" and depends(factor, name):
            base, exponent = (factor.args[0], factor.args[1].value) if factor.op == "pow" else (factor, Fraction(1))
            found[base] = exponent
    return found


def _lowest(bases: list[dict[Tree, Fraction]]) -> dict[Tree, Fraction]:
    """The least exponent of each base over all terms, 0 where it is missing."""
    names = dict.fromkeys(base for term in bases for base in term)
    return {base: min(term.get(base, Fraction(0)) for term in bases) for base in names}
