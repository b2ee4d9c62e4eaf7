r"""Formulas in LaTeX, as a paper writes them: ``\max\{0,\, 1 - t\}^{2}``, ``\log(1 + e^{-t})``."""

from __future__ import annotations

import re
from fractions import Fraction

from losstheory.formulas.tree import Tree, number

SUM, PRODUCT, POWER, ATOM = range(4)
GREEK = ("alpha", "beta", "gamma", "delta", "epsilon", "eta", "theta", "kappa", "mu", "nu", "rho", "sigma", "tau")
SIGNS = {"<": "<", "<=": r"\le", ">": ">", ">=": r"\ge", "==": "=", "!=": r"\ne"}
NAMES = {
    "log": r"\log", "sin": r"\sin", "cos": r"\cos", "tan": r"\tan", "atan": r"\arctan", "sinh": r"\sinh",
    "cosh": r"\cosh", "tanh": r"\tanh", "erf": r"\operatorname{erf}", "sign": r"\operatorname{sign}",
    "softplus": r"\operatorname{softplus}", "sigmoid": r"\sigma",
}  # fmt: skip


def to_latex(tree: Tree) -> str:
    """The formula for math mode."""
    return _written(tree)[0]


def _written(tree: Tree) -> tuple[str, int]:
    match tree.op:
        case "number":
            return _number(tree.args[0])
        case "variable":
            return _name(tree.args[0]), ATOM
        case "pi":
            return r"\pi", ATOM
        case "true":
            return r"\text{otherwise}", ATOM
        case "add":
            return _sum(tree.args), SUM
        case "mul":
            return _product(tree.args)
        case "pow":
            return _power(*tree.args)
        case "exp":
            return f"e^{{{to_latex(tree.args[0])}}}", POWER
        case "abs":
            return rf"\left|{to_latex(tree.args[0])}\right|", ATOM
        case "max" | "min":
            listed = r",\, ".join(map(to_latex, tree.args))
            return rf"\{tree.op}\left\{{{listed}\right\}}", ATOM
        case "piecewise":
            return _cases(tree), ATOM
        case "and" | "or":
            word = r"\text{ and }" if tree.op == "and" else r"\text{ or }"
            return word.join(f"({to_latex(c)})" if c.op in ("and", "or") else to_latex(c) for c in tree.args), SUM
        case "root" | "crossing":
            return rf"x_{{[{tree.args[1]},\,{tree.args[2]}]}}", ATOM
    if tree.op in SIGNS:
        return f" {SIGNS[tree.op]} ".join(map(to_latex, tree.args)), SUM
    return rf"{NAMES[tree.op]}\left({to_latex(tree.args[0])}\right)", POWER


def _number(value: Fraction) -> tuple[str, int]:
    if value.denominator == 1:
        return str(value), ATOM if value >= 0 else SUM
    sign = "-" if value < 0 else ""
    return rf"{sign}\frac{{{abs(value.numerator)}}}{{{value.denominator}}}", PRODUCT if value > 0 else SUM


def _name(name: str) -> str:
    found = re.fullmatch(r"([A-Za-z]+)_?(\d*)", name)
    if found is None:
        return rf"\mathit{{{name.replace('_', chr(92) + '_')}}}"
    letters, index = found.groups()
    stem = "\\" + letters if letters in GREEK else letters if len(letters) == 1 else rf"\mathit{{{letters}}}"
    return f"{stem}_{{{index}}}" if index else stem


def _in(tree: Tree, level: int) -> str:
    text, own = _written(tree)
    return text if own >= level else rf"\left({text}\right)"


def _sum(terms: tuple[Tree, ...]) -> str:
    out = ""
    for term in terms:
        text, own = _written(term)
        text = text if own > SUM or text.startswith("-") and term.op != "add" else rf"\left({text}\right)"
        out += f" - {text[1:]}" if out and text.startswith("-") else f" + {text}" if out else text
    return out


def _product(factors: tuple[Tree, ...]) -> tuple[str, int]:
    """A fraction if there is a denominator; the sign in front."""
    scale, top, bottom = Fraction(1), list[Tree](), list[Tree]()
    for factor in factors:
        if (value := factor.value) is not None:
            scale *= value
        elif factor.op == "pow" and (exponent := factor.args[1].value) is not None and exponent < 0:
            base = factor.args[0]
            bottom.append(base if exponent == -1 else Tree("pow", (base, number(-exponent))))
        else:
            top.append(factor)
    sign, scale = "-" if scale < 0 else "", abs(scale)
    alone = bool(bottom) or scale.denominator != 1
    text = _juxtaposed(scale.numerator, top, alone)
    if alone:
        text = rf"\frac{{{text}}}{{{_juxtaposed(scale.denominator, bottom, True)}}}"
    return sign + text, SUM if sign else PRODUCT


def _juxtaposed(scale: int, factors: list[Tree], alone: bool) -> str:
    """The factors side by side; a single one needs no parentheses if it stands ``alone``."""
    if scale == 1 and len(factors) == 1 and alone:
        return to_latex(factors[0])
    parts = [] if scale == 1 and factors else [str(scale)]
    for factor in factors:
        text = _in(factor, POWER)
        parts.append(rf"\cdot {text}" if parts and text[0].isdigit() else text)
    return " ".join(parts)


def _power(base: Tree, exponent: Tree) -> tuple[str, int]:
    value = exponent.value
    if value is None:
        return f"{_in(base, ATOM)}^{{{to_latex(exponent)}}}", POWER
    if value < 0:
        return _product((Tree("pow", (base, exponent)),))
    return _raised(base, value), POWER


def _raised(base: Tree, exponent: Fraction) -> str:
    if exponent.numerator == 1:
        index = "" if exponent.denominator == 2 else f"[{exponent.denominator}]"
        return rf"\sqrt{index}{{{to_latex(base)}}}"
    return f"{_in(base, ATOM)}^{{{exponent}}}"


def _cases(tree: Tree) -> str:
    rows = []
    for expression, condition in zip(tree.args[::2], tree.args[1::2], strict=True):
        word = "" if condition.op == "true" else r"\text{if } "
        rows.append(rf"{to_latex(expression)} & {word}{to_latex(condition)}")
    return r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}"
