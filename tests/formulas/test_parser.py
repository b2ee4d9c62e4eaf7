"""What people type becomes the tree that they mean; everything else is refused, quickly, with the place."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from losstheory.formulas.errors import ParseError
from losstheory.formulas.parser import parse
from losstheory.formulas.tree import ONE, PI, TRUE, ZERO, Tree, number, variable

t = variable("t")
HALF = number(Fraction(1, 2))


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("0.1", number(Fraction(1, 10))),
        ("1e-3", number(Fraction(1, 1000))),
        ("2.50E+2", number(250)),
        (".5", HALF),
        ("1/2", HALF),
        ("-1", number(-1)),
        ("Rational(-3, 6)", number(Fraction(-1, 2))),
        ("2**-3", number(Fraction(1, 8))),
        ("-t", Tree("mul", (number(-1), t))),
        ("1 - t", Tree("add", (ONE, Tree("mul", (number(-1), t))))),
        ("1 - 2*t", Tree("add", (ONE, Tree("mul", (number(-2), t))))),
        ("1/t", Tree("pow", (t, number(-1)))),
        ("t/2", Tree("mul", (t, HALF))),
        ("-t**2", Tree("mul", (number(-1), Tree("pow", (t, number(2)))))),
        ("sqrt(t)", Tree("pow", (t, HALF))),
        ("log1p(t)", Tree("log", (Tree("add", (ONE, t)),))),
        ("expm1(t)", Tree("add", (Tree("exp", (t,)), number(-1)))),
        ("relu(t)", Tree("max", (ZERO, t))),
        ("ln(t)", Tree("log", (t,))),
        ("Max(0, Abs(t))", Tree("max", (ZERO, Tree("abs", (t,))))),
        ("E", Tree("exp", (ONE,))),
        ("pi", PI),
        ("t + t + t", Tree("add", (t, t, t))),
        ("t + (t + t)", Tree("add", (t, Tree("add", (t, t))))),
        ("t*0", Tree("mul", (t, ZERO))),
        ("1 if t < 0 else 0", Tree("piecewise", (ONE, Tree("<", (t, ZERO)), ZERO, TRUE))),
        (" \n max(0,\n\t1 - t)", Tree("max", (ZERO, Tree("add", (ONE, Tree("mul", (number(-1), t))))))),
    ],
)
def test_reads_what_was_meant(text, tree):
    assert parse(text, ["t"]) == tree


@pytest.mark.parametrize("condition", ["0 <= t < 1", "(0 <= t) & (t < 1)", "0 <= t and t < 1"])
def test_chains_and_joints_are_one_condition(condition):
    joined = Tree("and", (Tree("<=", (ZERO, t)), Tree("<", (t, ONE))))
    assert parse(f"Piecewise((t, {condition}), (0, True))", ["t"]) == Tree("piecewise", (t, joined, ZERO, TRUE))


@given(st.integers(0, 10**30), st.integers(0, 9), st.integers(-200, 200))
@settings(deadline=None, derandomize=True, max_examples=60)
def test_decimals_are_exact(whole, digit, exponent):
    text = f"{whole}.{digit}e{exponent}"
    assert parse(text, []).value == Fraction(10 * whole + digit, 10) * Fraction(10) ** exponent


def test_refuses_hostile_input_quickly(hostile):
    start = time.perf_counter()
    with pytest.raises(ParseError):
        parse(hostile, ["t"])
    assert time.perf_counter() - start < 0.25


@given(st.text(alphabet="t01+-*/(),.<>=&|! eEmaxpiThenor", max_size=40))
@settings(deadline=None, derandomize=True, max_examples=200)
def test_any_text_is_a_tree_or_a_parse_error(text):
    with suppress(ParseError):
        assert isinstance(parse(text, ["t"]), Tree)


def test_losses_of_the_literature_are_read(loss_case):
    assert parse(loss_case["text"], [loss_case["variable"]]).variables() <= {loss_case["variable"]}


def test_multiclass_losses_are_read(multiclass):
    assert parse(multiclass, ["s1", "s2", "s3"]).variables() >= {"s2", "s3"}


@pytest.mark.parametrize(
    ("text", "position", "words"),
    [
        ("1 + foo", 4, "unknown name 'foo'"),
        ("epx(t)", 0, "did you mean exp?"),
        ("t^2", 1, "powers are written **"),
        ("1 + t/0", 6, "division by zero"),
        ("2t", 1, "write *"),
        ("Piecewise((1, t<=1 & t>0), (0, True))", 17, "& joins conditions in parentheses"),
        ("t.real", 0, "not allowed"),
    ],
)
def test_errors_show_the_place(text, position, words):
    with pytest.raises(ParseError, match=words.replace("*", r"\*").replace("?", r"\?")) as caught:
        parse(text, ["t"])
    assert caught.value.position == position
    last, caret = str(caught.value).splitlines()[-2:]
    assert last[caret.index("^")] == text[position]


def test_long_formulas_show_the_neighbourhood_of_the_place():
    text = "t + " * 400 + "foo"
    with pytest.raises(ParseError) as caught:
        parse(text, ["t"])
    assert max(map(len, str(caught.value).splitlines()[1:])) < 100


def test_parsing_does_not_load_sympy():
    code = "import losstheory.formulas as f, sys; f.parse('max(0, 1-t)', ['t']); sys.exit('sympy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
