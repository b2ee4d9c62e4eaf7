"""The formulas of a multiclass family with a parameter left open are those of its members."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from losstheory.formulas.open_values import left_open
from losstheory.losses.multiclass import multiclass_catalogue
from losstheory.losses.multiclass.open_families import of_classes, open_name
from losstheory.losses.multiclass.open_numbers import OpenNumber
from losstheory.theory.search.scores import evaluate

POINT = {"s1": np.array(0.3), "s2": np.array(-0.7), "s3": np.array(1.1)}
FAMILIES = [
    ("gce", "q", {}, {}), ("comp_sum", "tau", {}, {}), ("alpha_loss", "alpha", {}, {}), ("focal", "gamma", {}, {}),
    ("poly1", "epsilon", {}, {}), ("label_smoothing", "smoothing", {}, {}), ("temperature_ce", "temperature", {}, {}),
    ("logit_adjusted", "tau", {"priors": (1, 2, 4)}, {}), ("ldam", "margins_1", {"margins": (0, 1, 0)}, {}),
    ("ldam", "margins", {}, {}), ("vector_scaling", "factors_2", {"priors": (1, 1, 2), "factors": (1, 1, 1)}, {}),
    ("nfl", "gamma", {}, {}), ("sce", "beta", {}, {"A": Fraction(4)}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "label", "lists", "fixed"), FAMILIES, ids=lambda x: x if isinstance(x, str) else "")
def test_the_open_formulas_are_those_of_members_up_to_where_the_formulas_change(name, label, lists, fixed) -> None:
    family = of_classes(multiclass_catalogue[name], 3, lists)
    for value in (Fraction(3, 10), Fraction(3, 5), Fraction(7, 4), Fraction(13, 4)):
        if name == "label_smoothing" and value > 1:
            continue
        loss, lower, upper = family.opened(label, fixed, "-oo", "oo", value)
        assert (lower == "-oo" or lower.value < value) and (upper == "oo" or value < upper.value)
        member = family(**{**fixed, label: value})
        with left_open({open_name(label): value}):
            for open_, closed in zip(loss.formulas, member.formulas, strict=True):
                assert evaluate(open_, POINT) == pytest.approx(evaluate(closed, POINT), rel=1e-12)


def test_an_open_number_remembers_what_it_was_asked() -> None:
    x = OpenNumber.of("a", Fraction(3))
    assert x > 1 and x != 2 and not abs(1 - x) < 1
    assert [str(end) for end in x.questions.around("-oo", "oo")] == ["2", "oo"]
    assert sorted(str(y) for y in x.questions.changes()) == ["1", "2"]
    assert str((2 * x - 1) / x) == "((((2)*(a))-(1))/(a))" and ((2 * x - 1) / x).value == Fraction(5, 3)
