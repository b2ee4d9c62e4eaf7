"""A loss on the page: its formula, its curves, its values, and the verdicts on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from losstheory.losses.loss import Loss
from losstheory.losses.multiclass import FormulaPerClass
from losstheory.reports.html.claim_section import badge, claim_link
from losstheory.reports.html.figures import function_figure, loss_figures
from losstheory.reports.html.items import Item, LossItem
from losstheory.reports.html.markup import deferred, element, text
from losstheory.reports.html.sentences import formula_html, tree_of, typeset
from losstheory.reports.values import Value
from losstheory.theory.derived.derive import DerivedFunction

MAX_SHOWN = 60
PLOTTED = ("calibration_function", "psi")
FUNCTIONS = ("bayes_risk", "calibration_function", "psi", "link", "weight")


def loss_section(item: LossItem) -> str:
    """The loss, folded to its name, its kind and the number of claims."""
    count = len(item.items)
    head = element(
        "summary",
        element("span", text(item.name or _short(item.loss)), class_="label"),
        element("span", text(item.loss.kind.replace("_", " ")), class_="kind"),
        element("span", f"{count} claim{'s' * (count != 1)}", class_="outcome"),
    )
    return element("details", head, deferred(*_body(item)), class_="loss", id=f"l{item.number}")


def _body(item: LossItem) -> Iterator[str]:
    yield element("div", *_formulas(item.loss), class_="formulas")
    proved = {entry.topic: tree for entry in item.items if (tree := _proved(entry)) is not None}
    drawn = [function_figure(name, proved[name]) for name in PLOTTED if name in proved]
    drawn += [
        function_figure(name, value.exact)
        for name, value in item.values.items()
        if name in PLOTTED and name not in proved and isinstance(value, DerivedFunction) and value.exact is not None
    ]
    yield element("div", loss_figures(item.loss), *drawn, class_="figures")
    if item.values:
        rows = [(text(name.replace("_", " ")), _value(value)) for name, value in item.values.items()]
        yield _table(("Value", ""), rows)
    yield _table(
        ("Status", "Property", "Value", "Claim"),
        [(badge(one.status), text(one.topic.replace("_", " ")), _claimed(one), claim_link(one)) for one in item.items],
    )


def _formulas(loss: Loss) -> Iterator[str]:
    """One line for each formula."""
    if isinstance(loss, FormulaPerClass):
        heads = [f"l_{k + 1}({', '.join(loss.names)})" for k in range(loss.classes)]
    else:
        names = {"margin": ("φ",), "residual": ("ρ",)}.get(loss.kind, ("l+", "l-"))
        heads = [f"{name}({loss.variable})" for name in names]
    for head, tree in zip(heads, loss.expressions, strict=True):
        yield element("p", typeset(head), " = ", formula_html(tree))


def _proved(item: Item) -> Any:
    """The formula that a proved statement gives to a function of the loss."""
    if item.status != "PROVED" or item.topic not in FUNCTIONS:
        return None
    value = item.form.get("value")
    return tree_of(value.get("formula") if isinstance(value, dict) else value)


def _claimed(item: Item) -> str:
    value = item.form.get("value")
    tree = tree_of(value.get("formula") if isinstance(value, dict) else value)
    return formula_html(tree) if tree is not None else ""


def _value(value: Value) -> str:
    if isinstance(value, DerivedFunction) and value.exact is not None:
        return formula_html(value.exact)
    return text(str(value))


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    top = "".join(element("th", cell, scope="col") for cell in head)
    body = "".join(element("tr", *(element("td", cell) for cell in row)) for row in rows)
    table = element("table", element("thead", element("tr", top)), element("tbody", body))
    return element("div", table, class_="wide")


def _short(loss: Loss) -> str:
    words = str(loss.expressions[0])
    return words if len(words) <= MAX_SHOWN else f"{words[: MAX_SHOWN - 1]}…"
