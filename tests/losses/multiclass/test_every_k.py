"""Losses of every number of classes: their members are sums written out by hand, at scores with many digits."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from losstheory.formulas.errors import ParseError
from losstheory.losses.families import ParameterError
from losstheory.losses.loss import LossError
from losstheory.losses.multiclass import every_k, multiclass, multiclass_catalogue
from losstheory.theory.search.scores import losses_at

RNG = np.random.default_rng(7)


def others(values, y):
    return np.delete(values, y)


def softmax_of(s):
    e = np.exp(s - s.max())
    return e / e.sum()


BY_HAND = {
    "gce:q=1/2": lambda s, y: 2 * (1 - np.sqrt(softmax_of(s)[y])),
    "comp_sum:tau=2": lambda s, y: 1 - softmax_of(s)[y],
    "label_smoothing": lambda s, y: -np.log(softmax_of(s)) @ (0.9 * (np.arange(len(s)) == y) + 0.1 / len(s)),
    "nmae": lambda s, y: (1 - softmax_of(s)[y]) / (len(s) - 1),
    "nce + 2*rce:A=4": lambda s, y: np.log(softmax_of(s))[y] / np.log(softmax_of(s)).sum() + 8 * (1 - softmax_of(s)[y]),
    "2*nce + nce": lambda s, y: 3 * np.log(softmax_of(s))[y] / np.log(softmax_of(s)).sum(),
    "brier": lambda s, y: ((softmax_of(s) - (np.arange(len(s)) == y)) ** 2).sum(),
    "ova_hinge": lambda s, y: max(0, 1 - s[y]) + np.maximum(0, 1 + others(s, y)).sum(),
    "weston_watkins + pairwise_logistic": lambda s, y: (
        np.maximum(0, 1 - s[y] + others(s, y)).sum() + np.log1p(np.exp(others(s, y) - s[y])).sum()
    ),
    "crammer_singer:margin=2": lambda s, y: max(0, 2 - s[y] + others(s, y).max()),
}


@pytest.mark.parametrize("text", BY_HAND)
@pytest.mark.parametrize("classes", [2, 3, 5])
def test_a_member_is_the_sum_written_out(text, classes):
    loss = multiclass(text, classes="every").of(classes)
    points = RNG.normal(size=(6, classes))
    expected = [[BY_HAND[text](s, y) for s in points] for y in range(classes)]
    np.testing.assert_allclose(losses_at(loss, points), np.array(expected), rtol=1e-12, atol=1e-12)


def test_the_catalogue_builds_members_from_the_form_of_every_k():
    for name in multiclass_catalogue.names():
        family = multiclass_catalogue[name]
        if family.form is not None and all(parameter.default is not None for parameter in family.parameters):
            assert family(4) == family.every_k().of(4)
            assert family(4).name == family.every_k().name


def test_scores_of_sum_zero_are_kept():
    loss = multiclass("lee_lin_wahba", classes="every")
    assert loss.sum_to_zero
    assert loss.of(3).sum_to_zero
    assert multiclass("ce", classes="every", sum_to_zero=True).of(3).sum_to_zero


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("ldam", "one number of classes at a time"),
        ("nce + nfl", "two normalised parts"),
        ("ce + lee_lin_wahba", "same scores"),
    ],
)
def test_what_has_no_form_is_refused(text, because):
    with pytest.raises(LossError, match=because):
        multiclass(text, classes="every")


def test_mistakes_are_named():
    with pytest.raises(LossError, match="got 'all'"):
        multiclass("ce", classes="all")
    with pytest.raises(ParseError, match="unknown name 's2'"):
        multiclass("log(1 + exp(s2 - s1))", classes="every")
    with pytest.raises(LossError, match="to normalise"):
        every_k.normalised(every_k.pairwise("exp(-t)"))
    with pytest.raises(ParameterError):
        multiclass("gce:q=-1", classes="every")
    with pytest.raises(LossError, match="positive weights"):
        every_k.added([(Fraction(-1), every_k.softmax("q"))], "minus")
    with pytest.raises(LossError, match="from 2 to 12"):
        multiclass("ce", classes="every").of(13)
