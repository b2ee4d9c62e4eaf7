"""What is drawn is calibrated, convex and bounded below: proved, from the formula."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad

pytest.importorskip("torch", reason="torch is not installed")

import torch

import losstheory as lt
from losstheory.nn.learned import DrawnLoss, draw
from losstheory.nn.learned.drawn_loss import inverse_box_cox
from losstheory.numeric.arguments import CallableError

KNOTS = [-1.5, 0.0, 0.75, 3.0]


def seeded(seed):
    return np.random.default_rng(seed)


@pytest.mark.parametrize(("seed", "tail"), [(0, 2), (1, 2), (2, 1.5)])
def test_a_drawn_loss_is_proved_to_be_what_it_is_by_construction(seed, tail):
    loss = draw(KNOTS, seeded(seed), tail=tail).loss
    for statement in (lt.Calibrated(loss), lt.Convex(loss), lt.BoundedBelow(loss)):
        verdict = lt.decide(statement)
        assert verdict.status is lt.Status.PROVED
        assert lt.check(statement, verdict)


def test_without_the_floor_at_zero_the_formula_is_refuted():
    flat = DrawnLoss(torch.tensor([-1.0, 0.0, 1.0]).double(), torch.tensor([1.0, 0.0, 0.0]).double(), 2)
    assert lt.decide(lt.Calibrated(flat.loss)).status is lt.Status.REFUTED


@pytest.mark.parametrize("knots", [KNOTS, [], [5.0, 9.0], [-3.0, -2.0], [0.0] * 4, [1e200, -1e200], [1e-300, 0.0]])
@pytest.mark.parametrize("seed", range(5))
def test_the_conditions_hold_for_any_knots(knots, seed):
    drawn = draw(knots, seeded(seed), bounds=(0.125, 2.0), tail=2)
    assert drawn.knots.diff().gt(0).all()
    assert drawn.steepness.diff().le(0).all() and drawn.steepness.ge(0).all()
    points = torch.tensor([-2.0, 0.0, 1.0], dtype=torch.float64, requires_grad=True)
    (slopes,) = torch.autograd.grad(drawn(points).sum(), points)
    assert (slopes >= -2.0).all() and (slopes <= -0.125).all()
    assert (drawn.steepness <= 2.01 * drawn.knots.clamp(min=1) ** -2).all()


@pytest.mark.parametrize("seed", range(3))
def test_the_value_is_the_integral_of_the_drawn_derivative(seed):
    drawn = draw(KNOTS, seeded(seed), tail=3)
    knots, steepness = drawn.knots.numpy(), drawn.steepness.numpy()

    def g(t):
        return np.interp(t, knots, steepness) if t <= knots[-1] else steepness[-1] * (knots[-1] / t) ** 3

    for t in (-3.0, -0.2, 1.0, 2.9, 3.0, 7.0):
        ends = [t, *(k for k in knots if k > t), max(t, knots[-1]) + 1]
        expected = (
            sum(quad(g, a, b)[0] for a, b in zip(ends, ends[1:], strict=False))
            + quad(g, ends[-1], np.inf, epsabs=0, epsrel=1e-10)[0]
        )
        assert drawn(torch.tensor(t, dtype=torch.float64)).item() == pytest.approx(expected, rel=1e-7)


def test_module_and_formula_are_one_function():
    drawn = draw(KNOTS, seeded(4))
    t = torch.linspace(-5, 9, 57, dtype=torch.float64)
    torch.testing.assert_close(drawn(t), lt.to_torch(drawn.loss)(t), rtol=1e-13, atol=0)


def test_derivatives_are_those_of_the_value():
    drawn = draw(KNOTS, seeded(5))
    t = torch.tensor([-4.0, -0.7, 0.3, 2.0, 5.0], dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(drawn, t)
    assert torch.autograd.gradgradcheck(drawn, t)


def test_the_ends_of_the_line_have_values_and_slopes():
    drawn = draw(KNOTS, seeded(6))
    t = torch.tensor([-torch.inf, -1e4, 1e4, torch.inf], dtype=torch.float64, requires_grad=True)
    values = drawn(t)
    (slopes,) = torch.autograd.grad(values.sum(), t)
    assert values[0] == torch.inf and values[-1] == 0 and torch.isfinite(values[1:3]).all()
    assert (slopes[:2] == -drawn.steepness[0]).all() and slopes[2] < 0 and slopes[3] == 0
    assert drawn(torch.tensor([torch.nan])).isnan().all()


@pytest.mark.parametrize("power", [-1.0, -0.3, 0.0, 1e-9, 0.5, 1.0])
def test_the_inverse_of_box_cox_is_that(power):
    x = torch.tensor([-0.9, -0.1, 0.0, 0.4, 0.8], dtype=torch.float64)
    found = inverse_box_cox(x, power)
    back = torch.log(found) if power == 0 else (found**power - 1) / power
    torch.testing.assert_close(back, x, rtol=1e-6, atol=1e-6)


def test_the_inverse_of_box_cox_ends_where_its_base_does():
    beyond = torch.tensor([-3.0, 3.0], dtype=torch.float64)
    assert inverse_box_cox(beyond, 0.5)[0] == 0
    assert inverse_box_cox(beyond, -0.5)[1] == torch.inf


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"tail": 1}, "no lower bound; got 1"),
        ({"bounds": (0.0, 1.0)}, "0 < floor <= ceiling"),
        ({"bounds": (2.0, 1.0)}, "0 < floor <= ceiling"),
        ({"powers": (1.0, 0.0)}, "the lower first"),
        ({"knots": [torch.nan]}, "finite knots"),
    ],
)
def test_what_would_break_a_condition_is_refused(arguments, message):
    with pytest.raises(CallableError, match=message):
        draw(**{"knots": KNOTS, "generator": seeded(0), **arguments})
