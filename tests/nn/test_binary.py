"""Modules of losses of two labels."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

from losstheory.losses.catalogue import catalogue
from losstheory.losses.families import Family

torch = pytest.importorskip("torch", reason="torch is not installed")

from losstheory import nn  # noqa: E402
from losstheory.numeric import to_torch  # noqa: E402
from losstheory.numeric.arguments import CallableError  # noqa: E402

NAMES = [name for kind in ("margin", "pair", "probability") for name in catalogue.names(kind)]


def batch(shape: tuple[int, ...]) -> Any:
    generator = torch.Generator().manual_seed(0)
    scores = torch.randn(shape, generator=generator, dtype=torch.float64, requires_grad=True)
    return scores, torch.rand(shape, generator=generator, dtype=torch.float64)


@pytest.mark.parametrize("reduction", ["none", "mean", "sum"])
@pytest.mark.parametrize("shape", [(), (7,), (3, 4), (0,)], ids=str)
def test_logistic_is_torchs(shape: tuple[int, ...], reduction: str) -> None:
    scores, shares = batch(shape)
    weight, positive = torch.rand(shape, dtype=torch.float64), torch.tensor(2.5, dtype=torch.float64)
    for target in (shares, shares.round()):
        for options in ({}, {"weight": weight}, {"pos_weight": positive}):
            ours = nn.Logistic(reduction=reduction, **options)(scores, target)
            theirs = torch.nn.BCEWithLogitsLoss(reduction=reduction, **options)(scores, target)
            torch.testing.assert_close(ours, theirs, rtol=1e-12, atol=1e-14, equal_nan=True)
            slopes = [torch.autograd.grad(value.sum(), scores, retain_graph=True)[0] for value in (ours, theirs)]
            torch.testing.assert_close(*slopes, rtol=1e-11, atol=1e-14, equal_nan=True)


def test_log_is_torchs_cross_entropy_of_probabilities() -> None:
    _, probabilities = batch((9,))
    target = (probabilities > 0.4).double()
    torch.testing.assert_close(
        nn.Log()(probabilities, target), torch.nn.functional.binary_cross_entropy(probabilities, target)
    )


@pytest.mark.parametrize("name", NAMES)
def test_labels_choose_the_loss_of_the_formula(name: str) -> None:
    entry = catalogue[name]
    loss = entry(**{p.name: p.default or 1 for p in entry.parameters}) if isinstance(entry, Family) else entry
    inputs = torch.linspace(0.05, 0.95, 8, dtype=torch.float64)
    inputs = inputs if loss.kind == "probability" else 6 * inputs - 3
    labels = torch.tensor([0, 1] * 4)
    wanted = to_torch(loss, labels=(0, 1))(labels, inputs)
    torch.testing.assert_close(nn.Binary(loss, reduction="none")(inputs, labels), wanted, rtol=1e-13, atol=1e-15)
    torch.testing.assert_close(nn.Binary(loss, labels=(-1, 1), reduction="none")(inputs, 2 * labels - 1), wanted)


@pytest.mark.parametrize("name", ["logistic", "exponential", "hinge", "uneven_logistic", "log"])
def test_ignored_elements_are_as_good_as_none(name: str) -> None:
    inputs = torch.tensor([0.3, torch.nan, 0.6, 0.8], dtype=torch.float64, requires_grad=True)
    target = torch.tensor([1, -100, 0, 1])
    kept = target != -100
    value = nn.module(name, ignore_index=-100)(inputs, target)
    torch.testing.assert_close(value, nn.module(name)(inputs[kept], target[kept]))
    (slope,) = torch.autograd.grad(value, inputs)
    assert slope[1] == 0 and torch.isfinite(slope).all()
    assert nn.module(name, ignore_index=7)(inputs[kept], torch.tensor([7, 7, 7])).isnan()


def test_smoothed_labels_are_mixtures() -> None:
    scores, shares = batch((9,))
    for labels, target in (((0, 1), shares.round()), ((-1, 1), 2 * shares.round() - 1)):
        found = nn.Logistic(labels=labels, label_smoothing=0.2)(scores, target)
        mixed = 0.8 * shares.round() + 0.1
        torch.testing.assert_close(found, torch.nn.functional.binary_cross_entropy_with_logits(scores, mixed))


@pytest.mark.parametrize("name", ["logistic", "hinge", "savage", "exponential"])
def test_hard_labels_are_the_ends_of_mixtures(name: str) -> None:
    scores, shares = batch((9,))
    hard, module = shares.round(), nn.module(name, reduction="none")
    nearly = module(torch.cat([scores, scores[:1]]), torch.cat([hard, torch.tensor([0.5], dtype=torch.float64)]))[:-1]
    torch.testing.assert_close(module(scores, hard), nearly)
    slopes = [torch.autograd.grad(losses.sum(), scores)[0] for losses in (module(scores, hard), nearly)]
    torch.testing.assert_close(*slopes)


def test_modules_can_be_copied_and_kept() -> None:
    scores, target = batch((5,))
    module = nn.Binary("focal_margin:gamma=2")
    for other in (copy.deepcopy(module), pickle.loads(pickle.dumps(module))):
        torch.testing.assert_close(other(scores, target), module(scores, target))


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda s, y: nn.Binary("huber"), "margin, pair or probability loss"),
        (lambda s, y: nn.Binary("hinge", labels=(1, 2)), "labels are written"),
        (lambda s, y: nn.Hinge()(s, y[:2]), "shape of the scores"),
        (lambda s, y: nn.Hinge(label_smoothing=-1), "label_smoothing in"),
    ],
)
def test_bad_input_is_refused(make: Any, words: str) -> None:
    with pytest.raises(CallableError, match=words):
        make(*batch((5,)))
