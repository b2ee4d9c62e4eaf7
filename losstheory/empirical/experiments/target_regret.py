"""The 0-1 and the top-k regret of scores under known class probabilities."""

from __future__ import annotations

import numpy as np

from losstheory.numeric.callables import Floats


def target_regret(eta: Floats, scores: Floats, k: int = 1) -> Floats:
    r"""By how much the k classes of the greatest scores miss the k most probable ones.

    :math:`\sum_{j \le k} \eta_{[j]} - \sum_{j \in \text{named}} \eta_j`; of equal scores the less probable class is
    named first. For k = 1 this is the 0-1 regret.

    >>> target_regret(np.array([[0.5, 0.3, 0.2]]), np.array([[1.0, 1.0, 0.0]])).round(3).tolist()
    [0.2]

    Args:
        eta: class probabilities, ``(n, K)``.
        scores: ``(…, n, K)``.
        k: the number of classes that are named.

    Returns:
        The regret at each input, ``(…, n)``.
    """
    probabilities = np.broadcast_to(eta, scores.shape)
    order = np.lexsort((probabilities, -scores), axis=-1)[..., :k]
    named = np.take_along_axis(probabilities, order, axis=-1).sum(axis=-1)
    best = np.sort(probabilities, axis=-1)[..., -k:].sum(axis=-1)
    return np.asarray(best - named)
