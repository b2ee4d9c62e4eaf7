"""Losses at infinite scores: the limit where there is one, and NaN where the ratio of the scores decides."""

from __future__ import annotations

import math
from typing import Any

import mpmath
import numpy as np
import pytest

import losstheory as lt
from losstheory.losses.multiclass import AnyMulticlass, multiclass_catalogue
from losstheory.numeric.classes.limits import ratios
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


@pytest.mark.parametrize("formula", ["max(0, 1 - abs(s1 - s2))", "exp(-(s1/(1 + abs(s2)) - 2)**2)", "s1/(1 + abs(s2))"])
def test_formulas_with_a_limit_along_each_ratio_but_no_common_one_have_no_value(formula: str) -> None:
    assert math.isnan(at(lt.multiclass(formula, "s2", "s3"), [INF, INF, 0.0], 0))


@pytest.mark.parametrize(("formula", "along"), [("max(0, 1 - abs(s1 - 2*s2))", 1.0), ("s1*exp(-abs(s1 - 3*s2))", INF)])
def test_a_ratio_that_is_not_tried_is_not_seen(formula: str, along: float) -> None:
    """As documented: the loss is near ``along`` far out at one ratio, and 0 at those tried."""
    loss = lt.multiclass(formula, "s2", "s3")
    ratio = 2.0 if along == 1.0 else 3.0
    seen = at(loss, [ratio * 1e9, 1e9, 0.0], 0)
    assert seen == along or seen > 1e9
    assert at(loss, [INF, INF, 0.0], 0) == 0.0


def test_two_infinite_scores_may_have_a_limit() -> None:
    assert at(multiclass_catalogue["sparsemax"](3), [0.0, -INF, -INF], 1) == INF
    assert at(multiclass_catalogue["nce"](3), [INF, -INF, 0.0], 0) == 0.0


@pytest.mark.parametrize("count", [2, 3, 10, 30])
def test_any_two_places_come_in_both_orders(count: int) -> None:
    paths = np.array(ratios(count))
    ahead = (paths[:, :, None] >= 100 * paths[:, None, :]).any(0)
    assert (ahead | np.eye(count, dtype=bool)).all() and (paths[0] == 1).all()


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
