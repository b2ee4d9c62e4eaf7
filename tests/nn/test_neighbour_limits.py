"""Losses that are others only in a limit: laws over neighbours as they become flat, or sharp."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is not installed")

from losstheory.nn import CE  # noqa: E402

POINTS = np.random.default_rng(0).standard_normal((12, 3)) * [3, 1, 0.3]
ce = CE(reduction="none")


def squares(a: Any, b: Any) -> Any:
    """The squared distances between the rows of two arrays."""
    return ((a[:, None] - b[None]) ** 2).sum(-1)


def kept(embedded: Any, width: float) -> float:
    """The mean divergence of each point's own law from the Gaussian law of all points as seen from it."""
    scores = torch.tensor(-squares(embedded, embedded) / (2 * width**2))
    return float(ce(scores, torch.arange(len(embedded))).mean())


def test_points_among_flat_neighbours_are_spread_along_principal_axes() -> None:
    """width^2 (log N - L) tends to the total variance, which no plane keeps more of than that of the principal axes."""
    variance = POINTS.var(axis=0).sum()
    gaps = [abs(width**2 * (np.log(12) - kept(POINTS, width)) / variance - 1) for width in (100.0, 200.0)]
    assert gaps[0] < 1e-2
    assert gaps[0] / gaps[1] == pytest.approx(4, rel=0.1)
    axes = np.linalg.svd(POINTS - POINTS.mean(axis=0))[2][:2].T
    draw = np.random.default_rng(1)
    frames = [np.linalg.qr(draw.standard_normal((3, 2)))[0] for _ in range(50)]
    assert kept(POINTS @ axes, 100.0) < min(kept(POINTS @ frame, 100.0) for frame in frames)


def test_two_views_among_flat_neighbours_are_invariance_less_variance() -> None:
    """width^2 (L - log M) tends to half of the squares within pairs less half of their mean over all M others."""
    views = np.concatenate([POINTS, POINTS + 0.1 * np.random.default_rng(2).standard_normal(POINTS.shape)])
    far = squares(views, views)[~np.eye(24, dtype=bool)].reshape(24, 23)
    partner = torch.tensor([11 + i if i < 12 else i - 12 for i in range(24)])
    pairs = far[np.arange(24), partner.numpy()]
    np.testing.assert_allclose(pairs[:12], pairs[12:], rtol=1e-12)
    wanted = pairs.mean() / 2 - far.mean() / 2
    gaps = []
    for width in (100.0, 200.0):
        loss = float(ce(torch.tensor(-far / (2 * width**2)), partner).mean())
        gaps.append(abs(width**2 * (loss - np.log(23)) / wanted - 1))
    assert gaps[0] < 1e-2
    assert gaps[0] / gaps[1] == pytest.approx(4, rel=0.1)


def test_sharp_laws_over_centres_are_the_assignments_of_k_means() -> None:
    """width^2 L of a cluster tends to half of how much farther its centre is than the nearest one."""
    far = squares(POINTS, POINTS[:4] / 2)
    excess = (far - far.min(axis=1, keepdims=True)) / 2
    for cluster in range(4):
        for width, close in ((0.1, 0.02), (0.01, 2e-4)):
            scores = torch.tensor(-far / (2 * width**2))
            loss = width**2 * ce(scores, torch.full((12,), cluster)).numpy()
            np.testing.assert_allclose(loss, excess[:, cluster], atol=close)
            assert (loss <= excess[:, cluster] + width**2 * np.log(4) + 1e-12).all()
