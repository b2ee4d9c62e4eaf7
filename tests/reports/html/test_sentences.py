"""Statements on the page: the sentence of the checker, word for word, with every formula in MathML."""

from __future__ import annotations

import re
from typing import Any

import pytest

from losstheory.claims import Statement
from losstheory.losses import MarginLoss
from losstheory.losses.multiclass import multiclass
from losstheory.losses.multiclass.every_k import comp_sum, pairwise, separable
from losstheory.losses.simplex import simplex_loss
from losstheory.losses.typed import loss as typed
from losstheory.reports.html.sentences import sentence_html, typeset
from losstheory.reports.recorded import Recorded
from losstheory.theory import Calibrated, Convex, Less, by_kind, properties
from losstheory.theory.derived import LinkIs, PsiIs
from losstheory.theory.multiclass import statements
from losstheory.theory.multiclass.every_k import every_k_statements
from losstheory.theory.simplex import forecast_statements


def words(markup: str) -> str:
    """The text without formulas and tags."""
    return re.sub(r"<[^>]*>", "", re.sub(r"<math>.*?</math>", "", markup))


def every_statement() -> list[Statement]:
    """Each property of one loss of each kind."""
    names = {"margin": "hinge", "pair": "cost_hinge:cost=1/4", "probability": "log", "residual": "squared_error"}
    found = [properties[name](typed(loss)) for kind, loss in names.items() for name in by_kind[kind]]
    found += statements(multiclass("ce", classes=3)).values()
    found += forecast_statements(simplex_loss("-log(q)", classes=3)).values()
    return [*found, PsiIs(MarginLoss("hinge", "max(0, 1 - t)"), "theta")]


@pytest.mark.parametrize("statement", every_statement(), ids=lambda one: one.to_json()["property"])
def test_no_mark_is_left_and_no_word_is_lost(statement: Statement) -> None:
    shown = sentence_html(statement)
    assert "\ue000" not in shown and "\ue001" not in shown and "<math>" in shown
    expected = re.findall(r"[a-z]{5,}", re.sub(r"\btheta\b|max\(.*?\)|exp\(.*?\)|log\(.*?\)", "", str(statement)))
    assert re.findall(r"[a-z]{5,}", words(shown)) == expected


@pytest.mark.parametrize(
    ("statement", "formulas"),
    [
        (Convex(MarginLoss("square", "t**2")), ["<math><msup><mi>t</mi><mn>2</mn></msup></math>"]),
        (PsiIs(MarginLoss("hinge", "max(0, 1 - t)"), "theta"), ["<mi>max</mi>"]),
        (LinkIs(MarginLoss("logistic", "log(1 + exp(-t))"), "log(eta/(1 - eta))"), ["<mfrac><mi>η</mi>"]),
        (Less("t", "t + 1", "t"), ["<mi>t</mi><mo>+</mo><mn>1</mn>"]),
    ],
)
def test_formulas_are_set(statement: Statement, formulas: list[str]) -> None:
    shown = sentence_html(statement)
    assert all(formula in shown for formula in formulas)


@pytest.mark.parametrize("loss", [separable("-log(q)", "q**2"), comp_sum("log(1 + u)"), pairwise("exp(-t)")], ids=repr)
def test_a_loss_for_every_number_of_classes_names_its_classes(loss: Any) -> None:
    for statement in every_k_statements(loss).values():
        shown = sentence_html(statement)
        assert "<msub>" in shown and "\ue000" not in shown and "number of classes <i>K</i> ≥" in shown


def test_letters_and_signs_of_mathematics() -> None:
    assert typeset("the class's p1 <= l_y, pK and l+") == (
        "the class&#x27;s <i>p</i><sub>1</sub> ≤ <i>l</i><sub>y</sub>, <i>p</i><sub>K</sub> and <i>ℓ</i><sub>+</sub>"
    )


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", "</p>\"'&<img src=x>"])
def test_words_are_escaped(hostile: str) -> None:
    shown = sentence_html(Recorded(None, hostile))
    assert "<script" not in shown and "<img" not in shown and "</p>" not in shown
    assert "<script" not in typeset(hostile) and "<img" not in typeset(hostile)


def test_a_statement_of_a_users_own_class_is_shown_in_its_words() -> None:
    class Own(Recorded):
        def __str__(self) -> str:
            return "t < 1 in my own words"

    assert sentence_html(Own({"property": "own"})) == "t &lt; 1 in my own words"


def test_calibration_is_said_in_full() -> None:
    assert "infimum of the conditional risk" in sentence_html(Calibrated(MarginLoss("hinge", "max(0, 1 - t)")))
