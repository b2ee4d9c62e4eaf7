"""Formulas for any number of classes, against those of the number itself and against sums written out."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.special import log_softmax

from losstheory.losses.multiclass import MulticlassLoss, multiclass_catalogue
from losstheory.numeric.arguments import CallableError
from losstheory.numeric.canonical import Domain
from losstheory.numeric.classes.arrays import numpy_classes
from losstheory.numeric.classes.functions import ClassFunction, class_formulas
from losstheory.numeric.classes.schemes import scheme

COUNT = 1000
BY_HAND: dict[str, Any] = {
    "ce": lambda s, y: -log_softmax(s)[y],
    "nce": lambda s, y: log_softmax(s)[y] / log_softmax(s).sum(),
    "squentropy": lambda s, y: -log_softmax(s)[y] + np.delete(s**2, y).mean(),
    "z_loss": lambda s, y: np.logaddexp(0, 1 - (s[y] - s.mean()) / np.sqrt(s.var() + 0.01)),
    "crammer_singer": lambda s, y: max(0, 1 - s[y] + np.delete(s, y).max()),
}


@pytest.mark.parametrize("name", BY_HAND)
def test_a_thousand_classes_as_written_out(name: str) -> None:
    formula = scheme(lambda count: multiclass_catalogue[name](count))(COUNT)
    function = ClassFunction([formula], (), Domain("s"), numpy_classes())
    scores, labels = np.random.default_rng(3).normal(size=(2, COUNT)), np.array([0, 700])
    wanted = [BY_HAND[name](row, label) for row, label in zip(scores, labels, strict=True)]
    np.testing.assert_allclose(function.of_labels(scores, labels), wanted, rtol=1e-10)


@pytest.mark.parametrize("name", ["ldr_kl", "z_loss"])
def test_the_formula_holds_beyond_the_numbers_it_was_read_from(name: str) -> None:
    assert [scheme(lambda count: multiclass_catalogue[name](count))(11)] == class_formulas(
        multiclass_catalogue[name](11)
    )


def test_no_formula_is_found_where_there_is_none() -> None:
    with pytest.raises(CallableError, match="not one formula"):
        scheme(lambda count: multiclass_catalogue["ldr_top"](count, k=2))
    with pytest.raises(CallableError, match="in no known way"):
        scheme(lambda count: MulticlassLoss("power", *(f"{2**count}*s{y + 1}" for y in range(count))))
