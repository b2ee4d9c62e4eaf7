r"""Formulas in MathML, which browsers show without a script: the LaTeX of ``latex.py``, read back.

Only what ``to_latex`` writes is read: letters, numbers, signs, ``\frac``, ``\sqrt``, scripts, ``\left`` and ``\right``,
``cases``, named functions and symbols.
"""

from __future__ import annotations

import re
from html import escape, unescape

from losstheory.formulas.latex import to_latex
from losstheory.formulas.tree import Tree

TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[0-9]+(?:\.[0-9]+)?|[A-Za-z]|\s+|.", re.DOTALL)
FUNCTIONS = {"max", "min", "log", "sin", "cos", "tan", "arctan", "sinh", "cosh", "tanh"}
SPACES = {r"\,": "0.17em", r"\ ": "0.33em", r"\quad": "1em"}
SIGNS = {"-": "−", "*": "∗", r"\cdot": "⋅", r"\le": "≤", r"\ge": "≥", r"\ne": "≠", r"\{": "{", r"\}": "}"}
SCRIPTS = {"^": "msup", "_": "msub"}
APPLY = "<mo>&#x2061;</mo>"


def to_mathml(formula: Tree | str) -> str:
    r"""The formula, or LaTeX as ``to_latex`` writes it, as one ``<math>`` element.

    >>> from losstheory.formulas.parser import parse
    >>> to_mathml(parse("t**2", {"t"}))
    '<math><msup><mi>t</mi><mn>2</mn></msup></math>'

    Raises:
        ValueError: text that ``to_latex`` does not write.
    """
    text = formula if isinstance(formula, str) else to_latex(formula)
    return f"<math>{_Reader(text).row('')}</math>"


class _Reader:
    """A reader of tokens, from left to right; blanks count only in texts."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = TOKEN.findall(text)
        self.at = 0

    def row(self, end: str) -> str:
        """The elements up to the end, which is read too."""
        return _row(self.items(end)[0])

    def items(self, *ends: str) -> tuple[list[str], str]:
        """The elements up to one of the ends, and which one it was; ``""`` is the end of the text."""
        found: list[str] = []
        while (token := self._next()) not in ends:
            if token in SCRIPTS:
                base = found.pop() if found else "<mrow></mrow>"
                found.append(f"<{SCRIPTS[token]}>{base}{self._argument()}</{SCRIPTS[token]}>")
            else:
                found.append(self._item(token))
        return found, token

    def _item(self, token: str) -> str:
        if token == "{":
            return self.row("}")
        if token in ("", "}"):
            raise ValueError(f"the formula ends too early: {self.text[:60]!r}")
        if token[0].isdigit():
            return f"<mn>{token}</mn>"
        if token in SPACES:
            return f'<mspace width="{SPACES[token]}"/>'
        if token in SIGNS:
            return f"<mo>{SIGNS[token]}</mo>"
        if not token.startswith("\\"):
            return f"<mi>{token}</mi>" if token.isalpha() else f"<mo>{escape(token)}</mo>"
        match token[1:]:
            case "left":
                return self._fenced()
            case "frac":
                return f"<mfrac>{self._argument()}{self._argument()}</mfrac>"
            case "sqrt":
                return self._root()
            case "text":
                return f"<mtext>{escape(self._words()).replace(' ', '&#xa0;')}</mtext>"
            case "mathit":
                return _identifier(self._words())
            case "operatorname":
                return self._function(self._words())
            case "begin":
                return self._cases()
            case name if name in FUNCTIONS:
                return self._function(name)
            case name if len(symbol := unescape(f"&{name};")) == 1:
                return f"<mi>{symbol}</mi>"
        raise ValueError(f"{token} is not read, in {self.text[:60]!r}")

    def _argument(self) -> str:
        return self._item(self._next())

    def _function(self, name: str) -> str:
        applied = "".join(self.tokens[self.at : self.at + 1]) == r"\left"
        return f"<mi>{escape(name)}</mi>{APPLY if applied else ''}"

    def _root(self) -> str:
        if self.tokens[self.at : self.at + 1] != ["["]:
            return f"<msqrt>{self._argument()}</msqrt>"
        self._next()
        index = self.row("]")
        return f"<mroot>{self._argument()}{index}</mroot>"

    def _fenced(self) -> str:
        left = self._next()
        inside, _ = self.items(r"\right")
        marks = [f'<mo fence="true">{escape(SIGNS.get(mark, mark))}</mo>' for mark in (left, self._next())]
        return f"<mrow>{marks[0]}{''.join(inside)}{marks[1]}</mrow>"

    def _cases(self) -> str:
        """Rows of an expression and a condition, behind a brace."""
        self._words()
        rows, cells, end = list[str](), list[str](), ""
        while end != r"\end":
            items, end = self.items("&", r"\\", r"\end")
            cells.append(f"<mtd>{_row(items)}</mtd>")
            if end != "&":
                rows.append(f"<mtr>{''.join(cells)}</mtr>")
                cells = []
        self._words()
        return f'<mrow><mo fence="true">{{</mo><mtable columnalign="left left">{"".join(rows)}</mtable></mrow>'

    def _words(self) -> str:
        """The text of a group, its blanks included."""
        start = self.at + 1
        while self._next(blanks=True) != "}":
            pass
        return "".join(token.removeprefix("\\") for token in self.tokens[start : self.at - 1])

    def _next(self, blanks: bool = False) -> str:
        """The next token; at the end ``""``, once."""
        while self.at < len(self.tokens):
            self.at += 1
            token: str = self.tokens[self.at - 1]
            if blanks or not token.isspace():
                return token
        if self.at > len(self.tokens):
            raise ValueError(f"the formula ends too early: {self.text[:60]!r}")
        self.at += 1
        return ""


def _identifier(name: str) -> str:
    """A name of several letters; what stands behind an underscore is an index."""
    stem, _, index = name.partition("_")
    parts = [f"<mi>{escape(part)}</mi>" for part in (stem, index) if part]
    return parts[0] if len(parts) == 1 else f"<msub>{''.join(parts)}</msub>"


def _row(items: list[str]) -> str:
    return items[0] if len(items) == 1 else f"<mrow>{''.join(items)}</mrow>"
