"""Logistic regression against the worst law in a Wasserstein ball: certified risk and size of the coefficients."""

import numpy as np
from sklearn.datasets import load_breast_cancer

from losstheory.figures.style import dress, line
from losstheory.programs.estimators import WassersteinLogisticRegression

COLUMN = "full"
SOURCES = ("shafieezadeh2019regularization",)
RADII = np.geomspace(1e-3, 1, 16)
FLIPS = (np.inf, 4.0, 1.0)


def draw(left, right):
    X, y = load_breast_cancer(return_X_y=True)
    X = (X - X.mean(axis=0)) / X.std(axis=0)
    for index, kappa in enumerate(FLIPS):
        fits = [WassersteinLogisticRegression(eps=eps, kappa=kappa).fit(X, y) for eps in RADII]
        gap = max(float(fit.certificate_.gap) for fit in fits)
        told = r"\infty" if kappa == np.inf else f"{kappa:g}"
        label = rf"$\kappa = {told}$, gap below $10^{{{int(np.ceil(np.log10(gap)))}}}$"
        left.plot(RADII, [float(fit.certificate_.upper) for fit in fits], label=label, **line(index))
        right.plot(RADII, [np.linalg.norm(fit.coef_) for fit in fits], **line(index))
    for ax in (left, right):
        ax.set(xscale="log", xlabel=r"radius $\varepsilon$")
        dress(ax)
    left.set_ylabel("worst-case logistic loss")
    left.legend(frameon=False)
    right.set_ylabel("norm of the coefficients")
