"""Multiclass verdicts against answers of the literature, and against a search over scores that knows no rule."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import losstheory as lt
from losstheory.checker import check_certificate
from losstheory.claims import Status, check
from losstheory.losses.loss import MarginLoss
from losstheory.losses.multiclass import (
    MulticlassLoss,
    constrained,
    largest_rival,
    multiclass,
    one_versus_all,
    pairwise,
    softmax,
)
from losstheory.rigor import decide
from losstheory.theory import NotApplicable
from losstheory.theory.multiclass import Calibrated, Convex, RankPreserving, SoftmaxProper, TopKCalibrated, statements

CASES = json.loads((Path(__file__).parents[1] / "cases" / "truth_multiclass.json").read_text("utf-8"))["cases"]
QUESTIONS = [(case, name) for case in CASES for name in case["expected"]]


def loss_of(case):
    return multiclass(*case["expressions"], sum_to_zero=case["kind"] == "multiclass_sum_to_zero", name=case["id"])


@pytest.mark.parametrize(("case", "name"), QUESTIONS, ids=lambda x: x["id"] if isinstance(x, dict) else x)
def test_verdict_agrees_with_the_answer_and_its_certificate_is_replayed(case, name):
    statement = statements(loss_of(case))[name]
    verdict = decide(statement)
    assert verdict.status is (Status.PROVED if case["expected"][name] else Status.REFUTED), verdict
    assert verdict.checked and check(statement, verdict)
    again = json.loads(json.dumps(verdict.to_json()))["certificate"]
    assert check_certificate(again, statement.to_json()).status == str(verdict.status)


def softplus(x):
    return np.logaddexp(0.0, x)


def risks(loss, points):
    """The losses at points, by a few lines of numpy that are typed again here."""
    t = points[:, :, None] - points[:, None, :]
    away = ~np.eye(points.shape[1], dtype=bool)
    q = 1 / np.exp(-t).sum(axis=2)
    name = loss.name
    forms = {
        "softmax": lambda f: f(q),
        "one_versus_all": lambda f: f(points) + (f(-points)[:, None, :] * away).sum(axis=2),
        "pairwise": lambda f: (f(t) * away).sum(axis=2),
        "largest_rival": lambda f: f(np.where(away, t, np.inf).min(axis=2)),
        "constrained": lambda f: (f(-points)[:, None, :] * away).sum(axis=2),
    }
    form, _, inner = name.partition("(")
    return forms[form](FUNCTIONS[inner[:-1]])


FUNCTIONS = {
    "-log(q)": lambda q: -np.log(q),
    "1 - q": lambda q: 1 - q,
    "-log(q) + 2*(1 - q)": lambda q: -np.log(q) + 2 * (1 - q),
    "log(1 + exp(-t))": lambda t: softplus(-t),
    "exp(-t)": lambda t: np.exp(-t),
    "max(0, 1 - t)": lambda t: np.maximum(0, 1 - t),
    "max(0, 1 - t)**2": lambda t: np.maximum(0, 1 - t) ** 2,
    "1/(1 + exp(t))": lambda t: np.exp(-softplus(t)),
}
HINGE, SIGMOID, SMOOTH = "max(0, 1 - t)", "1/(1 + exp(t))", ("log(1 + exp(-t))", "exp(-t)")
IN_ORDER = [softmax(f, 3) for f in ("-log(q)", "-log(q) + 2*(1 - q)")]
IN_ORDER += [one_versus_all(f, 3) for f in (*SMOOTH, "max(0, 1 - t)**2")]
IN_ORDER += [pairwise(f, 3) for f in (*SMOOTH, "max(0, 1 - t)**2", SIGMOID)] + [constrained(f, 3) for f in SMOOTH]
FIRST_ALONE = [softmax("1 - q", 3), constrained(HINGE, 3)]
MISSED = [form(HINGE, 3) for form in (one_versus_all, pairwise, largest_rival)] + [one_versus_all(SIGMOID, 3)]
LAWS = [np.array(p) for p in ((0.45, 0.32, 0.23), (0.23, 0.45, 0.32))]


def grid(loss):
    """Scores with s3 = 0, or minus the sum of the others, or free where the risk is not that of differences."""
    if loss.name.startswith("one_versus_all"):
        axis = np.linspace(-2.5, 2.5, 51)
        return np.stack(np.meshgrid(axis, axis, axis), axis=-1).reshape(-1, 3)
    plane = np.stack(np.meshgrid(*[np.linspace(-6, 6, 97)] * 2), axis=-1).reshape(-1, 2)
    return np.column_stack([plane, -plane.sum(axis=1) if loss.sum_to_zero else np.zeros(len(plane))])


@pytest.mark.parametrize("loss", IN_ORDER + FIRST_ALONE, ids=lambda loss: loss.name)
def test_what_is_proved_has_a_gap_on_a_grid(loss):
    """The least risk over the scores of a grid that are wrong is above the least risk, whatever is asked."""
    kinds = [Calibrated, TopKCalibrated, RankPreserving] if loss in IN_ORDER else [Calibrated]
    assert all(decide(kind(loss)).status is Status.PROVED for kind in kinds)
    points = grid(loss)
    first, last = (points == end[:, None] for end in (points.max(axis=1), points.min(axis=1)))
    losses = risks(loss, points)
    for p in LAWS:
        risk = losses @ p
        for i, j in permutations(range(3), 2):
            if p[i] < p[j]:
                ahead = points[:, i] >= points[:, j]
                wrong = {Calibrated: first[:, i], TopKCalibrated: ahead & last[:, j], RankPreserving: ahead}
                assert all(risk[wrong[kind]].min() > risk.min() + 1e-4 for kind in kinds)


@pytest.mark.parametrize("loss", MISSED, ids=lambda loss: loss.name)
def test_what_is_refuted_has_no_gap_where_the_witness_says(loss):
    verdict = decide(Calibrated(loss))
    assert verdict.status is Status.REFUTED
    evidence = verdict.certificate["evidence"]
    p, score = (
        np.array([float(Fraction(x)) for x in evidence[name]]) for name in ("p", "at" if "at" in evidence else "along")
    )
    (i,) = evidence["chosen"]
    assert p[i] < p.max() and score[i] == score.max()
    value = risks(loss, score[None, :] * (1 if "at" in evidence else 30))[0] @ p
    assert (risks(loss, grid(loss)) @ p).min() >= value - 1e-9


@pytest.mark.parametrize(
    ("phi", "own"),
    [
        ("log(1 + exp(-t))", "-log(q)"),
        ("1/(1 + exp(t))**2", "(1 - q)**2"),
        ("1/(1 + exp(t)) + log(1 + exp(-t))/2", "1 - q - log(q)/2"),
    ],
)
def test_two_classes_are_a_binary_loss(phi, own):
    """With t = s1 - s2 and q = 1/(1 + e^-t) the verdict is that of the rules for margin losses."""
    binary = decide(lt.Calibrated(MarginLoss("phi", phi))).status
    assert decide(Calibrated(pairwise(phi, 2))).status is decide(Calibrated(softmax(own, 2))).status is binary
    assert binary is Status.PROVED


@given(st.lists(st.integers(-3, 3), min_size=6, max_size=6))
def test_convexity_agrees_with_the_matrix_of_a_quadratic(entries):
    a, b, c, d, e, f = entries
    text = f"{a}*s1**2 + {b}*s2**2 + {c}*s1*s2 + {d}*s1 + {e}*s2 + {f}"
    verdict = decide(Convex(MulticlassLoss("quadratic", text, "0*s1")))
    least = np.linalg.eigvalsh(np.array([[2 * a, c], [c, 2 * b]])).min()
    if verdict.status is Status.PROVED:
        assert least >= -1e-9
    if least < -1e-9:
        assert verdict.status is Status.REFUTED


def test_every_k_below_the_number_of_classes_is_asked():
    asked = statements(softmax("-log(q)", 5))
    assert [name for name in asked if name.startswith("top")] == [f"top{k}_calibrated" for k in (2, 3, 4)]
    assert all(decide(asked[f"top{k}_calibrated"]).status is Status.PROVED for k in (2, 3, 4))


def test_a_loss_that_branches_in_q_stays_open():
    """max(0, 1/2 - q) is flat from 1/2 on: it is of the softmax form, but neither rule of that form applies."""
    loss = softmax("max(0, 1/2 - q)", 3)
    assert decide(Calibrated(loss)).status is Status.UNDECIDED
    assert decide(SoftmaxProper(loss)).status is Status.REFUTED


def test_an_undefined_loss_gets_no_verdict():
    loss = MulticlassLoss("root", "s1**(1/2)", "s2**2")
    for statement in statements(loss).values():
        assert decide(statement).status is Status.UNDECIDED


def test_what_is_asked_of_the_wrong_loss_is_refused():
    with pytest.raises(NotApplicable, match="all scores"):
        SoftmaxProper(constrained("exp(-t)", 3))
    with pytest.raises(NotApplicable, match="from 1 to 2"):
        TopKCalibrated(softmax("1 - q", 3), 3)
    with pytest.raises(NotApplicable, match="losstheory.theory.multiclass"):
        lt.Calibrated(softmax("1 - q", 3))
    with pytest.raises(TypeError, match="multiclass loss"):
        Calibrated(MarginLoss("hinge", "max(0, 1 - t)"))
