"""Eigenvalues come with their multiplicities, with residuals that bound their errors, and none is missed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.sparse.linalg import aslinearoperator

from tests.landscape.small import data, mlp, nn, torch
from tests.landscape.spectra import diagonal, rotated

from losstheory.landscape import (  # isort: skip
    Hessian, LandscapeError, NonFinite, Problem, eigenpairs, estimate_density, estimate_diagonal, estimate_trace,
)  # fmt: skip
from losstheory.landscape.krylov import Krylov  # isort: skip
from losstheory.landscape.spectrum import ceiling  # isort: skip


def clustered(seed: int) -> tuple[Any, int]:
    """A bulk about 0 and outliers that are repeated, or nearly so; and how many eigenvalues to ask for."""
    draw = np.random.default_rng(seed)
    bulk = draw.uniform(0.05, 0.5) * draw.standard_normal(int(draw.integers(200, 600)))
    outliers = draw.uniform(1, 10, draw.integers(1, 15))
    times = draw.integers(1, 5, len(outliers))
    spread = [1e-7 * draw.integers(0, 2) * draw.standard_normal(n) for n in times]
    return np.concatenate([bulk, *(x + part for x, part in zip(outliers, spread, strict=True))]), int(
        draw.integers(3, 12)
    )


def test_none_is_missed_in_a_hundred_problems_with_clusters() -> None:
    for seed in range(100):
        values, k = clustered(seed)
        sign = 1 if seed % 3 else -1
        found = eigenpairs(diagonal(sign * values), k, end="largest" if sign == 1 else "smallest", seed=seed)
        wanted = np.sort(values)[::-1]
        np.testing.assert_allclose(sign * found.values, wanted[:k], rtol=1e-3, err_msg=f"seed {seed}")
        assert (np.abs(sign * found.values - wanted[:k]) <= found.residuals + 1e-12).all()
        assert sign * found.left_out >= wanted[k] * (1 - 1e-12), seed
        np.testing.assert_allclose(found.vectors.T @ found.vectors, np.eye(k), atol=1e-10)


BULK = 0.3 * np.random.default_rng(5).standard_normal(300)
ADVERSE: dict[str, tuple[Any, int]] = {
    "five times the top": (np.r_[BULK, [5.0] * 5, 3.0], 6),
    "twelve times the top": (np.r_[BULK, [5.0] * 12], 8),
    "a cluster of rounding": (np.r_[BULK, 5 + 1e-10 * np.arange(6), 3.0], 7),
    "an outlier": (np.r_[BULK, 1e12], 3),
    "an outlier at the other end": (np.r_[BULK, -1e12], 3),
    "two values": (np.r_[np.ones(150), -np.ones(150)], 5),
    "one value": (np.ones(300), 5),
    "negative definite": (-np.linspace(1, 2, 300), 4),
    "towards 0": (np.geomspace(1e-8, 1, 150), 6),
    "of size 1e-30": (1e-30 * np.r_[BULK, 3, 3, 3], 4),
    "all": (BULK[:80], 80),
    "all but one": (np.r_[BULK[:80], [2.0] * 3], 82),
}


@pytest.mark.parametrize("name", ADVERSE)
def test_both_ends_of_spectra_that_break_one_lanczos_run(name: str) -> None:
    values, k = ADVERSE[name]
    order, rounding = np.sort(values), 2e-14 * np.abs(values).max()
    for sign, end in ((1, "largest"), (-1, "smallest")):
        found = eigenpairs(diagonal(values), k, end=end)  # type: ignore[arg-type]
        wanted = order[::-sign][: k + 1]
        np.testing.assert_allclose(found.values, wanted[:k], rtol=1e-3, atol=rounding)
        nearest = np.abs(found.values[:, None] - values).min(axis=1)
        assert (nearest <= found.residuals + rounding).all()
        assert k == len(values) or sign * (found.left_out - wanted[k]) >= -rounding
        np.testing.assert_allclose(found.vectors.T @ found.vectors, np.eye(k), atol=1e-12)


def test_a_top_that_the_first_start_is_blind_to_is_found_by_the_next() -> None:
    start = np.random.default_rng(0).standard_normal(300)
    top = np.eye(300)[0] - start[0] * start / (start @ start)
    top /= np.linalg.norm(top)
    rest = np.linalg.qr(np.column_stack([top, np.random.default_rng(1).standard_normal((300, 299))]))[0][:, 1:]
    matrix = 9 * np.outer(top, top) + (rest * np.linspace(-1, 5, 299)) @ rest.T
    assert abs(start @ top) < 1e-13
    np.testing.assert_allclose(eigenpairs(aslinearoperator(matrix), 2, seed=0).values, [9, 5], rtol=1e-3)


def test_a_search_that_takes_more_products_than_the_matrix_ends_with_it() -> None:
    values = np.geomspace(1e-8, 1, 150)
    found = eigenpairs(diagonal(values), 6, end="smallest")
    np.testing.assert_allclose(found.values, values[:6], rtol=1e-6)
    assert found.products == 300
    with pytest.raises(LandscapeError, match="299 products did not suffice"):
        eigenpairs(diagonal(values), 6, end="smallest", max_products=299)


@pytest.mark.filterwarnings("ignore:invalid value")
@pytest.mark.parametrize("size", [1, 10, 300])
@pytest.mark.parametrize("odd", [np.nan, np.inf, 1e200])
def test_products_that_are_not_finite_are_refused(odd: float, size: int) -> None:
    values = np.linspace(-1, 1, size)
    values[size // 2] = odd
    asked: list[Any] = [lambda x: eigenpairs(x, 1), estimate_trace, estimate_diagonal, estimate_density]
    for ask in asked:
        with pytest.raises(NonFinite, match="product of the operator is not finite"):
            ask(aslinearoperator(np.diag(values)))


def test_one_start_sees_a_repeated_eigenvalue_once_and_the_search_as_often_as_it_is() -> None:
    values = np.concatenate([np.linspace(-1, 1, 500), [5.0] * 4, [4.0, 3.0]])
    draw = np.random.default_rng(0)
    space = Krylov(lambda v: values * v, draw.standard_normal(506), np.zeros((506, 0)), 30, draw)
    for _ in range(12):
        space.step()
    assert np.sum(space.ritz().values > 4.5) == 1
    np.testing.assert_allclose(eigenpairs(diagonal(values), 6).values, [5, 5, 5, 5, 4, 3], rtol=1e-5)


def test_the_bound_on_what_is_left_out_fails_no_more_often_than_it_says() -> None:
    values = np.concatenate([[1.0], np.linspace(-1, 0.98, 499)])
    for steps, missed in ((12, 0.5), (20, 0.5), (20, 0.05)):
        failures = []
        for seed in range(60):
            draw = np.random.default_rng(seed)
            space = Krylov(lambda v: values * v, draw.standard_normal(500), np.zeros((500, 0)), steps, draw)
            for _ in range(steps):
                space.step()
            top, lowest = space.ritz().values[[0, -1]]
            failures.append(ceiling(top, min(lowest, -1.0), steps, 500, missed) < 1)
        assert np.mean(failures) <= missed


def test_rank_below_what_is_asked_for() -> None:
    values = np.concatenate([np.zeros(200), [3.0, 2.0, 2.0]])
    np.testing.assert_allclose(eigenpairs(diagonal(values), 6).values, [3, 2, 2, 0, 0, 0], atol=1e-9)
    np.testing.assert_allclose(eigenpairs(diagonal(np.zeros(200)), 2).values, [0, 0], atol=1e-12)
    np.testing.assert_allclose(eigenpairs(diagonal(-values), 2).values, [0, 0], atol=1e-9)


def test_few_parameters_are_done_densely() -> None:
    matrix = rotated([4.0, -1.0, 2.5, 2.5, 0.0])
    largest, smallest = eigenpairs(aslinearoperator(matrix), 3), eigenpairs(aslinearoperator(matrix), 2, end="smallest")
    np.testing.assert_allclose(largest.values, [4, 2.5, 2.5])
    np.testing.assert_allclose(smallest.values, [-1, 0], atol=1e-14)
    assert (largest.left_out, smallest.left_out) == pytest.approx((0, 2.5), abs=1e-14)
    assert eigenpairs(aslinearoperator(matrix), 5).left_out == -np.inf
    np.testing.assert_allclose(matrix @ largest.vectors, largest.vectors * largest.values, atol=1e-13)


@pytest.mark.parametrize(("dtype", "close"), [(torch.float64, 1e-6), (torch.float32, 1e-4)], ids=str)
def test_both_ends_of_the_hessian_of_a_network(dtype: Any, close: float) -> None:
    draw = np.random.default_rng(0)
    model = nn.Sequential(nn.Linear(4, 24), nn.Tanh(), nn.Linear(24, 3)).to(dtype)
    for parameter in model.parameters():
        parameter.data = torch.tensor(0.5 * draw.standard_normal(parameter.shape), dtype=dtype)
    hessian = Hessian(Problem(model, nn.functional.cross_entropy, data(60, dtype=dtype)))
    wanted = np.linalg.eigvalsh(hessian.dense())
    top, bottom = (eigenpairs(hessian, 5, end=end, tolerance=1e-4) for end in ("largest", "smallest"))  # type: ignore[arg-type]
    np.testing.assert_allclose(top.values, wanted[::-1][:5], rtol=close)
    np.testing.assert_allclose(bottom.values, wanted[:5], rtol=close)
    assert top.residuals.max() < 2e-4 * wanted[-1]
    assert top.products < 195


def test_what_cannot_be_asked_for() -> None:
    for message, k, options in (
        ("k between 1 and the number 300", 0, {}),
        ("k between 1 and the number 300", 301, {}),
        ("'largest' or 'smallest', got 'top'", 1, {"end": "top"}),
        ("at least 0 and missed between 0 and 1", 1, {"tolerance": float("nan")}),
        ("at least 0 and missed between 0 and 1", 1, {"missed": 0.0}),
        ("20 products did not suffice for 5", 5, {"max_products": 20}),
    ):
        with pytest.raises(LandscapeError, match=message):
            eigenpairs(diagonal(np.linspace(-1, 1, 300)), k, **options)  # type: ignore[arg-type]


def test_the_model_of_the_other_tests_is_indefinite() -> None:
    hessian = Hessian(Problem(mlp(), nn.functional.cross_entropy, data()))
    assert eigenpairs(hessian, 1, end="smallest").values[0] < 0 < eigenpairs(hessian, 1).values[0]
