"""The contract of scikit-learn, without an expected failure; pairing, probabilities and errors."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch", reason="torch is not installed")
pytest.importorskip("sklearn", reason="scikit-learn is not installed")

import torch
from sklearn.base import clone
from sklearn.utils.estimator_checks import parametrize_with_checks

from losstheory.nn.learned.estimators import (
    EnsLossClassifier,
    LegendreTronClassifier,
    MarginLossClassifier,
    MulticlassLossClassifier,
)
from losstheory.programs.estimators.classifier import ParameterError

SHORT = {"epochs": 8, "batch": 32, "rate": 0.05}
MODELS = [
    EnsLossClassifier(**SHORT),
    LegendreTronClassifier(**SHORT),
    MarginLossClassifier(**SHORT),
    MulticlassLossClassifier(**SHORT),
]
BINARY = [model for model in MODELS if not model.__sklearn_tags__().classifier_tags.multi_class]


def blobs(classes: int = 2, n: int = 60) -> tuple[Any, Any]:
    draw = np.random.default_rng(7)
    y = np.arange(n) % classes
    centres = 3 * np.eye(classes)[:, : max(2, classes - 1)]
    return draw.standard_normal((n, centres.shape[1])) + centres[y], y


@parametrize_with_checks(MODELS)
def test_the_contract_of_scikit_learn(estimator: Any, check: Any) -> None:
    check(estimator)


@pytest.mark.parametrize("model", MODELS, ids=repr)
def test_one_random_state_gives_one_model_and_leaves_the_global_generators_alone(model: Any) -> None:
    X, y = blobs()
    torch.manual_seed(3)
    before = torch.get_rng_state()
    first, second, other = (clone(model).set_params(random_state=seed).fit(X, y) for seed in (0, 0, 1))
    assert torch.equal(before, torch.get_rng_state())
    for a, b in zip(first.network_.parameters(), second.network_.parameters(), strict=True):
        assert torch.equal(a, b)
    assert not torch.equal(first.network_[0].weight, other.network_[0].weight)


@pytest.mark.parametrize("model", MODELS, ids=repr)
def test_a_fitted_model_can_be_stored(model: Any) -> None:
    X, y = blobs()
    fitted = clone(model).set_params(random_state=0, hidden=(8,)).fit(X, y)
    back = pickle.loads(pickle.dumps(fitted))
    np.testing.assert_array_equal(back._scores(X), fitted._scores(X))
    assert fitted.score(X, y) > 0.85


def test_losses_are_paired_by_the_random_state() -> None:
    """With a rate that moves nothing the initial values remain; they do not depend on the loss."""
    X, y = blobs()
    still = {"epochs": 1, "rate": 1e-300, "random_state": 5}
    first, second = (model(**still).fit(X, y) for model in (EnsLossClassifier, MarginLossClassifier))
    assert torch.equal(first.network_[0].weight, second.network_[0].weight)
    third, fourth = (model(**still).fit(X, y) for model in (LegendreTronClassifier, MulticlassLossClassifier))
    assert torch.equal(third.network_[0].weight, fourth.network_[0].weight)


def test_probabilities_are_the_gradient_of_the_learned_potential() -> None:
    X, y = blobs(3)
    model = LegendreTronClassifier(**SHORT, random_state=0).fit(X, y)
    scores = model._scores(X).requires_grad_()
    (gradient,) = torch.autograd.grad(model.loss_.potential(scores).sum(), scores)
    np.testing.assert_allclose(model.predict_proba(X), gradient.numpy(), atol=1e-12)
    assert model.score(X, y) > 0.8


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (EnsLossClassifier(tail=1.0), "tail p > 1: with p <= 1 the loss has no lower bound; got 1.0"),
        (EnsLossClassifier(floor=0.0), "0 < floor <= ceiling"),
        (EnsLossClassifier(rate=0.0), "rate > 0, got 0.0"),
        (LegendreTronClassifier(points=0), "points >= 1, whole; got 0"),
        (MarginLossClassifier(epochs=2.5), "epochs >= 1, whole; got 2.5"),  # type: ignore[arg-type]
        (MulticlassLossClassifier(hidden=(0,)), "hidden widths >= 1"),
    ],
)
def test_a_parameter_out_of_range_is_named(model: Any, message: str) -> None:
    with pytest.raises(ParameterError, match=message.replace("(", r"\(")):
        model.fit(*blobs())


@pytest.mark.parametrize("model", MODELS, ids=repr)
def test_there_must_be_classes_to_separate(model: Any) -> None:
    X, y = blobs()
    with pytest.raises(ParameterError, match="one class"):
        clone(model).fit(X, np.zeros(len(X)))


@pytest.mark.parametrize("model", BINARY, ids=repr)
def test_a_score_separates_two_classes_only(model: Any) -> None:
    with pytest.raises(ParameterError, match="got 3"):
        clone(model).fit(*blobs(3))
