"""Robust logistic regressions, fitted and certified, beside their cvxpy models with Clarabel at equal accuracy."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from time import process_time
from typing import Any

import numpy as np
from sklearn.datasets import load_breast_cancer, load_wine
from sklearn.preprocessing import StandardScaler
from tqdm import tqdm

from losstheory.programs.estimators import (
    ChiSquareLogisticRegression,
    CVaRLogisticRegression,
    KLLogisticRegression,
    WassersteinLogisticRegression,
)


@dataclass(frozen=True)
class Fit:
    """Seconds of processor time of a fit, of its certified bounds, and of the model; the certified gap and the
    difference in value.
    """

    estimator: str
    data: str
    fit: float
    certificate: float
    cvxpy: float
    gap: float
    difference: float


def measure() -> list[Fit]:
    """One row an estimator and data set."""
    cancer, wine = load_breast_cancer(return_X_y=True), load_wine(return_X_y=True)
    sets = {
        "breast cancer": (StandardScaler().fit_transform(cancer[0]), cancer[1]),
        "wine, 0 or not": (StandardScaler().fit_transform(wine[0]), wine[1] == 0),
    }
    models: tuple[Callable[[], Any], ...] = (
        lambda: WassersteinLogisticRegression(0.1),
        lambda: WassersteinLogisticRegression(0.1, kappa=1.0),
        lambda: WassersteinLogisticRegression(0.01, norm=inf),
        lambda: KLLogisticRegression(0.1),
        lambda: ChiSquareLogisticRegression(0.1),
        lambda: CVaRLogisticRegression(0.5),
    )
    return [_fit(model, name, *data) for model in tqdm(models, leave=False) for name, data in sets.items()]


def _fit(model: Callable[[], Any], name: str, X: Any, y: Any) -> Fit:
    fitted, spent = None, []
    for _ in range(3):
        start = process_time()
        fitted = model().fit(X, y)
        spent.append(process_time() - start)
    assert fitted is not None
    start = process_time()
    bounds = fitted.certificate_
    certified = process_time() - start
    problem = fitted.problem_
    logging.getLogger("__cvxpy__").setLevel(logging.ERROR)
    start = process_time()
    value = problem.solve(solver="CLARABEL")
    modelled = process_time() - start
    difference = abs(float(value) - float(bounds.upper))
    return Fit(repr(fitted), name, min(spent), certified, modelled, float(bounds.gap), difference)


if __name__ == "__main__":
    for one in measure():
        print(one, f"{one.cvxpy / (one.fit + one.certificate):.1f}", np.float64(one.gap))
