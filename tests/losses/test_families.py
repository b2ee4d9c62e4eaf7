from fractions import Fraction

import pytest
import sympy

from losstheory.formulas.errors import LossTheoryError
from losstheory.losses import margin, probability
from losstheory.losses.families import Family, Parameter, ParameterError
from losstheory.losses.loss import MarginLoss


def test_name_of_a_member_states_its_parameters():
    assert probability.focal(gamma=2).name == "focal(gamma=2)"
    assert probability.asl(gamma_neg=4, m=Fraction(1, 20)).name == "asl(gamma_pos=0, gamma_neg=4, m=1/20)"


def test_int_fraction_and_sympy_rational_are_the_same_parameter():
    members = {probability.gce(q=x) for x in (Fraction(1, 2), sympy.Rational(1, 2))}
    assert len(members) == 1
    assert probability.gce(q=1) == probability.gce(q=Fraction(1)) == probability.gce(q=sympy.Integer(1))


@pytest.mark.parametrize(
    "value", [2.0, 0.5, "2", True, 1j, None.__class__, sympy.pi, sympy.oo, sympy.nan, sympy.Float(2)]
)
def test_inexact_parameters_are_refused(value):
    with pytest.raises(ParameterError, match="gamma must be a rational in"):
        probability.focal(gamma=value)


@pytest.mark.parametrize(
    ("family", "values", "range_"),
    [
        (probability.focal, {"gamma": -1}, r"\[0, oo\)"),
        (probability.gce, {"q": 0}, r"\(0, oo\)"),
        (probability.balanced_focal, {"alpha": 1}, r"\(0, 1\)"),
        (probability.encouraging, {"log_end": Fraction(5, 4)}, r"\(0, 1\]"),
        (probability.beta, {"a": Fraction(3, 2)}, r"an integer in \[1, 8\]"),
        (probability.beta, {"b": 9}, r"an integer in \[1, 8\]"),
        (margin.clipped_hinge, {"s": 1}, r"\(-oo, 1\)"),
    ],
)
def test_values_outside_the_range_are_refused_with_the_range(family, values, range_):
    with pytest.raises(ParameterError, match=range_):
        family(**values)


def test_ends_of_a_closed_range_are_admitted():
    assert probability.encouraging(log_end=1).kind == "probability"
    assert probability.focal(gamma=0) == probability.LOG


def test_unknown_parameters_are_refused_with_the_known_ones():
    with pytest.raises(ParameterError, match="only gamma; did you mean gamma"):
        probability.focal(gama=2)


def test_missing_parameters_are_named():
    family = Family("line", MarginLoss, (Parameter("slope", "slope"),), lambda slope: slope, "ours")
    with pytest.raises(ParameterError, match=r"line needs slope \(slope\), a rational in \(-oo, oo\)"):
        family()


def test_parameter_errors_are_errors_of_the_library():
    assert issubclass(ParameterError, LossTheoryError)
