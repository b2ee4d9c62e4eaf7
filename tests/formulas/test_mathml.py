"""Formulas in MathML: well-formed, the same layout as the LaTeX, and nothing read that is not understood."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from losstheory.formulas.latex import to_latex
from losstheory.formulas.mathml import to_mathml
from losstheory.formulas.parser import parse
from losstheory.losses.catalogue import catalogue
from losstheory.losses.loss import AnyLoss

CONSTANTS = [loss for name in catalogue if isinstance(loss := catalogue[name], AnyLoss)]


def told(formula: str, *names: str) -> str:
    """The letters and signs of a formula, in the order of the page."""
    return "".join(ElementTree.fromstring(to_mathml(parse(formula, set(names)))).itertext())


@pytest.mark.parametrize("loss", CONSTANTS, ids=lambda loss: loss.name)
def test_every_formula_of_the_catalogue_is_well_formed(loss: AnyLoss) -> None:
    for tree in loss.expressions:
        root = ElementTree.fromstring(to_mathml(tree))
        assert root.tag == "math" and "".join(root.itertext()).strip()
        assert len(root.findall(".//mfrac")) == to_latex(tree).count(r"\frac")
        assert len(root.findall(".//msup")) == to_latex(tree).count("^")
        arities = {"mfrac": 2, "msup": 2, "msub": 2, "mroot": 2, "msqrt": 1}
        assert all(len(node) == arities.get(node.tag, len(node)) for node in root.iter())


@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        ("max(0, 1 - t)**2", "max\u2061{0,1−t}2"),
        ("1/(1 + exp(-t))", "11+e−t"),
        ("gamma*t", "γt"),
        ("width*t", "widtht"),
        ("sqrt(t) + t**(1/3)", "t+t3"),
    ],
)
def test_what_is_shown(formula: str, shown: str) -> None:
    assert told(formula, "t", "gamma", "width") == shown


def test_branches_are_rows_with_their_conditions() -> None:
    root = ElementTree.fromstring(to_mathml(parse("Piecewise((t**2, t < 1), (t, True))", {"t"})))
    rows = ["".join(row.itertext()).replace("\xa0", " ") for row in root.iter("mtr")]
    assert rows == ["t2if t<1", "totherwise"]


def test_names_with_an_index_have_it_below() -> None:
    assert to_mathml(parse("s_y", {"s_y"})) == "<math><msub><mi>s</mi><mi>y</mi></msub></math>"
    assert to_mathml(parse("s2", {"s2"})) == "<math><msub><mi>s</mi><mn>2</mn></msub></math>"


@pytest.mark.parametrize(
    "text", [r"\frac{a}", "{", "}", r"\left(x", r"\text{a", "x^", r"\href{x}{y}", r"\begin{cases} a"]
)
def test_other_latex_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="read|ends too early"):
        to_mathml(text)


def test_a_deep_formula_does_not_lose_its_end() -> None:
    root = ElementTree.fromstring(to_mathml(parse("atan(" * 40 + "t" + ")" * 40, {"t"})))
    assert "".join(root.itertext()) == "arctan\u2061(" * 40 + "t" + ")" * 40
