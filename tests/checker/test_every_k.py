"""The rules for every number of classes: rows on both sides, statements that are none, members."""

from __future__ import annotations

from copy import deepcopy

import numpy as np
import pytest

from benchmarks.rows import read_rows
from losstheory.checker import Reject, check_certificate, fingerprint, sentence
from losstheory.checker.every_k import read_every_k
from losstheory.checker.rules.every_k import EVERY, NEVER, ONE
from losstheory.formulas.from_json import tree_from_json
from losstheory.losses.multiclass import MulticlassLoss, multiclass
from losstheory.rigor import decide
from losstheory.theory.multiclass import Calibrated, Symmetric
from losstheory.theory.multiclass.every_k import EveryK
from losstheory.theory.search.scores import losses_at

ROWS = [row for row in read_rows() if row["statement"]["property"] == "every_k"]
RULES = sorted({rule for table in (EVERY, NEVER) for rules in table.values() for rule in rules} | {ONE})
SAID = EveryK(Calibrated, multiclass("gce:q=1/2", classes="every"))


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_rows_on_both_sides(rule):
    mine = [row["accepted"] for row in ROWS if row["rule"] == rule]
    assert sum(mine) >= 2
    assert len(mine) - sum(mine) >= 3


@pytest.mark.parametrize(
    "text", ["nce+2*mae", "label_smoothing", "ova_hinge", "weston_watkins", "crammer_singer", "nmae"]
)
@pytest.mark.parametrize("classes", [2, 4])
def test_the_checker_builds_the_same_member(text, classes):
    loss = multiclass(text, classes="every")
    data = read_every_k(EveryK(Calibrated, loss).to_json(), valued=False).of(classes)
    rebuilt = MulticlassLoss(
        "rebuilt", *(tree_from_json(row, {f"s{k + 1}" for k in range(classes)}) for row in data["expressions"])
    )
    points = np.random.default_rng(3).normal(size=(5, classes))
    np.testing.assert_allclose(losses_at(rebuilt, points), losses_at(loss.of(classes), points), rtol=1e-12)


def changed(**fields):
    certificate = {**decide(SAID).certificate, **fields}
    return {**certificate, "sha256": fingerprint(certificate)}


def test_a_flipped_status_or_quantifier_and_a_borrowed_rule_are_rejected():
    said = SAID.to_json()
    assert check_certificate(changed()).status == "PROVED"
    for fields in (
        {"status": "REFUTED"},
        {"statement": {**said, "holds": False}},
        {"rule": "pairwise comparison"},
        {"rule": "terms of constant sum"},
        {"rule": ONE},
    ):
        with pytest.raises(Reject):
            check_certificate(changed(**fields))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("from",), 1),
        (("from",), "2"),
        (("from",), True),
        (("holds",), "true"),
        (("claim", "property"), "class_recovery"),
        (("claim", "value"), "1/2"),
        (("claim", "loss", "kind"), "multiclass"),
        (("claim", "loss", "sum_to_zero"), 0),
        (("claim", "loss", "terms"), {}),
        (("claim", "loss", "terms"), {"taylor": ["q"]}),
        (("claim", "loss", "terms"), {"softmax": ["q"]}),
        (("claim", "loss", "terms"), {"softmax": ["q", "s"]}),
        (("claim", "loss", "terms"), {"normalised": ["q", "-1"]}),
        (("claim", "loss", "terms"), {"normalised": ["q", "q"]}),
    ],
)
def test_a_statement_of_another_shape_is_none(path, value):
    said = deepcopy(SAID.to_json())
    inner = said
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    with pytest.raises(Reject):
        check_certificate(changed(statement=said))


def test_the_sentence_names_the_quantifier_and_the_terms():
    said = sentence(EveryK(Symmetric, multiclass("nce+mae", classes="every"), first=3, holds=False).to_json())
    assert said == (
        "for no number of classes K >= 3, with q the softmax of s and u_k = 1/q_k - 1: the multiclass loss "
        "l_y = (log(1 + u_y))/(the sum over all k of (log(1 + u_k))) + 2*(1 - q_y) (y = 1, …, K) is symmetric: "
        "the losses of all classes have a constant sum at every score"
    )
