"""Strictness, Lipschitz continuity, differentiability and sign against exact answers for piecewise quadratics."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from losstheory.checker import check_certificate
from losstheory.claims import Status
from losstheory.losses import PairLoss, ResidualLoss
from losstheory.rigor import decide
from losstheory.theory import properties

HALVES = st.integers(-4, 4).map(lambda k: Fraction(k, 2))
CURVATURES = st.sampled_from([Fraction(0), Fraction(0), Fraction(1), Fraction(1, 2), Fraction(3), Fraction(-1)])


@dataclass(frozen=True)
class Spline:
    """a x^2 + b x + c on each piece; ``knots`` between them, which belong to the piece on their right."""

    knots: tuple[Fraction, ...]
    parts: tuple[tuple[Fraction, Fraction, Fraction], ...]

    def formula(self, x: str) -> str:
        shown = [f"({a})*{x}**2 + ({b})*{x} + ({c})" for a, b, c in self.parts]
        pairs = [f"({text}, {x} < {knot})" for text, knot in zip(shown, self.knots, strict=False)]
        return f"Piecewise({', '.join([*pairs, f'({shown[-1]}, True)'])})" if pairs else shown[0]

    def steps(self, slope: bool) -> list[Fraction]:
        """By how much the value (or the slope) jumps at each knot."""
        found = []
        for x, ((a, b, c), (d, e, f)) in zip(self.knots, pairwise(self.parts), strict=True):
            found.append(2 * (d - a) * x + e - b if slope else (d - a) * x**2 + (e - b) * x + f - c)
        return found

    def least(self) -> Fraction | None:
        """The infimum, None for minus infinity."""
        ends = [None, *self.knots, None]
        values = []
        for (a, b, c), (low, high) in zip(self.parts, pairwise(ends), strict=True):
            far = [way for way, end in ((-1, low), (1, high)) if end is None]
            if any(a < 0 or (a == 0 and way * b < 0) for way in far):
                return None
            inner = [-b / (2 * a)] if a else [low if low is not None else high if high is not None else Fraction(0)]
            inside = [x for x in inner if (low is None or x >= low) and (high is None or x <= high)]
            values += [a * x**2 + b * x + c for x in (*inside, *(e for e in (low, high) if e is not None))]
        return min(values)

    def answers(self) -> dict[str, bool]:
        continuous, bends = not any(self.steps(False)), self.steps(True)
        curvatures = [a for a, _, _ in self.parts]
        convex = continuous and all(step >= 0 for step in bends) and min(curvatures) >= 0
        least = self.least()
        return {
            "convex": convex,
            "strictly_convex": convex and min(curvatures) > 0,
            "strongly_convex": convex and min(curvatures) > 0,
            "lipschitz": continuous and curvatures[0] == curvatures[-1] == 0,
            "differentiable": continuous and not any(bends),
            "nonnegative": least is not None and least >= 0,
        }


@st.composite
def splines(draw):
    """Mostly continuous, often with slopes that meet."""
    knots = tuple(sorted(draw(st.sets(HALVES, max_size=3))))
    a, b, c = draw(CURVATURES), draw(HALVES), draw(HALVES)
    parts = [(a, b, c)]
    for x in knots:
        d = draw(CURVATURES)
        e = 2 * (a - d) * x + b + draw(st.sampled_from([Fraction(0), Fraction(0), Fraction(1), Fraction(-1)]))
        f = (a - d) * x**2 + (b - e) * x + c + draw(st.sampled_from([Fraction(0)] * 5 + [Fraction(1, 4)]))
        a, b, c = d, e, f
        parts.append((a, b, c))
    return Spline(knots, tuple(parts))


@pytest.mark.parametrize("name", ["strictly_convex", "strongly_convex", "lipschitz", "differentiable", "nonnegative"])
@given(splines())
@settings(deadline=None, derandomize=True, max_examples=25)
def test_every_verdict_is_the_exact_answer(name, spline):
    statement = properties[name](ResidualLoss("spline", spline.formula("r")))
    verdict = decide(statement)
    assert verdict.status is (Status.PROVED if spline.answers()[name] else Status.REFUTED), (spline, verdict)
    assert check_certificate(verdict.certificate, statement.to_json()).status == str(verdict.status)


@pytest.mark.parametrize("name", ["strictly_convex", "strongly_convex", "lipschitz", "differentiable", "nonnegative"])
@given(splines(), splines())
@settings(deadline=None, derandomize=True, max_examples=6)
def test_a_pair_has_a_property_if_both_of_its_losses_have_it(name, first, second):
    pair = PairLoss("splines", first.formula("t"), second.formula("t"))
    expected = first.answers()[name] and second.answers()[name]
    assert decide(properties[name](pair)).status is (Status.PROVED if expected else Status.REFUTED)


def test_witnesses_say_how_much():
    spline = ResidualLoss("huber", "Piecewise((r**2/2, abs(r) <= 3), (3*abs(r) - 9/2, True))")
    assert decide(properties["lipschitz"](spline)).witness == {"bound": "3"}
    modulus = decide(properties["strongly_convex"](ResidualLoss("square", "5*r**2"))).witness
    assert modulus is not None and 0 < Fraction(modulus["mu"]) <= 10
