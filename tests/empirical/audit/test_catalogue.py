"""What is decided from a formula and what is measured on its module do not contradict each other."""

from __future__ import annotations

import pytest

pytest.importorskip("torch", reason="torch is not installed")

import losstheory as lt
from losstheory.claims import Status
from losstheory.empirical.audit.measure import Audit
from losstheory.empirical.audit.module import Module
from losstheory.empirical.audit.rows import RowLoss
from losstheory.empirical.audit.task import Task
from losstheory.losses.catalogue import catalogue
from losstheory.losses.multiclass import MulticlassLoss, multiclass_catalogue
from losstheory.theory.multiclass import statements

NEEDED = {name: f"{name}:priors=1:2:3" for name in ("logit_adjusted", "vector_scaling")}
LOSSES = {name: multiclass_catalogue.parse(NEEDED.get(name, name), 3) for name in multiclass_catalogue}
FREE = [name for name, loss in LOSSES.items() if isinstance(loss, MulticlassLoss)]
BINARY = [name for name in catalogue if catalogue.parse(name).kind in ("margin", "pair")]
QUESTIONS = ("sums", "invariances", "convex")
SEARCHED = ("ce", "mae", "crammer_singer", "unhinged")
CONTRARY = {Status.PROVED: Status.REFUTED, Status.REFUTED: Status.SUPPORTED}


@pytest.mark.parametrize("name", FREE)
def test_formula_and_module_agree(name: str) -> None:
    loss = LOSSES[name]
    audit, module = Audit(Task.of(3, None, (0, 1)), seconds=60.0, effort=1), lt.to_torch(loss)
    rows = RowLoss(Module(module, audit.task))
    questions = (*QUESTIONS, "minimisers") if name in SEARCHED else QUESTIONS
    measured = {finding.name: finding for question in questions for finding in audit.answer(question, module, rows)}
    asked = {key: statement for key, statement in statements(loss).items() if key in measured}
    assert {"convex", "symmetric"} <= set(asked)
    for key, statement in asked.items():
        verdict = lt.decide(statement, 200)
        assert measured[key].status is not CONTRARY.get(verdict.status), (key, verdict.status, measured[key].text)


@pytest.mark.parametrize("name", BINARY)
def test_formula_and_binary_module_agree(name: str) -> None:
    loss, task = catalogue.parse(name), Task.of(None, "binary", (0, 1))
    audit, rows = Audit(task, seconds=60.0, effort=1), RowLoss(Module(lt.nn.Binary(loss), task))
    measured = {
        finding.name: finding
        for question in ("sums", "convex")
        for finding in audit.answer(question, rows.module.function, rows)
    }
    for key, statement in (("symmetric", lt.Symmetric(loss)), ("convex", lt.Convex(loss))):
        status = lt.decide(statement).status
        assert measured[key].status is not CONTRARY.get(status), (key, status, measured[key].text)
