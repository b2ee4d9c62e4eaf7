"""What is special to LaTeX is escaped outside of formulas."""

from __future__ import annotations

from losstheory.reports.paper.latex import SPECIAL, escaped, plain


def test_formulas_stay_and_the_rest_is_escaped() -> None:
    assert escaped(r"50 % of $x_1 \% y$ & my_loss") == r"50 \% of $x_1 \% y$ \& my\_loss"
    assert escaped(r"cost \$5, $a$, $b_2$") == r"cost \$5, $a$, $b_2$"
    assert escaped("no formula $ here_") == r"no formula $ here\_"


def test_a_text_without_formulas_is_one_line_without_special_signs() -> None:
    hostile = "\\input{/etc/passwd} % $x$ #1 ^^M ~ <a> |b|\n\\end{tabular}"
    found = plain(hostile)
    for sign, written in {**SPECIAL, "$": r"\$"}.items():
        found = found.replace(written, "") if sign in hostile else found
    assert not set(found) & set("\\{}%$#^~&_\n")
