"""Sharpness is the gradient norm times the radius to first order, and the curvature along it to second."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.landscape.small import data, mlp, nn, torch

from losstheory.landscape import Hessian, LandscapeError, Problem, measure_sharpness  # isort: skip

cross_entropy = nn.functional.cross_entropy


@pytest.mark.parametrize("ascent", ["sam", "adaptive"])
def test_the_remainders_are_of_second_and_third_order(ascent: Any) -> None:
    problem = Problem(mlp(), cross_entropy, data())
    far, near = (measure_sharpness(problem, radius, ascent) for radius in (0.02, 0.01))
    first = [one.value - one.first_order for one in (far, near)]
    second = [one.value - one.second_order for one in (far, near)]
    assert first[0] / first[1] == pytest.approx(4, rel=0.1)
    assert second[0] / second[1] == pytest.approx(8, rel=0.1)


def test_the_terms_are_those_of_the_formula() -> None:
    problem = Problem(mlp(), cross_entropy, data())
    g, sharpness = problem.gradient, measure_sharpness(problem, 0.05)
    along = g @ Hessian(problem).dense() @ g / (g @ g)
    assert sharpness.first_order == pytest.approx(0.05 * np.linalg.norm(g), rel=1e-12)
    assert sharpness.second_order == pytest.approx(sharpness.first_order + 0.05**2 / 2 * along, rel=1e-10)
    adaptive = measure_sharpness(problem, 0.05, "adaptive")
    assert adaptive.first_order == pytest.approx(0.05 * np.linalg.norm(problem.position * g), rel=1e-12)


def test_no_step_of_the_same_length_rises_faster() -> None:
    problem = Problem(mlp(), cross_entropy, data())
    best = measure_sharpness(problem, 1e-4).value
    for seed in range(20):
        step = np.random.default_rng(seed).standard_normal(problem.size)
        step *= 1e-4 / np.linalg.norm(step)
        assert problem.at(problem.position + step).value - problem.value < best


def test_only_adaptive_sharpness_is_blind_to_the_scale_of_layers() -> None:
    model = mlp(activation=nn.ReLU)
    scaled = mlp(activation=nn.ReLU)
    with torch.no_grad():
        scaled[0].weight.mul_(10), scaled[0].bias.mul_(10), scaled[2].weight.div_(10)
    one, other = (Problem(each, cross_entropy, data()) for each in (model, scaled))
    assert one.value == pytest.approx(other.value, rel=1e-13)
    pairs = {kind: [measure_sharpness(each, 0.05, kind).value for each in (one, other)] for kind in ("sam", "adaptive")}  # type: ignore[arg-type]
    assert pairs["adaptive"][0] == pytest.approx(pairs["adaptive"][1], rel=1e-10)
    assert pairs["sam"][0] != pytest.approx(pairs["sam"][1], rel=0.1)


def test_where_no_step_is_steepest() -> None:
    problem = Problem(mlp(), lambda output, target: (0 * output).mean(), data())
    with pytest.raises(LandscapeError, match="the gradient is 0"):
        measure_sharpness(problem, 0.05)
    normed = nn.Sequential(nn.Linear(4, 3), nn.BatchNorm1d(3)).double()
    with pytest.raises(LandscapeError, match="statistics move with the step"):
        measure_sharpness(Problem(normed, cross_entropy, data(), batch_norm="re-estimate"), 0.05)
    for radius, ascent, message in ((0.0, "sam", "radius above 0"), (0.1, "asam", "ascent among sam")):
        with pytest.raises(LandscapeError, match=message):
            measure_sharpness(Problem(mlp(), cross_entropy, data()), radius, ascent)  # type: ignore[arg-type]


def saddle(place: Any) -> Problem:
    """The loss y'Ay/2 with curvatures 2, 1/2 and -1, at a place."""
    model = nn.Linear(3, 1, bias=False).double()
    with torch.no_grad():
        model.weight.copy_(torch.tensor([place], dtype=torch.float64))
    inputs = torch.eye(3, dtype=torch.float64)
    curvatures = torch.tensor([2.0, 0.5, -1.0], dtype=torch.float64)
    return Problem(model, lambda output, a: 3 * (a * output[:, 0] ** 2).mean() / 2, (inputs, curvatures))


@pytest.mark.parametrize("place", [[0.3, -0.2, 0.4], [0.01, 0.0, -0.5], [0.0, 0.0, 2.0]])
def test_on_a_quadratic_saddle_the_second_order_is_exact_and_the_step_scales_each_slope(place: Any) -> None:
    """SAM's gradient is (1 + rho a/|g|) g along curvature a: it grows along a < 0 only if rho > 2 |g|/|a|."""
    problem, radius, curvatures = saddle(place), 0.7, np.array([2.0, 0.5, -1.0])
    gradient = problem.gradient
    np.testing.assert_allclose(gradient, curvatures * problem.position, rtol=1e-14)
    length = np.linalg.norm(gradient)
    found = measure_sharpness(problem, radius)
    assert found.value == pytest.approx(found.second_order, rel=1e-12)
    assert found.first_order == pytest.approx(radius * length, rel=1e-14)
    ascended = problem.at(problem.position + radius * gradient / length).gradient
    np.testing.assert_allclose(ascended, (1 + radius * curvatures / length) * gradient, rtol=1e-12, atol=1e-15)
    assert (abs(ascended[2]) > abs(gradient[2])) == (radius > 2 * length)


def test_near_a_saddle_descent_escapes_and_sam_is_drawn_back() -> None:
    """Along curvature -1 alone a step r of SAM moves y to y + r (y - rho sign y): inwards where |y| < rho."""
    rate, radius = 0.1, 0.5
    for start, is_drawn in ((0.1, True), (0.49, True), (0.51, False)):
        plain = sharp = start
        for _ in range(20):
            plain -= rate * saddle([0.0, 0.0, plain]).gradient[2]
            here = saddle([0.0, 0.0, sharp])
            direction = here.gradient / np.linalg.norm(here.gradient)
            sharp -= rate * here.at(here.position + radius * direction).gradient[2]
        assert plain == pytest.approx(start * 1.1**20, rel=1e-12)
        assert (abs(sharp) < radius) == is_drawn


def test_rare_classes_alone_can_be_made_flat() -> None:
    """ImbSAM, L_head(w) + L_tail(w + rho g/|g|): its slope in rho is |g|, its gradient the sum of both places'."""
    problem = Problem(mlp(), cross_entropy, data())
    shares = {label: own.samples / problem.samples for label, own in problem.by_class().items()}
    rarest = min(shares, key=lambda label: shares[label])
    tail = problem.by_class()[rarest]
    length = np.linalg.norm(tail.gradient)
    mixed = sum(shares[label] * own.gradient for label, own in problem.by_class().items())
    np.testing.assert_allclose(mixed, problem.gradient, rtol=1e-12, atol=1e-14)
    slopes = [measure_sharpness(tail, radius).value / radius for radius in (2e-3, 1e-3)]
    assert 2 * slopes[1] - slopes[0] == pytest.approx(length, rel=1e-5)

    def objective(place: Any, ascent: Any) -> float:
        head = problem.at(place).value - shares[rarest] * tail.at(place).value
        return head + shares[rarest] * tail.at(place + ascent).value

    ascent = 0.1 * tail.gradient / length
    wanted = problem.gradient - shares[rarest] * (tail.gradient - tail.at(tail.position + ascent).gradient)
    along = np.random.default_rng(0).standard_normal(problem.size)
    ends = [objective(problem.position + sign * 1e-5 * along, ascent) for sign in (1, -1)]
    assert (ends[0] - ends[1]) / 2e-5 == pytest.approx(wanted @ along, rel=1e-7)
