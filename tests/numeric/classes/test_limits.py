"""Losses at infinite scores: the limit where there is one, and NaN where the ratio of the scores decides."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from typing import Any

import mpmath
import numpy as np
import pytest

import losstheory as lt
from losstheory.losses.multiclass import AnyMulticlass, multiclass_catalogue
from tests.numeric.classes.members import members, truth

INF = math.inf
ROWS = [[INF, 0.0, 1.0], [-INF, 0.0, 1.0], [0.5, INF, 1.0], [0.5, 2.0, -INF]]


def at(loss: AnyMulticlass, row: list[float], label: int) -> float:
    return float(lt.to_numpy(loss)([row], [label])[0])


@pytest.mark.parametrize("loss", list(members(3)), ids=lambda loss: loss.name)
def test_one_infinite_score_has_the_limit(loss: AnyMulticlass) -> None:
    for row in ROWS:
        for label in range(3):
            found = at(loss, row, label)
            with mpmath.workdps(60):
                ends = [truth(loss.formulas[label], [max(-big, min(big, x)) for x in row]) for big in (1e4, 1e6)]
                near, far = map(float, ends)
            if math.isinf(found):
                assert far == found or (far / found >= 0 and abs(far) > abs(near) + 3)
            else:
                assert found == pytest.approx(far, rel=1e-3, abs=1e-5), (row, label)


@pytest.mark.parametrize(
    ("name", "row", "label"),
    [
        ("nce", [INF, INF, 0.0], 2),
        ("nce", [0.0, -INF, -INF], 1),
        ("pairwise_sigmoid", [0.0, -INF, -INF], 1),
        ("unhinged", [0.0, -INF, -INF], 1),
        ("unhinged", [0.0, -INF, -INF], 2),
        ("taylor_softmax", [0.0, -INF, -INF], 1),
        ("z_loss", [-INF, -INF, 0.0], 2),
    ],
)
def test_where_the_ratio_of_infinite_scores_decides_there_is_no_value(name: str, row: list[float], label: int) -> None:
    assert math.isnan(at(multiclass_catalogue[name](3), row, label))


@pytest.mark.parametrize(
    "formula",
    [
        "max(0, 1 - abs(s1 - s2))",
        "max(0, 1 - abs(s1 - 2*s2))",
        "max(0, 1 - abs(s1 - s2**2))",
        "exp(-(s1 - 3*s2)**2)",
        "s1*exp(-abs(s1 - 3*s2))",
        "exp(-(s1/(1 + abs(s2)) - 2)**2)",
        "s1/(1 + abs(s2))",
        "Piecewise((s3, s1 < s2), (s3 + 1, True))",
        "Piecewise((0, s1 < 2*s2), (1, True))",
    ],
)
def test_formulas_whose_limit_depends_on_the_way_have_no_value(formula: str) -> None:
    assert math.isnan(at(lt.multiclass(formula, "s2", "s3"), [INF, INF, 0.0], 0))


@pytest.mark.parametrize("formula", ["sin(s1)", "s1*sin(3*s1)", "exp(s1)*cos(s1)", "s1**2*sin(s1)"])
def test_oscillation_has_no_value(formula: str) -> None:
    loss = lt.multiclass(formula, "s2", "s3")
    assert math.isnan(at(loss, [INF, 0.0, 0.0], 0)) and math.isnan(at(loss, [INF, INF, 0.0], 0))


@pytest.mark.parametrize(
    ("formula", "limit"),
    [
        ("max(s1, s2) + max(0, 1 - abs(s1 - 2*s2))", INF),
        ("s1*exp(-s1) + s3 + s2*exp(-s2)", 0.5),
        ("s3 + sin(s1)*exp(-s2)", 0.5),
        ("Piecewise((s3, s1*exp(-s1) < s3), (0, True))", 0.5),
        ("exp(-s1)*max(0, 1 - abs(s1 - 2*s2))", 0.0),
        ("Piecewise((s1, s1 < s2), (s2, True))", INF),
    ],
)
def test_limits_at_two_infinite_scores_are_proved(formula: str, limit: float) -> None:
    assert at(lt.multiclass(formula, "s2", "s3"), [INF, INF, 0.5], 0) == limit


def curves(row: tuple[float, ...], size: float) -> Iterator[list[float]]:
    """Finite scores on several ways to infinite ones: equal, in a ratio, with a fixed difference, of other powers."""
    for way in (lambda k: size, lambda k: size * (k + 1), lambda k: size + 2 - k, lambda k: size ** (1 + (2 - k) / 4)):
        yield [math.copysign(way(k), x) if math.isinf(x) else x for k, x in enumerate(row)]


@pytest.mark.parametrize("loss", list(members(3)), ids=lambda loss: loss.name)
def test_values_at_several_infinite_scores_hold_along_every_way(loss: AnyMulticlass) -> None:
    rows = [row for row in itertools.product((INF, -INF, 0.5), repeat=3) if sum(map(math.isinf, row)) > 1]
    for row, found in zip(rows, lt.to_numpy(loss)(rows, [0] * len(rows)), strict=True):
        if math.isnan(found):
            continue
        with mpmath.workdps(60):
            near, far = ([float(truth(loss.formulas[0], way)) for way in curves(row, size)] for size in (1e3, 1e6))
        if math.isinf(found):
            assert all(
                y * found > 0 and (abs(y) > 1.5 * abs(x) or y == found) for x, y in zip(near, far, strict=True)
            ), row
        else:
            assert far == pytest.approx([found] * len(far), rel=1e-3, abs=1e-5), row


def test_a_masked_label_has_an_infinite_loss() -> None:
    for name in ("ce", "weston_watkins", "pairwise_logistic", "sparsemax", "label_smoothing"):
        loss = multiclass_catalogue[name](3)
        assert at(loss, [0.0, -INF, -INF], 1) == INF
    assert at(multiclass_catalogue["nce"](3), [INF, -INF, 0.0], 0) == 0.0


def test_limits_are_those_of_one_formula_for_any_number_of_classes() -> None:
    torch = pytest.importorskip("torch", reason="torch is not installed")
    from losstheory.nn import Multiclass

    scores = torch.zeros(2, 20)
    scores[:, 5:] = -INF
    for name, wanted in (
        ("weston_watkins", [5.0 - 1, INF]),
        ("ce", [math.log(5), INF]),
    ):
        found = Multiclass(name, reduction="none")(scores, torch.tensor([0, 7]))
        torch.testing.assert_close(found, torch.tensor(wanted), equal_nan=True)


@pytest.mark.parametrize("name", ["nce", "z_loss", "sparsemax", "nfl", "ce"])
def test_torch_has_the_same_limits_and_other_rows_keep_their_slopes(name: str) -> None:
    torch = pytest.importorskip("torch", reason="torch is not installed")
    loss = multiclass_catalogue[name](3)
    rows, labels = np.array([row for row in [*ROWS, [0.3, -1.0, 2.0]] for _ in range(3)]), np.tile(np.arange(3), 5)
    scores = torch.tensor(rows, requires_grad=True)
    found = lt.to_torch(loss)(scores, torch.tensor(labels))
    np.testing.assert_allclose(found.detach().numpy(), lt.to_numpy(loss)(rows, labels), rtol=1e-9, atol=1e-12)
    finite = torch.isfinite(found)
    (slopes,) = torch.autograd.grad(found[finite].sum(), scores)
    alone: Any = torch.tensor(rows[-3:], requires_grad=True)
    (wanted,) = torch.autograd.grad(lt.to_torch(loss)(alone, torch.tensor([0, 1, 2])).sum(), alone)
    torch.testing.assert_close(slopes[-3:], wanted)
    laws = torch.full((5, 3), 1 / 3, dtype=torch.float64)
    mixed = lt.to_torch(loss)(scores.detach()[::3], laws)
    torch.testing.assert_close(mixed, found.detach().reshape(5, 3).mean(1))
