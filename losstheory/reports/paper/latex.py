"""Texts for LaTeX: what is special outside of formulas is escaped."""

from __future__ import annotations

import re

SPECIAL = {
    "&": r"\&",
    "%": r"\%",
    "#": r"\#",
    "_": r"\_",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "\\": r"\textbackslash{}",
    "<": "$<$",
    ">": "$>$",
    "|": "$|$",
    "…": r"\dots{}",
    "−": "$-$",
}
FORMULA = re.compile(r"((?<!\\)\$(?:[^$\\]|\\.)*\$)")


def escaped(text: str) -> str:
    r"""The text with what is special to LaTeX escaped, formulas between dollar signs left as they are.

    >>> print(escaped("95 % of $x_1$, my_loss"))
    95 \% of $x_1$, my\_loss
    """
    parts = FORMULA.split(text.replace(r"\$", "\0"))
    return "".join(part if index % 2 else _plain(part) for index, part in enumerate(parts)).replace("\0", r"\$")


def plain(text: str) -> str:
    r"""The same for one line of text without formulas, in which a dollar sign is one.

    >>> print(plain("$5 & more"))
    \$5 \& more
    """
    return "".join(r"\$" if sign == "$" else SPECIAL.get(sign, sign) for sign in " ".join(text.split()))


def _plain(text: str) -> str:
    return "".join(SPECIAL.get(sign, sign) for sign in text)
