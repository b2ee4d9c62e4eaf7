"""Losses that treat one class differently: sums over all classes but one that has a name."""

from __future__ import annotations

import math

import numpy as np
import pytest

import losstheory as lt


def own_weight(a, b, c):
    return math.log(2 * math.exp(a) + math.exp(b) + math.exp(c))


def own_mixture(a, b, c):
    return math.log(math.exp(a) + math.exp(b) + math.exp(c) + math.exp(a / 2 + b / 4 + c / 4))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("log(2*exp(s1) + exp(s2) + exp(s3))", own_weight),
        ("log(exp(s1) + exp(s2) + exp(s3) + exp(s1/2 + s2/4 + s3/4))", own_mixture),
    ],
)
def test_every_label_has_the_value_of_its_formula(text, value):
    loss = lt.multiclass(*(f"{text} - s{k}" for k in (1, 2, 3)))
    scores = (1.0, 2.0, -1.0)
    found = lt.to_numpy(loss)(np.array([scores] * 3), np.arange(3))
    np.testing.assert_allclose(found, [value(*scores) - score for score in scores], rtol=1e-14)
