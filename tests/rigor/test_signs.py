"""Proofs of a sign: true statements are proved, false ones are not, and each proof survives an independent look."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from flint import arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st

from losstheory.checker.places import OpenInterval, end
from losstheory.checker.reading import read
from losstheory.checker.signs import check_sign
from losstheory.checker.work import Reject
from losstheory.claims.budget import Budget, Exhausted
from losstheory.formulas.calculus import derivative, normal, substitute
from losstheory.formulas.parser import parse
from losstheory.formulas.shape import add, mul
from losstheory.formulas.tree import ONE, ZERO, Tree, number, variable
from losstheory.rigor.enclosure import value
from losstheory.rigor.signs import prove_sign
from losstheory.rigor.violations import find_violation

SQRT2 = Tree("root", ((Fraction(-2), Fraction(0), Fraction(1)), Fraction(1), Fraction(2)))
ENTROPY = "(1+t)/2*log(1+t)+(1-t)/2*log(1-t)"
WELSCH = "exp(-(t-1)**2)-exp(-(t+1)**2)"
ODD_PARTS = (
    "log(1+exp(-t))", "exp(-t)", "sigmoid(-t)**2", "1/(1+exp(t))**2", "(2*atan(t)-1)**2", "1-erf(t)", "-atan(t)",
    "1-tanh(t)", "(1-sigmoid(t)**(7/10))*10/7", "sigmoid(-t)**2*softplus(-t)", "sigmoid(-t)**(5/2)*softplus(-t)",
    "softplus(-t)+2*sigmoid(-t)", "softplus(-t)-19/10*sigmoid(-t)", "(t-1)**2/(1+(t-1)**2)", "softplus(1-t)",
    "1/(1+exp(10*t))", "log(2)*softplus(-t)/3+exp(-2*t)", "t**4-t**3", "1-exp(-(t-1)**2)",
)  # fmt: skip
TRUE = (
    ("exp(t)-1-t", False, "-oo", "oo"), ("exp(t)-1-t", True, ZERO, "oo"), ("t-log(1+t)", True, ZERO, "oo"),
    ("sigmoid(t)*sigmoid(-t)", True, "-oo", "oo"), (f"{ENTROPY}-t**2/2", False, ZERO, ONE),
    (f"{ENTROPY}-t**2/2", True, ZERO, ONE), ("(t-1/3)**2*(t**2+1)", False, "-oo", "oo"),
    ("4*t**2-4*t+1", False, "-oo", "oo"), ("1/(t*(1-t))", True, ZERO, ONE), ("1/2-sqrt(t*(1-t))", False, ZERO, ONE),
    ("-t*log(t)-(1-t)*log(1-t)", True, ZERO, ONE), ("t*log(t)-t+1", False, ZERO, "oo"),
    ("(2+t)*log(1+t)-2*t", True, ZERO, "oo"), ("t-sin(t)", True, ZERO, "oo"), ("cos(t)-1+t**2/2", False, "-oo", "oo"),
    ("1-sqrt(1-t**2)-t**2/2", False, ZERO, ONE), ("log(1+t**2)", True, ZERO, "oo"), ("exp(t)-t**2", True, ZERO, "oo"),
    ("t**2-2", True, SQRT2, "oo"), ("sin(t)**2+cos(t)**2-1", False, "-oo", "oo"),
    ("softplus(t)-t-softplus(-t)", False, "-oo", "oo"),
    ("t*log(t)-(t-1)-(t-1)**2/2+(t-1)**3/6", False, ZERO, "oo"), ("1-erf(t)+t**2", True, "-oo", "oo"),
    ("1+t**2/100-exp(-(1000*t-3142)**2)", True, "-oo", "oo"), ("pi-3", True, "-oo", "oo"), (WELSCH, True, ZERO, "oo"),
)  # fmt: skip
CONVEX = ("softplus(-t)", "sqrt(1+t**2)", "log((exp(t)+exp(-t))/2)", "exp(-t)+t**2/3", "softplus(-t)-sigmoid(-t)")
CONVEX_ON_UNIT = ("-(1-t)**2*log(t)", "-(1-t)**(7/2)*log(t)", "(1-t**(7/10))*10/7", "-log(t)+1-t")


def tree(formula: str) -> Tree:
    return normal(parse(formula, {"t"}))


def odd_part(formula: str) -> Tree:
    """(phi(-t) - phi(t))/2."""
    phi = tree(formula)
    mirrored = substitute(phi, "t", mul(number(-1), variable("t")))
    return mul(number(Fraction(1, 2)), add(mirrored, mul(number(-1), phi)))


def curvature(formula: str) -> Tree:
    return derivative(derivative(tree(formula), "t"), "t")


CASES = [
    *((tree(formula), strict, lower, upper) for formula, strict, lower, upper in TRUE),
    *((odd_part(formula), True, ZERO, "oo") for formula in ODD_PARTS if formula != "t**4-t**3"),
    *((curvature(formula), True, "-oo", "oo") for formula in CONVEX),
    *((curvature(formula), True, ZERO, ONE) for formula in CONVEX_ON_UNIT),
]


def as_json(x: Tree | str) -> Any:
    return x if isinstance(x, str) else x.to_json()


def accepted(f: Tree, strict: bool, lower: Tree | str, upper: Tree | str, proof: Any) -> bool:
    place = OpenInterval("t", end(as_json(lower)), end(as_json(upper)))
    try:
        check_sign(place, read(f.to_json(), place), strict, proof)
    except Reject:
        return False
    return True


def grid(lower: Tree | str, upper: Tree | str) -> list[Fraction]:
    """Points inside, dense near the ends and far out."""
    ends = [None if isinstance(x, str) else Fraction(float(value(x, "t", Fraction(0)).mid())) for x in (lower, upper)]
    lo, hi = ends
    if lo is not None and hi is not None:
        near = [Fraction(1, 10**k) for k in range(2, 9)]
        return [lo + (hi - lo) * x for x in (*near, *(Fraction(k, 97) for k in range(1, 97)), *(1 - x for x in near))]
    steps = [Fraction(1, 10**k) for k in range(1, 9)] + [Fraction(k, 7) for k in range(1, 120)] + [Fraction(10**6)]
    if lo is None and hi is None:
        return [*steps, *(-x for x in steps), Fraction(0)]
    return [lo + x for x in steps] if lo is not None else [hi - x for x in steps if hi is not None]


def box_segments(proof: Any, lower: Tree | str, upper: Tree | str) -> list[tuple[str, Any, Any]]:
    ends = [lower, *(number(Fraction(c)) for c in proof["cuts"]), upper]
    return [(tag, a, b) for tag, (a, b) in zip(proof["tags"], pairwise(ends), strict=True)]


@pytest.mark.parametrize("case", CASES, ids=[f.sha256()[:8] for f, *_ in CASES])
def test_true_statements_are_proved_and_the_proof_is_accepted(case: tuple[Tree, bool, Any, Any]) -> None:
    f, strict, lower, upper = case
    proof = prove_sign(f, strict, "t", lower, upper)
    assert proof is not None
    assert accepted(f, strict, lower, upper, proof)
    with ctx.workprec(200):
        values = [value(f, "t", x, 400) for x in grid(lower, upper)]
        assert not any(v < 0 or (strict and v <= 0) for v in values)
    if proof["by"] == "boxes":
        assert all(_segment_holds(f, strict, *segment) for segment in box_segments(proof, lower, upper))


def _segment_holds(f: Tree, strict: bool, tag: str, lower: Any, upper: Any) -> bool:
    """f > 0 strictly inside the segment, by values at 400 bits on a grid; ends may be exact zeros."""
    return all(value(f, "t", x, 400) > 0 or (not strict and tag == "n") for x in grid(lower, upper)[::6])


@pytest.mark.parametrize("case", CASES, ids=[f.sha256()[:8] for f, *_ in CASES])
def test_true_statements_have_no_violation(case: tuple[Tree, bool, Any, Any]) -> None:
    f, strict, lower, upper = case
    assert find_violation(f, strict, "t", lower, upper) is None


@pytest.mark.parametrize("k", range(2, 9))
@pytest.mark.parametrize(
    "shape",
    [
        "softplus(-t)-exp(-((t-c)/w)**2)", "1-2/(1+((t-c)/w)**2)+t**2/1000", "(t-c)**2-w**2/4",
        "(exp(t)-c)**2-w**2/4", "t**2/50+1-3*sigmoid((t-c)/w)*sigmoid((c+w-t)/w)",
        "1-exp(-((t-c)/w)**2)*(1+sigmoid(t))",
    ],
)  # fmt: skip
def test_thin_violations_are_found_and_nothing_is_proved(shape: str, k: int) -> None:
    centre, width = Fraction(314159, 100000) + Fraction(1, 7), Fraction(1, 10**k)
    f = tree(shape.replace("w", f"({width})").replace("c", f"({centre})"))
    x = find_violation(f, False, "t", "-oo", "oo")
    if x is None:
        assert shape.startswith("t**2/50")
        return
    assert value(f, "t", x, 400) < 0
    assert k % 3 != 2 or prove_sign(f, False, "t", "-oo", "oo", Budget(300)) is None


@pytest.mark.parametrize(
    ("formula", "strict", "lower", "upper"),
    [
        ("2+log(t)", False, ZERO, ONE), ("(t-1/3)**2-1/1000000", False, ZERO, ONE), ("(t-1/3)**2", True, ZERO, ONE),
        ("exp(t)-1-t", True, "-oo", "oo"), ("exp(-t/100)-1/10**9", True, ZERO, "oo"),
        ("10**6-log(1+t)*t", True, ZERO, "oo"), ("t-1/10**9", True, ZERO, "oo"),
        (f"{ENTROPY}-51/100*t**2", False, ZERO, ONE), ("log(t)+20", False, ZERO, ONE), ("3-pi", False, "-oo", "oo"),
        ("t**2-2", False, ONE, SQRT2), ("1/(1+t**2)-sin(t)**2", False, "-oo", "oo"), ("t*0", True, ZERO, ONE),
    ],
)  # fmt: skip
def test_false_statements_are_refuted_at_a_point(formula: str, strict: bool, lower: Any, upper: Any) -> None:
    f = tree(formula)
    x = find_violation(f, strict, "t", lower, upper)
    assert x is not None
    found = value(f, "t", x, 400)
    assert found < 0 or (strict and substitute(f, "t", number(x)) == ZERO)
    assert prove_sign(f, strict, "t", lower, upper) is None


def test_simple_witnesses_are_preferred() -> None:
    assert find_violation(tree("t**2-7"), False, "t", "-oo", "oo") in (Fraction(0), Fraction(1), Fraction(-1))
    assert find_violation(tree("(t-1/3)**2-1/100000"), False, "t", ZERO, ONE) == Fraction(1, 3)


@settings(deadline=None, derandomize=True, max_examples=12)
@given(
    weights=st.lists(st.integers(-3, 6), min_size=3, max_size=3),
    terms=st.lists(st.sampled_from(ODD_PARTS[:-1]), min_size=3, max_size=3, unique=True),
)
def test_random_mixtures_are_never_both_proved_and_violated(weights: list[int], terms: list[str]) -> None:
    f = add(*(mul(number(w), odd_part(term)) for w, term in zip(weights, terms, strict=True)))
    proof = prove_sign(f, True, "t", ZERO, "oo", Budget(400))
    x = find_violation(f, True, "t", ZERO, "oo", Budget(400))
    assert proof is None or x is None
    assert x is None or not value(f, "t", x, 400) > 0
    assert proof is None or accepted(f, True, ZERO, "oo", proof)


def test_budget_is_work_and_its_end_is_no_proof() -> None:
    spent = [Budget(), Budget()]
    proofs = [prove_sign(tree(WELSCH), True, "t", ZERO, "oo", budget) for budget in spent]
    assert proofs[0] == proofs[1] and spent[0].spent == spent[1].spent
    assert prove_sign(tree(WELSCH), True, "t", ZERO, "oo", Budget(10)) is None
    with pytest.raises(Exhausted):
        Budget(3).spend(4)
    whole = Budget(10)
    with pytest.raises(Exhausted):
        whole.part(5).spend(6)
    assert whole.left == 10


def test_the_number_zero_is_not_positive() -> None:
    assert prove_sign(ZERO, True, "t", ZERO, ONE) is None
    assert prove_sign(ZERO, False, "t", ZERO, ONE) is not None
    assert value(tree("t-t"), "t", Fraction(1)) == arb(0)
