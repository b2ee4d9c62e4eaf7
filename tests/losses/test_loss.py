import pickle
from dataclasses import FrozenInstanceError
from fractions import Fraction

import pytest
import sympy

from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.symbols import p, t
from losstheory.formulas.tree import Tree, number, variable
from losstheory.losses import MarginLoss, PairLoss, ProbabilityLoss
from losstheory.losses.loss import LossError, loss_from_json, substitute, weighted_sum

T = variable("t")
SQUARE = Tree("pow", (T, number(2)))


def test_tree_sympy_and_string_give_the_same_loss():
    losses = {MarginLoss("tree", SQUARE), MarginLoss("sympy", t**2), MarginLoss("string", "t**2")}
    assert len(losses) == 1


def test_name_and_source_do_not_distinguish_losses():
    assert MarginLoss("a", SQUARE, source="x") == MarginLoss("b", SQUARE, source="y")
    assert MarginLoss("a", SQUARE) != MarginLoss("a", T)


def test_kind_distinguishes_losses_with_equal_formulas():
    assert PairLoss("a", 0, 1) != ProbabilityLoss("a", 0, 1)
    assert PairLoss("a", 0, 1) != PairLoss("a", 1, 0)


@pytest.mark.parametrize(
    "loss", [MarginLoss("m", sympy.Max(0, 1 - t)), PairLoss("r", -t, t), ProbabilityLoss("p", 1 - p, p)]
)
def test_losses_are_values(loss):
    again = pickle.loads(pickle.dumps(loss))
    assert again == loss
    assert hash(again) == hash(loss)
    assert (again.name, again.source) == (loss.name, loss.source)
    assert loss_from_json(loss.to_json()) == loss
    with pytest.raises(FrozenInstanceError):
        loss.name = "other"


def test_json_form_is_kind_and_expressions():
    assert MarginLoss("a", SQUARE).to_json() == {"kind": "margin", "expressions": [["pow", "t", "2"]]}
    assert ProbabilityLoss("a", 0, "p").to_json() == {"kind": "probability", "expressions": ["0", "p"]}


@pytest.mark.parametrize(
    "data",
    [
        None,
        {"kind": "margin"},
        {"kind": "regression", "expressions": ["t"]},
        {"kind": "margin", "expressions": ["t", "t"]},
        {"kind": "pair", "expressions": ["t"]},
        {"kind": [], "expressions": ["t"]},
        {"kind": "probability", "expressions": ["t", "t"]},
    ],
)
def test_json_of_no_loss_is_refused(data):
    with pytest.raises(LossTheoryError):
        loss_from_json(data)


def test_domains_are_the_line_and_the_unit_interval():
    assert (MarginLoss.variable, MarginLoss.lower, MarginLoss.upper) == ("t", "-oo", "oo")
    assert (PairLoss.variable, PairLoss.lower, PairLoss.upper) == ("t", "-oo", "oo")
    assert (ProbabilityLoss.variable, ProbabilityLoss.lower, ProbabilityLoss.upper) == ("p", "0", "1")


def test_negative_partial_of_a_margin_loss_is_phi_of_minus_t(evaluate):
    loss = MarginLoss("steps", "Piecewise((t**3, t < 1), (Max(t, 2), True))")
    positive, negative = loss.partials
    for point in (-3.0, -1.0, -0.5, 0.0, 0.5, 1.0, 3.0):
        assert evaluate(negative, point) == evaluate(positive, -point)


def test_substitution_types_the_value_and_rewrites_nothing():
    zero = Tree("mul", (number(0), T))
    assert substitute(zero, "t", number(2)) == Tree("mul", (number(0), number(2)))


@pytest.mark.parametrize("eta", ["0", "1/3", "1/2", 1])
def test_conditional_risk_is_the_mean_of_the_partials(eta, evaluate):
    loss = ProbabilityLoss("uneven", "p**2", "3 - p")
    for point in (0.125, 0.5, 0.75):
        expected = float(Fraction(eta)) * point**2 + float(1 - Fraction(eta)) * (3 - point)
        assert evaluate(loss.conditional_risk(eta), point) == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize("eta", [0.5, "3/2", -1])
def test_conditional_risk_wants_an_exact_probability(eta):
    with pytest.raises(LossError, match="exact rational in"):
        MarginLoss("a", T).conditional_risk(eta)


@pytest.mark.parametrize(
    ("form", "formulas"),
    [
        (MarginLoss, [variable("p")]),
        (MarginLoss, [variable("s")]),
        (ProbabilityLoss, [variable("p"), T]),
        (MarginLoss, [Tree("<", (T, number(0)))]),
        (MarginLoss, [Tree("true")]),
    ],
)
def test_other_variables_and_conditions_are_refused(form, formulas):
    with pytest.raises(LossError, match="expected a formula in"):
        form("wrong", *formulas)


def test_weighted_sum_adds_pointwise(evaluate):
    total = weighted_sum([(Fraction(1), MarginLoss("a", SQUARE)), (Fraction(1, 2), MarginLoss("b", T))], "a+b")
    assert [evaluate(total.phi, x) for x in (-2.0, 0.0, 3.0)] == [3.0, 0.0, 10.5]


def test_weighted_sum_needs_one_kind_and_positive_weights():
    margin, pair = MarginLoss("a", T), PairLoss("b", T, T)
    for terms in ([], [(Fraction(1), margin), (Fraction(1), pair)], [(Fraction(0), margin)], [(Fraction(-1), pair)]):
        with pytest.raises(LossError):
            weighted_sum(terms, "sum")


def test_losses_show_their_formulas():
    assert repr(MarginLoss("square", "t**2")) == "MarginLoss('square', t**2)"
    assert MarginLoss("square", "t**2")._repr_latex_() == r"$\varphi(t) = t^{2}$"
    assert r"\ell_-(p) = p" in ProbabilityLoss("mae", "1 - p", "p")._repr_latex_()
