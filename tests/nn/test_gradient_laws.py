"""What papers say of gradients holds for the modules: coverage, contrast, and divergences between neighbours."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is not installed")

from losstheory.losses.multiclass import softmax  # noqa: E402
from losstheory.nn import CE, Multiclass  # noqa: E402

ce = CE(reduction="sum")


def gradient(loss: Any, scores: Any, *target: Any) -> Any:
    scores = scores.detach().requires_grad_()
    return torch.autograd.grad(loss(scores, *target), scores)[0]


def drawn(*shape: int, seed: int = 0) -> Any:
    return torch.tensor(np.random.default_rng(seed).standard_normal(shape))


@pytest.mark.parametrize("samples", [1, 4, 16, 64])
def test_the_gradient_of_coverage_is_that_of_the_cross_entropy_times_its_factor(samples: int) -> None:
    """F = N p (1 - p)^(N - 1) / (1 - (1 - p)^N), p the probability of the label."""
    coverage = Multiclass(softmax(f"-log(1 - (1 - q)**{samples})", 3), reduction="sum")
    scores, labels = 3 * drawn(60, 3), torch.arange(60) % 3
    p = torch.softmax(scores, -1).gather(1, labels[:, None])
    factor = samples * p * (1 - p) ** (samples - 1) / -torch.expm1(samples * torch.log1p(-p))
    plain = gradient(ce, scores, labels)
    torch.testing.assert_close(gradient(coverage, scores, labels), factor * plain, rtol=1e-11, atol=1e-14)
    assert samples > 1 or torch.allclose(factor, torch.ones_like(factor), rtol=1e-13)


def test_the_factor_tends_to_one_for_rare_labels_and_to_zero_for_sure_ones() -> None:
    wanted = {4: 0.848, 16: 0.404}
    for samples in (4, 16):
        coverage = Multiclass(softmax(f"-log(1 - (1 - q)**{samples})", 3), reduction="sum")
        sure = [1e-9, 0.1, 1 - 1e-6]
        scores = torch.tensor([[np.log(p), np.log((1 - p) / 2), np.log((1 - p) / 2)] for p in sure])
        labels = torch.zeros(3, dtype=torch.long)
        ratio = (gradient(coverage, scores, labels) / gradient(ce, scores, labels))[:, 0]
        assert float(ratio[0]) == pytest.approx(1, abs=1e-6)
        assert float(ratio[1]) == pytest.approx(wanted[samples], abs=5e-4)
        assert 0 <= float(ratio[2]) < 1e-15


@pytest.mark.parametrize("temperature", [0.05, 0.5, 1.0, 20.0])
def test_negatives_push_as_much_as_the_positive_pulls_and_share_by_softmax(temperature: float) -> None:
    scores, first = drawn(5, 9), torch.zeros(5, dtype=torch.long)
    found = gradient(lambda s, y: ce(s / temperature, y), scores, first)
    push = found[:, 1:]
    torch.testing.assert_close(push.sum(1), -found[:, 0], rtol=1e-12, atol=1e-15)
    shares = torch.softmax(scores[:, 1:] / temperature, -1)
    torch.testing.assert_close(push, shares * push.sum(1, keepdim=True), rtol=1e-10, atol=1e-15)


def test_contrast_at_a_small_temperature_is_the_lead_of_the_hardest_negative() -> None:
    scores, first = drawn(40, 9), torch.zeros(40, dtype=torch.long)
    lead = (scores[:, 1:].max(1).values - scores[:, 0]).clamp_min(0)
    assert 5 < int((lead > 0).sum()) < 40
    for temperature in (1e-1, 1e-2, 1e-3):
        found = temperature * CE(reduction="none")(scores / temperature, first)
        assert (found >= lead - 1e-15).all() and (found <= lead + temperature * np.log(9)).all()


def test_contrast_at_a_great_temperature_is_the_mean_over_all_scores() -> None:
    """tau (L - log(N + 1)) tends to the mean of s_k - s over all N + 1 scores, with an error of order 1/tau."""
    scores, first = drawn(40, 9), torch.zeros(40, dtype=torch.long)
    wanted = scores.mean(1) - scores[:, 0]
    errors = [
        float((t * (CE(reduction="none")(scores / t, first) - np.log(9)) - wanted).abs().max()) for t in (1e2, 1e3, 1e4)
    ]
    assert errors[0] / errors[1] == pytest.approx(10, rel=0.05) and errors[1] / errors[2] == pytest.approx(10, rel=0.05)
    assert float((wanted - (scores[:, 1:].mean(1) - scores[:, 0])).abs().max()) > 0.1


def neighbours(points: Any) -> Any:
    """The logits of q(j|i): minus squared distances, a point not being its own neighbour."""
    squares = (points[:, None] - points[None]).square().sum(-1)
    others = ~torch.eye(len(points), dtype=torch.bool)
    return -squares[others].reshape(len(points), -1)


def spread(laws: Any) -> Any:
    """Laws over the others as a matrix with zeros on its diagonal."""
    whole = torch.zeros(len(laws), len(laws), dtype=laws.dtype)
    whole[~torch.eye(len(laws), dtype=torch.bool)] = laws.reshape(-1)
    return whole


def test_stochastic_neighbours_are_the_cross_entropy_of_laws() -> None:
    """The sum of KL(p(.|i) || q(.|i)) is the loss less the entropies of p, and has the known gradient of SNE."""
    places, given = drawn(9, 2).requires_grad_(), torch.softmax(neighbours(drawn(9, 4, seed=1)), -1)
    loss = ce(neighbours(places), given)
    learned = torch.softmax(neighbours(places), -1).detach()
    divergence = (given * (given / learned).log()).sum()
    entropy = -torch.special.xlogy(given, given).sum()
    torch.testing.assert_close(loss - entropy, divergence, rtol=1e-12, atol=0)
    gap = spread(given) - spread(learned)
    steps = places.detach()[:, None] - places.detach()[None]
    wanted = 2 * ((gap + gap.T)[..., None] * steps).sum(1)
    torch.testing.assert_close(torch.autograd.grad(loss, places)[0], wanted, rtol=1e-10, atol=1e-13)


def test_one_neighbour_is_a_label() -> None:
    scores, labels = drawn(6, 5), torch.tensor([0, 4, 2, 2, 1, 3])
    laws = torch.nn.functional.one_hot(labels, 5).double()
    torch.testing.assert_close(ce(scores, laws), ce(scores, labels), rtol=1e-14, atol=0)
    torch.testing.assert_close(gradient(ce, scores, laws), gradient(ce, scores, labels), rtol=1e-13, atol=1e-16)
