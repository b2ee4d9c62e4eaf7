"""Losses of several classes as functions of arrays: the digits of the formula, its derivatives, its expectation."""

from __future__ import annotations

import math
from typing import Any

import mpmath
import numpy as np
import pytest

import losstheory as lt
from losstheory.losses.multiclass import AnyMulticlass, multiclass_catalogue
from losstheory.numeric.arguments import CallableError
from losstheory.numeric.classes.functions import class_formulas
from tests.numeric.classes.members import members, truth

THREE, TWO = list(members(3)), list(members(2))
RAGGED = [
    multiclass_catalogue["ldam"](4, margins=(1, 2, 0, 3)),
    multiclass_catalogue["logit_adjusted"](4, priors=(1, 2, 3, 4)),
    multiclass_catalogue["vector_scaling"](4, factors=(1, 2, 3, 1), priors=(4, 3, 2, 1)),
    multiclass_catalogue["sparse_softmax"](4, k=2),
    lt.multiclass("log(exp(s1) + exp(s2) + exp(s3)) - s1", "max(s1, 0) - s2", "s1*exp(s2 - s3)"),
]


def names(loss: AnyMulticlass) -> str:
    return f"{loss.name}-{loss.classes}"


@pytest.mark.parametrize("loss", [*THREE, *TWO, *RAGGED], ids=names)
def test_values_have_the_digits_of_the_formula(loss: AnyMulticlass) -> None:
    generator = np.random.default_rng(1)
    scores = np.concatenate([scale * generator.normal(size=(3, loss.classes)) for scale in (0.5, 3, 40)])
    labels = generator.integers(0, loss.classes, len(scores))
    found = lt.to_numpy(loss)(scores, labels)
    with mpmath.workdps(200):
        wanted = [truth(loss.formulas[y], row) for row, y in zip(scores.tolist(), labels, strict=True)]
        floor = mpmath.mpf(10) ** -4 if _closed(loss) else mpmath.mpf(10) ** -300
        errors = [abs(float(a) - b) / max(abs(b), floor) for a, b in zip(found, wanted, strict=True)]
    assert max(errors) < 1e-12


def _closed(loss: AnyMulticlass) -> bool:
    """Whether the formula is a difference of large terms where the loss is near 0."""
    return loss.name.startswith(("sparsemax", "entmax", "spherical_fenchel_young", "ldr_l2"))


@pytest.mark.parametrize("loss", THREE, ids=names)
def test_torch_and_numpy_agree_at_ties_and_far_out(loss: AnyMulticlass) -> None:
    torch = pytest.importorskip("torch", reason="torch is not installed")
    rows = np.array([[0, 0, 0], [2, 2, 2], [1e4, 0, 0], [-1e4, 0, 0], [0, 1e4, 1e4], [5, 5, -1e4]], dtype=float)
    labels = np.repeat(np.arange(3), len(rows))
    rows = np.tile(rows, (3, 1))
    wanted = lt.to_numpy(loss)(rows, labels)
    assert not np.isnan(wanted).any()
    kept = np.isfinite(wanted)
    scores = torch.tensor(rows[kept], requires_grad=True)
    found = lt.to_torch(loss)(scores, torch.tensor(labels[kept]))
    np.testing.assert_allclose(found.detach().numpy(), wanted[kept], rtol=1e-12, atol=1e-300)
    (slopes,) = torch.autograd.grad(found.sum(), scores, create_graph=True)
    assert not slopes.isnan().any()
    if slopes.requires_grad:
        (bends,) = torch.autograd.grad(slopes.square().sum(), scores, allow_unused=True)
        assert bends is None or not bends.isnan().any()


@pytest.mark.parametrize("loss", [*THREE, *RAGGED], ids=names)
def test_expected_losses_are_weighted_sums(loss: AnyMulticlass) -> None:
    generator = np.random.default_rng(2)
    scores, laws = generator.normal(size=(2, 5, loss.classes)), generator.dirichlet(np.ones(loss.classes), (2, 5))
    function = lt.to_numpy(loss)
    each = np.stack([function(scores, np.full((2, 5), y)) for y in range(loss.classes)], -1)
    np.testing.assert_allclose(function(scores, laws), (laws * each).sum(-1), rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("loss", [loss for loss in THREE if not _closed(loss)], ids=names)
def test_derivatives_are_those_of_differences(loss: AnyMulticlass) -> None:
    torch = pytest.importorskip("torch", reason="torch is not installed")
    scores = torch.tensor([[0.31, -1.7, 0.93], [2.1, 0.4, -0.77]], dtype=torch.float64, requires_grad=True)
    labels = torch.tensor([0, 2])
    function = lt.to_torch(loss)
    assert torch.autograd.gradcheck(lambda s: function(s, labels), scores)
    assert torch.autograd.gradgradcheck(lambda s: function(s, labels).sum(), scores, fast_mode=True)


@pytest.mark.parametrize(
    "name", ["ce", "gce", "mae", "nce", "brier", "ova_logistic", "crammer_singer", "pairwise_logistic"]
)
def test_infinite_scores_have_the_limit(name: str) -> None:
    function = lt.to_numpy(multiclass_catalogue[name](3))
    for row in ([math.inf, 0.0, 1.0], [-math.inf, 0.0, 1.0]):
        near = [value if math.isfinite(value) else math.copysign(1e9, value) for value in row]
        for label in range(3):
            far, close = function([row], [label])[0], function([near], [label])[0]
            assert far == pytest.approx(close, rel=1e-8, abs=1e-8) or (close > 1e8 and far == math.inf)


def test_a_class_of_probability_0_has_no_influence() -> None:
    assert lt.to_numpy(multiclass_catalogue["ce"](3))([[0.0, 0.0, -math.inf]], [[0.5, 0.5, 0.0]])[0] == pytest.approx(
        math.log(2)
    )


@pytest.mark.parametrize("loss", [loss for loss in THREE if not _closed(loss)], ids=names)
def test_a_loss_that_treats_classes_alike_is_one_formula(loss: AnyMulticlass) -> None:
    if not loss.name.startswith(("sparse_softmax", "ldr_top")):
        assert len(class_formulas(loss)) == 1
        assert len(class_formulas(RAGGED[0])) == 4


@pytest.mark.parametrize(
    ("scores", "target", "words"),
    [
        ([[0.0, 1.0]], [0], "classes last"),
        ([[0.0, 1.0, 2.0]], [[0]], "of shape"),
        ([[0.0, 1.0, 2.0]], [0.5], "whole numbers"),
        ([[0.0, 1.0, 2.0]], [3], "from 0 to 2"),
        ([[0.0, 1.0, 2.0]], [-1], "from 0 to 2"),
    ],
)
def test_targets_of_other_shapes_are_refused(scores: Any, target: Any, words: str) -> None:
    with pytest.raises(CallableError, match=words):
        lt.to_numpy(multiclass_catalogue["ce"](3))(scores, target)
