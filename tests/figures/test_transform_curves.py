"""The picture of transforms: closed forms over each set, enclosed rows, and published bounds that are not tight."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from matplotlib.axes import Axes
from numpy.typing import NDArray

import losstheory as lt
from losstheory.figures.loss_curves import DrawingError
from losstheory.losses.multiclass import one_versus_all, softmax

Floats = NDArray[np.float64]


def curves(ax: Axes) -> dict[str, tuple[Floats, Floats]]:
    """The finite points of each labelled curve, ends left out."""
    found = {}
    for line in ax.get_lines():
        if str(line.get_label())[0] != "_":
            x, y = np.asarray(line.get_data(), dtype=float)
            kept = (x > 1e-6) & (x < 1 - 1e-6) & np.isfinite(y)
            found[str(line.get_label())] = x[kept], y[kept]
    return found


@pytest.mark.parametrize(
    ("loss", "over", "closed"),
    [
        ("hinge", "linear:5,1/2", lambda x: x / 2),
        ("squared_hinge", "bounded:1/2", lambda x: np.where(x <= 0.5, x**2, x - 0.25)),
        ("exponential", "all", lambda x: 1 - np.sqrt(1 - x**2)),
    ],
)
def test_curves_are_the_closed_forms(loss: str, over: str, closed: Callable[[Floats], Floats], ax: Axes) -> None:
    assert lt.draw.transforms([loss], over, ax=ax) is ax
    ((name, (x, y)),) = curves(ax).items()
    assert name == loss.replace("_", " ") and len(x) > 100
    assert y == pytest.approx(closed(x), abs=1e-12)


def test_a_published_bound_that_is_not_tight_lies_below_in_grey(ax: Axes) -> None:
    lt.draw.transforms(["logistic", "hinge"], published=["theta**2/2"], ax=ax)
    found = curves(ax)
    assert list(found) == ["logistic, published", "logistic", "hinge"]
    (x, published), (other, exact) = found["logistic, published"], found["logistic"]
    assert published == pytest.approx(x**2 / 2)
    below = np.interp(other, x, published)
    assert np.all(below <= exact + 1e-5) and np.max(exact - below) > 0.1


def test_a_published_bound_that_is_false_is_refused(ax: Axes) -> None:
    with pytest.raises(DrawingError, match="is not proved to bound logistic over all: REFUTED"):
        lt.draw.transforms("logistic", published=["51*theta**2/100"], ax=ax)
    assert not ax.get_lines()


def test_without_a_closed_form_the_rows_are_dots(ax: Axes) -> None:
    lt.draw.transforms("log(1 + exp(-t)) + t**2/10", "bounded:1/2", ax=ax)
    (line,) = [line for line in ax.get_lines() if str(line.get_label())[0] != "_"]
    x, y = np.asarray(line.get_data(), dtype=float)
    t = np.linspace(0, 0.5, 20001)
    for theta, height in list(zip(x, y, strict=True))[::8]:
        eta = (1 + theta) / 2
        least = np.min(eta * np.logaddexp(0, -t) + (1 - eta) * np.logaddexp(0, t) + t**2 / 10)
        assert height == pytest.approx(np.log(2) - least, abs=1e-3)
    assert line.get_linestyle() == "None" and len(x) > 20


def test_of_a_multiclass_loss_the_least_regret_of_a_wrong_class_is_drawn(ax: Axes) -> None:
    lt.draw.transforms([softmax("1 - q", 3)], published=["theta/4"], ax=ax)
    found = curves(ax)
    assert list(found) == ["softmax(1 - q), published", "softmax(1 - q)"]
    x, y = found["softmax(1 - q)"]
    assert y == pytest.approx(np.minimum(np.maximum(x / 3, x - 1 / 3), x / 2))


def test_of_a_loss_with_a_bound_alone_that_is_drawn_and_called_so(ax: Axes) -> None:
    lt.draw.transforms([softmax("1 - q**(2/3)", 3)], ax=ax)
    ((label, (x, y)),) = curves(ax).items()
    assert label == "softmax(1 - q**(2/3)) (bound)"
    two_classes = ((1 + 3 * x**2) / 4) ** (1 / 3) - 4 ** (-1 / 3)
    assert y == pytest.approx((2 / 3) ** (2 / 3) * two_classes, abs=1e-12)


@pytest.mark.parametrize(
    ("losses", "options", "because"),
    [
        ([], {}, "at least one"),
        (["hinge"], {"published": ["theta", "theta"]}, "for each loss"),
        (["log"], {}, "margin or pair"),
        (["hinge"], {"over": "ball:1"}, "no hypothesis set"),
        ([one_versus_all("log(1 + exp(-t))", 3)], {}, "cannot be drawn"),
    ],
)
def test_what_cannot_be_drawn_is_said(losses: list[object], options: dict[str, object], because: str, ax: Axes) -> None:
    with pytest.raises(DrawingError, match=because):
        lt.draw.transforms(losses, ax=ax, **options)
