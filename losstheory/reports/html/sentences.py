"""Statements as HTML: the sentence of the checker, its formulas in MathML.

The checker writes the sentence of a statement in which each formula stands for itself under a mark; so the words are
those that the certificate is about, and only the formulas are set anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from losstheory.claims import Statement
from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.from_json import tree_from_json
from losstheory.formulas.mathml import to_mathml
from losstheory.formulas.parser import parse
from losstheory.formulas.tree import FUNCTIONS, Tree
from losstheory.losses.loss import substitute
from losstheory.reports.html.markup import element, text
from losstheory.reports.recorded import Recorded

OPERATIONS = (*FUNCTIONS, "add", "mul", "pow", "max", "min", "piecewise", "root", "crossing")
OPENING, CLOSING = "\ue000", "\ue001"  # of a private use area: no formula and no sentence has them
MARK = re.compile(f"{OPENING}([0-9]+){CLOSING}\\(([^()]*)\\)")
NAME = re.compile(r"[A-Za-z_]\w*")
MATHEMATICS = re.compile(
    r"(?P<greek>\b(?:eta|theta|gamma|lambda|mu|tau|alpha|beta|kappa|rho|sigma)\b)"
    r"|(?P<stem>\b[A-Za-z])_?(?P<index>\d+|(?<=_)\w|(?<=[lps])K)\b"
    r"|\bl(?P<side>[+-])(?![\w.])"
    r"|\*\*(?P<power>\d)"
    r"|(?P<sign><=|>=|!=|==)"
    r"|(?<![\w'’.])(?P<letter>[CHKLMRTchklpqrstuvwxy])(?![\w'’-])"
)
SIGNS = {"<=": "≤", ">=": "≥", "!=": "≠", "==": "="}


def sentence_html(statement: Statement) -> str:
    """The sentence of a statement, its formulas in MathML; what has no canonical form is shown in its words."""
    form = statement.form if isinstance(statement, Recorded) else statement.to_json()
    if not isinstance(form, dict) or not isinstance(form.get("property"), str):
        return text(str(statement))
    trees: list[Tree] = []
    marked = _marked(form, trees)
    try:
        words = str(Recorded(marked))
    except (LookupError, TypeError, ValueError):  # a statement of a user's own class has a sentence of its own
        return text(str(statement))
    return "".join(_parts(words, trees))


def formula_html(formula: Tree) -> str:
    """A formula that scrolls where the page is too narrow for it."""
    try:
        return element("span", to_mathml(formula), class_="math")
    except (RecursionError, ValueError):
        return element("code", text(str(formula)))


def tree_of(data: Any) -> Tree | None:
    """The tree of a JSON formula in whatever variables it has; None: it is none."""
    try:
        return tree_from_json(data, set(names_of(data)))
    except LossTheoryError:
        return None


def names_of(data: Any) -> list[str]:
    """The variables of a JSON formula, in alphabetical order."""
    return sorted(set(_names(data)) - {"pi"})


def _names(data: Any) -> Iterator[str]:
    if isinstance(data, str) and NAME.fullmatch(data):
        yield data
    elif isinstance(data, list):
        for item in data[1:] if data and isinstance(data[0], str) else data:
            yield from _names(item)


def _marked(data: Any, trees: list[Tree]) -> Any:
    """The JSON with each formula replaced by a function of its variables whose name is its number in ``trees``."""
    if isinstance(data, dict):
        return {key: _marked(value, trees) for key, value in data.items()}
    if not isinstance(data, list):
        return data
    if data and data[0] in OPERATIONS and (tree := tree_of(data)) is not None:
        trees.append(tree)
        return [f"{OPENING}{len(trees) - 1}{CLOSING}", *sorted(tree.variables())]
    return [_marked(item, trees) for item in data]


def _parts(words: str, trees: list[Tree]) -> Iterator[str]:
    end = 0
    for mark in MARK.finditer(words):
        yield typeset(words[end : mark.start()])
        tree = trees[int(mark[1])]
        yield formula_html(_renamed(tree, [name for name in mark[2].split(", ") if name]))
        end = mark.end()
    yield typeset(words[end:])


def _renamed(tree: Tree, arguments: list[str]) -> Tree:
    """The formula of the arguments that the sentence gives it, such as ``q_y`` for q."""
    for name, argument in zip(sorted(tree.variables()), arguments, strict=True):
        if argument != name:
            tree = substitute(tree, name, parse(argument, set(NAME.findall(argument))))
    return tree


def typeset(words: str) -> str:
    """Words as HTML, with the letters and signs of mathematics among them as such.

    >>> typeset("for every eta in (0, 1) and p1 <= 1/2")
    'for every <i>η</i> in (0, 1) and <i>p</i><sub>1</sub> ≤ 1/2'
    """
    parts, end = list[str](), 0
    for found in MATHEMATICS.finditer(words):
        parts += [text(words[end : found.start()]), _symbol(found)]
        end = found.end()
    return "".join([*parts, text(words[end:])])


def _symbol(found: re.Match[str]) -> str:
    match found.lastgroup:
        case "greek":
            return f"<i>{unescape(chr(38) + found['greek'] + ';')}</i>"
        case "index":
            return f"<i>{found['stem']}</i><sub>{found['index']}</sub>"
        case "side":
            return f"<i>ℓ</i><sub>{'+' if found['side'] == '+' else '−'}</sub>"
        case "power":
            return f"<sup>{found['power']}</sup>"
        case "sign":
            return SIGNS[found["sign"]]
    return f"<i>{found['letter']}</i>"
