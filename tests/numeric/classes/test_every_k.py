"""The formula from the terms of a loss against the formulas of a number of classes, and against sums written out."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import log_softmax, softmax

from losstheory.losses.multiclass import multiclass, multiclass_catalogue
from losstheory.numeric.canonical import Domain
from losstheory.numeric.classes.arrays import numpy_classes
from losstheory.numeric.classes.every_k import every_k_formula
from losstheory.numeric.classes.functions import ClassFunction, class_function

WRITTEN = [name for name in multiclass_catalogue if multiclass_catalogue[name].form is not None]


def of_terms(text: str, classes: int) -> ClassFunction:
    formula = every_k_formula(multiclass(text, classes="every"), classes)
    return ClassFunction([formula], (), Domain("s"), numpy_classes())


@pytest.mark.parametrize("name", WRITTEN)
def test_five_classes_as_by_the_formulas_of_five(name: str) -> None:
    generator = np.random.default_rng(5)
    scores = np.concatenate([scale * generator.normal(size=(8, 5)) for scale in (0.5, 3, 40)])
    labels = generator.integers(0, 5, len(scores))
    wanted = class_function(multiclass_catalogue[name](5), numpy_classes()).of_labels(scores, labels)
    np.testing.assert_allclose(of_terms(name, 5).of_labels(scores, labels), wanted, rtol=1e-12)


@pytest.mark.parametrize(
    ("text", "by_hand"),
    [
        ("nce + 2*rce:A=4", lambda s: log_softmax(s)[0] / log_softmax(s).sum() + 8 * (1 - softmax(s)[0])),
        ("ova_squared", lambda s: (1 - s[0]) ** 2 + ((1 + s[1:]) ** 2).sum()),
        ("crammer_singer", lambda s: max(0, 1 - s[0] + s[1:].max())),
        ("1 - q**(1/K)", lambda s: 1 - softmax(s)[0] ** (1 / len(s))),
    ],
)
def test_a_thousand_classes_as_written_out(text: str, by_hand: object) -> None:
    scores = np.random.default_rng(6).normal(size=1000)
    found = of_terms(text, 1000).of_labels(scores[None], np.array([0]))
    assert callable(by_hand)
    assert found[0] == pytest.approx(by_hand(scores), rel=1e-11)
