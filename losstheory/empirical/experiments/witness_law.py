"""Laws on which a certificate says that a loss fails, made from the class probabilities of its witness."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import permutations

import numpy as np

from losstheory.claims import Status, Verdict
from losstheory.empirical.distributions import DiscreteLaw
from losstheory.empirical.intervals import MeasurementError
from losstheory.losses.multiclass import AnyMulticlass
from losstheory.theory.convex_scores import calibration


def witness(verdict: Verdict) -> tuple[Fraction, ...]:
    """The class probabilities at which a multiclass loss is refuted.

    Raises:
        MeasurementError: the verdict is no refutation, or one without such probabilities.
    """
    evidence = verdict.certificate["evidence"] if verdict.certificate is not None else {}
    if verdict.status is not Status.REFUTED or not isinstance(evidence.get("p"), list):
        raise MeasurementError(
            f"expected a refutation by class probabilities, got {verdict.status}: {verdict.evidence}"
        )
    return tuple(Fraction(x) for x in evidence["p"])


def turned_witness(loss: AnyMulticlass) -> DiscreteLaw:
    r"""K equally likely inputs on the unit circle; at the k-th the witness against calibration, turned by k classes.

    >>> from losstheory.losses.multiclass import multiclass
    >>> print(turned_witness(multiclass("crammer_singer", classes=3)).bayes_risk())
    3/5 (exact)

    Raises:
        MeasurementError: the loss is not shown to be uncalibrated.
    """
    p = witness(calibration(loss))
    angles = 2 * np.pi * np.arange(len(p)) / len(p)
    circle = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    return DiscreteLaw.of(circle, [p[-k:] + p[:-k] for k in range(len(p))])


def permuted_witness(p: Sequence[Fraction]) -> DiscreteLaw:
    """Equally likely unit vectors, one for each order of the class probabilities.

    >>> permuted_witness([Fraction(1, 2), Fraction(1, 4), Fraction(1, 4)]).dimension
    3
    """
    rows = sorted(set(permutations(p)))
    return DiscreteLaw.of(np.eye(len(rows)), [list(row) for row in rows])
