"""Shortcuts are taken only where the values are known to allow them."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch", reason="torch is not installed")

from losstheory.nn.shortcuts import are_signs, holds  # noqa: E402


@pytest.mark.parametrize(
    ("values", "are"),
    [([1.0, -1.0, 1.0], True), ([-1.0], True), ([1.0, 0.0], False), ([1.0, 1 + 2e-16 * 2], False),
     ([1.0, float("nan")], False), ([float("inf")], False), ([], False)],
)  # fmt: skip
def test_signs_are_plus_and_minus_one_exactly(values: list[float], are: bool) -> None:
    assert are_signs(torch.tensor(values, dtype=torch.float64)) is are


def test_nothing_is_known_within_a_vmap() -> None:
    seen = []
    torch.func.vmap(lambda row: seen.append((are_signs(row), holds(row == 1))) or row)(torch.ones(2, 3))
    assert seen == [(False, False)]
