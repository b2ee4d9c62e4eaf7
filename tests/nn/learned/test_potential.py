"""The potential is convex, its gradient a forecast; its losses are those of textbooks where they must be."""

from __future__ import annotations

import io

import numpy as np
import pytest

pytest.importorskip("torch", reason="torch is not installed")

import torch

import losstheory as lt
from losstheory.nn.learned import Canonical, LegendreTron, Potential, measure_jacobian
from losstheory.numeric.arguments import CallableError
from losstheory.theory.multiclass import Convex

K = 3


def potential(points=None, seed=0, classes=K):
    return Potential(classes, points, generator=np.random.default_rng(seed)).double()


def scores(n=6, scale=2.0):
    return scale * torch.from_numpy(np.random.default_rng(1).standard_normal((n, K)))


def test_without_points_both_losses_are_cross_entropy():
    s, y = scores(), torch.tensor([0, 1, 2, 0, -100, 2])
    expected = torch.nn.functional.cross_entropy(s, y)
    for loss in (LegendreTron(potential(0)), Canonical(potential(0))):
        torch.testing.assert_close(loss(s, y), expected)
    laws = s.softmax(-1)
    torch.testing.assert_close(LegendreTron(potential(0))(s, laws), torch.nn.functional.cross_entropy(s, laws))


@pytest.mark.parametrize("seed", range(3))
def test_the_forecast_is_the_gradient(seed):
    f, s = potential(4, seed), scores().requires_grad_()
    (gradient,) = torch.autograd.grad(f(s).sum(), s)
    torch.testing.assert_close(f.forecast(s), gradient)
    torch.testing.assert_close(f.forecast(s).sum(-1), torch.ones(6, dtype=torch.float64))


@pytest.mark.parametrize("seed", range(3))
def test_every_forecast_passes_the_jacobian_test(seed):
    f = potential(5, seed)

    def link(v):
        return f.forecast(torch.cat([v, v.new_zeros(1)]))[:-1]

    assert measure_jacobian(link, scores(8)[:, :2]).is_passed


@pytest.mark.parametrize("form", [LegendreTron, Canonical])
def test_the_least_risk_is_where_the_forecast_is_the_law(form):
    f, law = potential(4), torch.tensor([0.6, 0.3, 0.1], dtype=torch.float64)
    s, loss = torch.zeros(K, dtype=torch.float64, requires_grad=True), form(f)
    optimiser = torch.optim.LBFGS([s], max_iter=200, tolerance_grad=1e-10, line_search_fn="strong_wolfe")

    def closure():
        optimiser.zero_grad()
        value = loss(s, law)
        value.backward()
        return value

    optimiser.step(closure)
    torch.testing.assert_close(f.forecast(s.detach()), law, atol=1e-4, rtol=0)


def test_the_canonical_loss_is_proved_convex_and_is_the_module():
    f = potential(2)
    formulas = f.formulas()
    assert lt.decide(Convex(formulas)).status is lt.Status.PROVED
    s, y = scores(), torch.tensor([0, 1, 2, 0, 1, 2])
    torch.testing.assert_close(lt.to_torch(formulas)(s, y), Canonical(f, reduction="none")(s, y), atol=1e-3, rtol=0)


@pytest.mark.parametrize("form", [LegendreTron, Canonical])
def test_derivatives_are_those_of_the_value(form):
    loss, y = form(potential(3), reduction="none"), torch.tensor([0, 1, 2, 0, 1, 2])
    s = scores().requires_grad_()
    assert torch.autograd.gradcheck(lambda x: loss(x, y), s)
    assert torch.autograd.gradgradcheck(lambda x: loss(x, y), s)


@pytest.mark.parametrize("form", [LegendreTron, Canonical])
def test_large_scores_keep_their_loss(form):
    loss, y = form(potential(3), reduction="none"), torch.tensor([0, 1])
    s = torch.tensor([[1e4, -1e4, 0.0], [1e4, -1e4, 0.0]], dtype=torch.float64, requires_grad=True)
    values = loss(s, y)
    (slopes,) = torch.autograd.grad(values.sum(), s)
    assert values[0] == 0 and values[1] > 100 and torch.isfinite(values).all() and torch.isfinite(slopes).all()


def test_the_audit_sees_no_defect_and_a_convex_loss():
    report = lt.audit(Canonical(potential(3)), classes=K)
    assert report.defects == ()
    found = {name: str(report[name].outcome) for name in ("gradient", "nonnegative", "shift_invariant", "convex")}
    assert set(found.values()) == {"ok"}


def test_only_the_log_loss_trains_the_potential():
    f = potential(3)
    LegendreTron(f)(scores(), torch.tensor([0, 1, 2, 0, 1, 2])).backward()
    assert all(parameter.grad.abs().sum() > 0 for parameter in f.parameters())
    frozen = Canonical(f)
    assert not any(parameter.requires_grad for parameter in frozen.parameters())
    with torch.no_grad():
        f.offsets.add_(1)
    assert not torch.equal(frozen.potential.offsets, f.offsets)


def test_shapes_of_pictures_and_the_state_dict():
    loss, other = LegendreTron(potential(3), reduction="sum"), LegendreTron(potential(3, seed=8), reduction="sum")
    s, y = scores(8).reshape(2, 2, 2, K).movedim(-1, 1), torch.zeros(2, 2, 2, dtype=torch.int64)
    flat = loss(s.movedim(1, -1).reshape(8, K), y.flatten())
    torch.testing.assert_close(loss(s, y), flat)
    file = io.BytesIO()
    torch.save(loss.state_dict(), file)
    file.seek(0)
    other.load_state_dict(torch.load(file))
    assert other(s, y) == loss(s, y)
    assert torch.equal(potential(3).logits, potential(3).logits)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: potential(classes=1), "at least 2 classes, got 1"),
        (lambda: potential(-1), "at least 0, got -1"),
        (lambda: Potential(3, generator=None), "numpy.random.Generator, got None"),
        (lambda: potential()(torch.zeros(2, 4)), r"3 scores on the last axis, got shape \(2, 4\)"),
        (lambda: LegendreTron(torch.nn.Linear(1, 1)), "expected a Potential"),
        (lambda: LegendreTron(potential())(scores(), torch.zeros(5)), "expected classes of shape"),
        (lambda: LegendreTron(potential())(torch.tensor(1.0), torch.tensor(0)), "a single number"),
    ],
)
def test_errors_say_what_was_expected(call, message):
    with pytest.raises(CallableError, match=message):
        call()
