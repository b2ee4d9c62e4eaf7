"""Losses and families go to other processes and come back equal, those of the catalogues by their names."""

from __future__ import annotations

import pickle
from fractions import Fraction
from typing import Any

import pytest

from losstheory.losses.catalogue import catalogue
from losstheory.losses.families import Family
from losstheory.losses.margin import HINGE
from losstheory.losses.multiclass import MulticlassFamily, multiclass, multiclass_catalogue
from losstheory.losses.multiclass.open_families import ClassFamily, of_classes
from losstheory.losses.open_parameters import family
from losstheory.losses.simplex import simplex_loss
from losstheory.losses.typed import loss


def sent(value: Any) -> Any:
    return pickle.loads(pickle.dumps(value))


@pytest.mark.parametrize("name", catalogue)
def test_what_the_catalogue_has_comes_back_equal(name: str) -> None:
    entry = catalogue[name]
    assert sent(entry) == entry
    if isinstance(entry, Family):
        assert sent(entry) is entry


@pytest.mark.parametrize("name", multiclass_catalogue)
def test_what_the_multiclass_catalogue_has_comes_back_equal(name: str) -> None:
    entry = multiclass_catalogue[name]
    assert sent(entry) is entry
    of_three = of_classes(entry, 3)
    assert sent(of_three) == of_three
    try:
        member = entry(3)
    except ValueError:  # a parameter without default
        member = entry(3, **{p.name: 1 for p in entry.parameters if p.default is None})
    assert sent(member) == member


TYPED = {
    "margin": loss("exp(-t) + max(0, -t)"),
    "pair": loss("exp(-t)", "exp(t)", kind="pair"),
    "probability": loss("-log(p)", "-log(1 - p)"),
    "multiclass": multiclass("-log(q)", classes=3),
    "every number of classes": multiclass("-log(q)", classes="every"),
    "simplex": simplex_loss("-log(q1)", "-log(q2)", "-log(q3)"),
    "family": family("max(0, 1 - t) + b*max(0, -1 - t)", b=(0, 2)),
    "multiclass family": family("-log(q) + e*(1 - q)", classes=3, e=(-2, None)),
}


@pytest.mark.parametrize("kind", TYPED)
def test_what_somebody_typed_comes_back_equal(kind: str) -> None:
    assert sent(TYPED[kind]) == TYPED[kind]


@pytest.mark.parametrize("kind", ["family", "multiclass family"])
def test_a_typed_family_makes_the_same_losses_afterwards(kind: str) -> None:
    entry = TYPED[kind]
    assert isinstance(entry, Family | ClassFamily)
    (parameter,) = entry.parameters
    place = {parameter.name: Fraction(1, 3)}
    assert sent(entry)(**place) == entry(**place)


def test_a_family_with_the_name_of_another_is_not_taken_for_it() -> None:
    hinge = family("max(0, 1 - t) + b*max(0, -1 - t)", b=(0, 2), name="gce_margin")
    own = MulticlassFamily(pickle.loads, "ours")
    assert hinge.name in catalogue and sent(hinge) == hinge != catalogue["gce_margin"]
    assert sent(own) == own and sent(HINGE) == HINGE
