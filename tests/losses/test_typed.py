"""Losses as people type them."""

from __future__ import annotations

import pytest
from sympy import Max, exp

from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.parser import parse
from losstheory.formulas.symbols import p, t
from losstheory.losses import MarginLoss, PairLoss, ProbabilityLoss, ResidualLoss, margin, probability
from losstheory.losses.typed import loss


def test_the_kind_follows_from_number_and_variable():
    assert loss("max(0, 1 - t)") == MarginLoss("x", "max(0, 1 - t)")
    assert loss("exp(-t)", "exp(2*t)") == PairLoss("x", "exp(-t)", "exp(2*t)")
    assert loss("-log(p)", "-log(1 - p)") == ProbabilityLoss("x", "-log(p)", "-log(1 - p)")
    assert loss("1", "p") == ProbabilityLoss("x", "1", "p")
    assert loss("abs(r)") == loss("abs(r)", kind="residual") == ResidualLoss("x", "abs(r)")
    assert loss("1").kind == "margin" and loss("1", "2").kind == "pair"


def test_a_kind_that_is_given_wins():
    assert loss("1", "2", kind="probability") == ProbabilityLoss("x", "1", "2")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hinge", margin.HINGE),
        ("focal:gamma=2", probability.focal(gamma=2)),
        ("2*hinge", None),
        ("hinge+1/2*logistic", None),
    ],
)
def test_catalogue_terms_are_recognised(text, expected):
    found = loss(text)
    assert found.kind in ("margin", "probability")
    if expected is not None:
        assert found == expected


def test_strings_trees_sympy_and_losses_are_the_same_loss():
    tree = parse("max(0, 1 - t)", {"t"})
    assert loss("Max(0, 1 - t)") == loss(tree) == loss(Max(0, 1 - t)) == loss(margin.HINGE)
    assert loss(margin.HINGE) is margin.HINGE
    assert loss(exp(-t), "exp(t)") == loss("exp(-t)", exp(t))
    assert loss((1 - p) ** 2, p**2).kind == "probability"


def test_a_typed_loss_is_named_by_its_formulas_or_as_asked():
    assert loss(" t**2 ").name == "t**2" and loss("t**2").source == "typed"
    assert loss("-log(p)", "-log(1-p)").name == "-log(p); -log(1-p)"
    assert loss("t**2", name="square").name == "square"


@pytest.mark.parametrize(
    ("formulas", "options", "reason"),
    [
        ((), {}, "one formula or two"),
        (("t", "t", "t"), {}, "one formula or two"),
        (("t**2",), {"kind": "multiclass"}, "no kind"),
        (("t**2",), {"kind": "residual"}, "t"),
        (("r**2", "r"), {}, "residual loss has one formula"),
        (("r + p", "p"), {}, "r"),
        (("hinge",), {"kind": "residual"}, "not a residual loss"),
        (("t**2",), {"kind": "pair"}, "two formulas"),
        (("t**2", "t"), {"kind": "margin"}, "one formula"),
        (("p**2",), {}, "two formulas"),
        (("hinge",), {"kind": "pair"}, "not a pair loss"),
        (("hinge", "logistic"), {}, "two formulas, got the loss"),
        (("x**2",), {}, "x"),
        (("t + p", "p"), {}, "t"),
        (("t < 1",), {}, None),
        (("hinges",), {}, None),
        (("focal:gamma=-1",), {}, None),
        (("__import__('os')",), {}, None),
        (("t**2.5.real",), {}, None),
    ],
)
def test_what_makes_no_loss_says_why(formulas, options, reason):
    with pytest.raises(LossTheoryError, match=reason):
        loss(*formulas, **options)
