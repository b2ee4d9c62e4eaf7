"""Formulas as MathML, which browsers draw themselves: no script, no font, no network."""

from __future__ import annotations

import re
from html import escape

from docutils import nodes
from docutils.utils.math import MathError
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.application import Sphinx
from sphinx.util.logging import getLogger
from sphinx.util.typing import ExtensionMetadata
from sphinx.writers.html5 import HTML5Translator

UNKNOWN = {r"\dots": r"\ldots", r"\big": ""}  # to docutils, and what stands for it
COMMAND = re.compile(r"\\[a-zA-Z]+")


def mathml(node: nodes.math | nodes.math_block, displayed: bool) -> str:
    """The formula, or its source with a warning where docutils cannot read it."""
    source = node.astext()
    try:
        return str(tex2mathml(COMMAND.sub(lambda found: UNKNOWN.get(found[0], found[0]), source), as_block=displayed))
    except MathError as error:
        getLogger(__name__).warning("formula %s: %s", source, error, location=node)
        return escape(source)


def inline(self: HTML5Translator, node: nodes.math) -> None:
    self.body.append(mathml(node, displayed=False))
    raise nodes.SkipNode


def block(self: HTML5Translator, node: nodes.math_block) -> None:
    self.body.append(f'<div class="math">{mathml(node, displayed=True)}</div>\n')
    raise nodes.SkipNode


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_html_math_renderer("mathml", (inline, None), (block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
