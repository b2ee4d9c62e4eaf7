"""A number of classes that is none is refused with what to write."""

import pytest

from losstheory.losses.loss import LossError
from losstheory.losses.multiclass import multiclass


@pytest.mark.parametrize("classes", [0, 1, -2, 13, 2.5, True])
def test_what_is_no_number_of_classes_is_refused(classes: object) -> None:
    with pytest.raises(LossError, match="number of classes from 2 to 12"):
        multiclass("ce", classes=classes)


def test_a_missing_number_says_how_to_give_it() -> None:
    with pytest.raises(LossError, match="--classes K"):
        multiclass("-log(q)")
