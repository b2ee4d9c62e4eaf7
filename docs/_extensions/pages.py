"""What is written as plain text, as the site shows it: links into the repository, exponents, absolute values."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util.typing import ExtensionMetadata

NOTEBOOK = re.compile(r"\[([^][]*)\]\(\.\./notebooks/(\w+)\.ipynb\)")
OUTSIDE = re.compile(r"\[([^][]*)\]\(\.\./[^)]*\)")
SCRIPT = re.compile(
    r"(?<=[\w)\u0303\u0304])\^(?:(?P<up>\((?:[^()]|\([^()]*\))*\))|(?P<bare>-?\w+))"  # x^(k-1), e^-t
    r"|(?:(?<=(?<!\w)\w|[‖\u0303\u0304])|(?<=max|min|sup|inf))_(?P<down>\w)(?!\w)"  # p_k
)
DERIVED = "f"  # f^(k) is a derivative: its parentheses stay
VERBATIM = (nodes.FixedTextElement, nodes.literal, nodes.math, nodes.math_block, nodes.raw, nodes.title)
LITERAL = re.compile(r"(``.*?``|:math:`.*?`)")


def links(app: Sphinx, docname: str, source: list[str]) -> None:
    """A link to a notebook of the repository leads to its page; of one to another file the text is left."""
    if "/" not in docname:
        source[0] = OUTSIDE.sub(r"\1", NOTEBOOK.sub(r"{doc}`\1 </notebooks/\2>`", source[0]))


def bars(app: Sphinx, what: str, name: str, obj: object, options: object, lines: list[str]) -> None:
    """``|x|`` in a docstring is an absolute value, not a substitution."""
    for i, line in enumerate(lines):
        if not line.lstrip().startswith(">>>"):
            parts = LITERAL.split(line)
            parts[::2] = [re.sub(r"(?<!\\)\|", r"\\|", part) for part in parts[::2]]
            lines[i] = "".join(parts)


class Scripts(SphinxTransform):
    """``x^(k-1)``, ``e^-t`` and ``p_k`` in the text of a page, raised and lowered."""

    default_priority = 700

    def apply(self) -> None:
        for text in list(self.document.findall(nodes.Text)):
            inside = text.parent
            if SCRIPT.search(text) and not isinstance(inside, VERBATIM) and "code" not in inside.get("classes", ()):
                inside.replace(text, list(set_scripts(str(text))))


def set_scripts(text: str) -> Iterator[nodes.Node]:
    """The text with superscripts and subscripts."""
    start = 0
    for found in SCRIPT.finditer(text):
        yield nodes.Text(text[start : found.start()])
        if found["down"]:
            yield nodes.subscript("", found["down"])
        else:
            up = found["bare"] or (found["up"] if text[found.start() - 1] == DERIVED else found["up"][1:-1])
            yield nodes.superscript("", up)
        start = found.end()
    yield nodes.Text(text[start:])


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_transform(Scripts)
    app.connect("source-read", links)
    app.connect("autodoc-process-docstring", bars)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
