"""LaTeX as a paper writes it."""

from __future__ import annotations

import pytest

from losstheory.formulas.latex import to_latex
from losstheory.formulas.parser import parse


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("max(0, 1-t)", r"\max\left\{0,\, 1 - t\right\}"),
        ("log(1+exp(-t))", r"\log\left(1 + e^{-t}\right)"),
        ("1/(1+exp(t))", r"\frac{1}{1 + e^{t}}"),
        ("(1-t)/2", r"\frac{1 - t}{2}"),
        ("3*t/(4*s1)", r"\frac{3 t}{4 s_{1}}"),
        ("-t/2", r"-\frac{t}{2}"),
        ("1-t/2", r"1 - \frac{t}{2}"),
        ("sqrt(1+t**2)", r"\sqrt{1 + t^{2}}"),
        ("(1-t)**2", r"\left(1 - t\right)^{2}"),
        ("eta*theta", r"\eta \theta"),
        ("abs(t)**3", r"\left|t\right|^{3}"),
        ("t**(3/2)", "t^{3/2}"),
        ("2*3**t", r"2 \cdot 3^{t}"),
        ("1 if t<=0 else 0", r"\begin{cases} 1 & \text{if } t \le 0 \\ 0 & \text{otherwise} \end{cases}"),
    ],
)
def test_writes_the_usual_form(text, latex):
    assert to_latex(parse(text, ["t", "s1", "eta", "theta"])) == latex


def test_braces_and_delimiters_balance(loss_case):
    latex = to_latex(parse(loss_case["text"], [loss_case["variable"]]))
    assert latex.count(r"\left") == latex.count(r"\right")
    assert latex.replace(r"\{", "").count("{") == latex.replace(r"\}", "").count("}")
    assert latex.count(r"\begin") == latex.count(r"\end")
