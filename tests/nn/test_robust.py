"""Modules of label-distributionally robust losses."""

from __future__ import annotations

import numpy as np
import pytest

from losstheory.programs.aldr import ALDRKL
from losstheory.programs.ldr import KL, LDR, Entropy, Squared, TopHingeAlpha, TopHingeBeta, TopKL, TopMean

torch = pytest.importorskip("torch", reason="torch is not installed")

from losstheory import nn  # noqa: E402

MEMBERS = [KL(0.7), Entropy(), Squared(0.5), TopMean(2), TopKL(2, 0.5), TopHingeAlpha(2), TopHingeBeta(2), ALDRKL(1.0)]
SCORES = torch.tensor([[0.31, -1.7, 0.93, 0.2], [2.1, 0.4, -0.77, -3.0], [0.5, 1.3, 1.1, -0.2]], dtype=torch.float64)
LABELS = torch.tensor([0, 2, 1])
MARGIN = 0.1 * torch.arange(16, dtype=torch.float64).reshape(4, 4) * (1 - torch.eye(4, dtype=torch.float64))


@pytest.mark.parametrize("loss", MEMBERS, ids=repr)
@pytest.mark.parametrize("margin", [0.0, 1.0, MARGIN], ids=["0", "1", "table"])
def test_values_are_those_of_the_program_with_their_slopes(loss: LDR | ALDRKL, margin: object) -> None:
    module = nn.Robust(loss, margin=margin, reduction="none")
    np.testing.assert_allclose(module(SCORES, LABELS), loss(SCORES.numpy(), LABELS.numpy(), np.asarray(margin)))
    assert torch.autograd.gradcheck(lambda s: module(s, LABELS), SCORES.clone().requires_grad_(), atol=1e-5)


def test_entropy_is_cross_entropy_and_ignored_rows_do_not_count() -> None:
    labels = torch.tensor([0, -100, 1])
    torch.testing.assert_close(nn.Robust(Entropy())(SCORES, labels), torch.nn.functional.cross_entropy(SCORES, labels))
    assert nn.Robust(Entropy())(SCORES, torch.full((3,), -100)).isnan()


def test_there_is_no_second_derivative() -> None:
    scores = SCORES.clone().requires_grad_()
    (slopes,) = torch.autograd.grad(nn.Robust(TopMean(2))(scores, LABELS).square(), scores, create_graph=True)
    with pytest.raises(RuntimeError, match="once_differentiable"):
        slopes.sum().backward()
