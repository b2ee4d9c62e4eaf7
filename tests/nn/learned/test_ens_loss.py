"""A new loss for every call in training, one for evaluation, the same from the same state."""

from __future__ import annotations

import copy
import io
import pickle

import numpy as np
import pytest

pytest.importorskip("torch", reason="torch is not installed")

import torch

import losstheory as lt
from losstheory.nn.learned import EnsLoss
from losstheory.numeric.arguments import CallableError

SCORES = torch.linspace(-3, 3, 8, dtype=torch.float64)
LABELS = torch.tensor([0.0, 1.0] * 4, dtype=torch.float64)


def made(seed=0, **options):
    return EnsLoss(np.random.default_rng(seed), **options)


@pytest.mark.parametrize("knots", [None, (-1.0, 0.0, 1.0)])
def test_training_draws_and_evaluation_does_not(knots):
    module = made(knots=knots)
    first, second = module(SCORES, LABELS), module(SCORES, LABELS)
    assert first != second
    module.eval()
    assert module(SCORES, LABELS) == module(SCORES, LABELS) == second


@pytest.mark.parametrize("knots", [None, (-1.0, 0.0, 1.0)])
def test_the_state_continues_where_it_stood(knots):
    module = made(knots=knots)
    module(SCORES, LABELS)
    file = io.BytesIO()
    torch.save(module.state_dict(), file)
    file.seek(0)
    other = made(seed=9, knots=knots)
    other.load_state_dict(torch.load(file))
    again, copied = pickle.loads(pickle.dumps(module)), copy.deepcopy(module)
    expected = [module(SCORES, LABELS) for _ in range(3)]
    for one in (other, again, copied):
        assert [one(SCORES, LABELS) for _ in range(3)] == expected


def test_no_global_generator_is_touched():
    torch.manual_seed(1)
    before = torch.get_rng_state()
    made()(SCORES, LABELS)
    assert torch.equal(before, torch.get_rng_state())


def test_the_loss_of_a_batch_is_the_drawn_one_at_its_margins():
    for labels, target in (((0, 1), LABELS), ((-1, 1), 2 * LABELS - 1)):
        module = made(labels=labels, reduction="none")
        torch.testing.assert_close(module(SCORES, target), module.drawn((2 * LABELS - 1) * SCORES))
    mixed = made(reduction="none").eval()
    both = [mixed(SCORES, torch.full_like(LABELS, share)) for share in (0.0, 1.0, 0.25)]
    torch.testing.assert_close(both[2], 0.75 * both[0] + 0.25 * both[1])


def test_the_least_margin_of_a_batch_is_pulled_most_whatever_the_scale():
    module = made(knots=None, reduction="sum")
    for scale in (1e-6, 1.0, 1e4):
        scores = (scale * SCORES).requires_grad_()
        module(scores, torch.ones_like(scores)).backward()
        pulls = -scores.grad
        assert (pulls.diff() <= 0).all() and pulls[0] > pulls[-1] > 0


def test_a_loss_drawn_at_the_margins_of_a_batch_is_proved_calibrated():
    module = made(knots=None)
    module(SCORES[:4], LABELS[:4])
    assert len(module.drawn.knots) == 5
    for statement in (lt.Calibrated, lt.Convex, lt.BoundedBelow):
        assert lt.decide(statement(module.drawn.loss)).status is lt.Status.PROVED


def test_equal_margins_leave_no_kink_at_zero():
    module = made(knots=None)
    module(torch.zeros(6), torch.ones(6))
    assert module.drawn.knots.tolist() == [0.0, 1.0]
    assert lt.decide(lt.Calibrated(module.drawn.loss)).status is lt.Status.PROVED


def test_the_audit_sees_no_defect():
    report = lt.audit(made().eval(), kind="binary")
    assert report.defects == ()
    for name in ("gradient", "nonnegative", "large_scores", "separable", "deterministic"):
        assert str(report[name].outcome) == "ok"


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_the_type_of_the_scores_is_kept(dtype):
    assert made()(SCORES.to(dtype), LABELS).dtype == dtype


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"generator": 3}, "numpy.random.Generator, got 3"),
        ({"labels": (1, 0)}, "the negative first"),
        ({"reduction": "max"}, "a reduction among"),
        ({"tail": 1.0}, "no lower bound"),
    ],
)
def test_arguments_are_checked(arguments, message):
    with pytest.raises(CallableError, match=message):
        EnsLoss(**{"generator": np.random.default_rng(), **arguments})


def test_shapes_are_checked():
    with pytest.raises(CallableError, match=r"\(8,\); got \(7,\)"):
        made()(SCORES, LABELS[:7])
