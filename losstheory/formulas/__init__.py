"""The expression tree: parser, printer, JSON form, normal shape, calculus, zeros and the piecewise normal form.

The bridge to sympy lies in ``bridge`` and ``symbols``, which are imported where they are needed.
"""

from losstheory.formulas.calculus import derivative, normal, substitute
from losstheory.formulas.constants import sign_of_constant
from losstheory.formulas.errors import DomainError, LossTheoryError, ParseError, Unresolved
from losstheory.formulas.from_json import tree_from_json
from losstheory.formulas.latex import to_latex
from losstheory.formulas.parser import parse
from losstheory.formulas.pieces import Part, Pieces, pieces, value_at
from losstheory.formulas.printer import to_text
from losstheory.formulas.roots import real_roots
from losstheory.formulas.tree import Tree, number, variable

__all__ = [
    "DomainError", "LossTheoryError", "ParseError", "Part", "Pieces", "Tree", "Unresolved", "derivative", "normal",
    "number", "parse", "pieces", "real_roots", "sign_of_constant", "substitute", "to_latex", "to_text",
    "tree_from_json", "value_at", "variable",
]  # fmt: skip
