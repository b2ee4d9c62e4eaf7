"""Enclosures of folded formulas hold the values of the loss on the whole box, and are points at points."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from flint import ctx

import losstheory as lt
from losstheory.formulas.errors import Unresolved
from losstheory.formulas.intervals import point, span
from losstheory.losses.multiclass import AnyMulticlass
from losstheory.numeric.classes.enclosures import Enclosure, limit_at
from losstheory.numeric.classes.functions import class_formulas
from tests.numeric.classes.members import members

NAMES = ("s1", "s2", "s3")
BRANCHING = [
    lt.multiclass(text, "s2", "s3")
    for text in (
        "Piecewise((s1, s1 < s2), (s3**2, s2 <= s3 + 1), (abs(s1 - s3), True))",
        "Piecewise((s2, (s1 < s2) & (s3 > 0)), (-s1, (s1 >= 2*s2) | (s3 < -1)), (7, True))",
        "min(s1, s2, s3) + s2*cos(s1)",
    )
]


@pytest.mark.parametrize("loss", [*members(3), *BRANCHING], ids=lambda loss: loss.name)
def test_every_value_on_a_box_is_enclosed(loss: AnyMulticlass) -> None:
    formula, chance = class_formulas(loss)[0], np.random.default_rng(5)
    with ctx.workprec(128):
        for width in (Fraction(1, 8), Fraction(4)):
            corner = [Fraction(int(chance.integers(-24, 24)), 8) for _ in NAMES]
            found = Enclosure(NAMES, [span(low, low + width) for low in corner], 0).of(formula)
            points = np.array(corner, dtype=float) + float(width) * chance.random((40, 3))
            values = lt.to_numpy(loss)(points, np.zeros(40, dtype=int))
            slack = 1e-9 * (1 + abs(values))
            assert (float(found.lower) <= values + slack).all() and (values - slack <= float(found.upper)).all()


@pytest.mark.parametrize("loss", list(members(3)), ids=lambda loss: loss.name)
def test_a_point_has_the_value_of_the_loss(loss: AnyMulticlass) -> None:
    scores = [0.25, -1.5, 0.875]
    for label, formula in enumerate((class_formulas(loss) * 3)[:3]):
        wanted = float(lt.to_numpy(loss)(scores, label))
        assert limit_at(formula, NAMES, scores, label) == pytest.approx(wanted, rel=1e-12, abs=1e-14)


def test_what_may_be_undefined_has_no_limit() -> None:
    for text in ("s1**2 + log(s2 - s1)", "s1**2 + sqrt(s2 - s1)", "s1 + sin(s3)/s3", "s1 + tan(s2)"):
        formula = class_formulas(lt.multiclass(text, "s2", "s3"))[0]
        assert math.isnan(limit_at(formula, NAMES, [math.inf, math.inf, 0.0], 0))
    fine = class_formulas(lt.multiclass("s1**2 + log(1 + abs(s2 - s1))", "s2", "s3"))[0]
    assert limit_at(fine, NAMES, [math.inf, math.inf, 0.0], 0) == math.inf
    assert math.isnan(limit_at(fine, NAMES, [math.inf, math.inf, math.nan], 0))


def test_a_rival_is_known_inside_a_reduction_alone() -> None:
    from losstheory.numeric.classes.affine import RIVAL

    with pytest.raises(Unresolved, match="outside of a reduction"):
        Enclosure(NAMES, [point(Fraction(0))] * 3, 0).of(RIVAL)
