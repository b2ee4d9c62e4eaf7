"""What people type becomes the loss that they meant, or one clear refusal."""

from __future__ import annotations

import pytest
from sympy import Max, Symbol, exp

from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.symbols import t
from losstheory.losses.catalogue import catalogue
from losstheory.losses.typed import loss


def test_one_formula_in_t_is_a_margin_loss() -> None:
    found = loss("max(0, 1 - t)")
    assert (found.kind, found.name, found.source) == ("margin", "max(0, 1 - t)", "typed")
    assert loss(Max(0, 1 - t)).kind == "margin"


def test_two_formulas_are_a_pair_or_a_probability_loss() -> None:
    assert loss("exp(-t)", "exp(t)").kind == "pair"
    assert loss("-log(p)", "-log(1-p)").kind == "probability"
    assert loss(exp(-t), exp(t), kind="pair") == loss("exp(-t)", "exp(t)")
    assert loss("1", "0").kind == "pair" and loss("1", "0", kind="probability").kind == "probability"


def test_catalogue_terms_are_the_named_loss() -> None:
    assert loss("hinge") is catalogue["hinge"] and loss(loss("hinge")) is catalogue["hinge"]
    assert loss("focal:gamma=2") == catalogue.parse("focal:gamma=2")
    assert loss("2*log + brier").kind == "probability"
    assert loss("log(1 + exp(-t))").source == "typed"


def test_a_name_of_ones_own() -> None:
    assert loss("exp(-t)", name="mine").name == "mine"


@pytest.mark.parametrize(
    ("formulas", "kind", "told"),
    [
        ((), None, "expected one formula or two, got 0"),
        (("t", "t", "t"), None, "got 3"),
        (("hinge",), "probability", "is a margin loss, not a probability loss"),
        (("t",), "pair", "two formulas"),
        (("log(p)",), None, "a probability loss has two formulas"),
        (("t", "t"), "margin", "one formula; got 2"),
        (("t",), "multiclass", "no kind 'multiclass'"),
        (("hinge", "logistic"), None, "compare takes several losses"),
        (("t", "p"), None, "t"),
        (("t +",), None, "t +"),
        ((Symbol("x"),), None, "x"),
    ],
)
def test_a_refusal_says_why(formulas: tuple[object, ...], kind: str | None, told: str) -> None:
    with pytest.raises(LossTheoryError) as refusal:
        loss(*formulas, kind=kind)  # type: ignore[arg-type]
    assert told in str(refusal.value)
