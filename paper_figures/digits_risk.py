"""Digits 3, 5 and 8 under moves of each pixel: the least risk of any classifier, certified, and networks under attack.

The attack shows a part of the robust error of a network, at least.
"""

import numpy as np
from sklearn.datasets import load_digits
from sklearn.neural_network import MLPClassifier

import losstheory as lt
from losstheory.figures.style import line

COLUMN = "half"
SOURCES = ("garciatrillos2023multimarginal",)
RADII = (0, 1, 2, 3, 4, 5)
STEPS = 20


def attacked(network, images, digits, eps):
    """The share of the images that some step of a projected ascent brings to another class."""
    (first, second), (shift, _) = network.coefs_, network.intercepts_
    wanted, moved = network.classes_ == digits[:, None], images.astype(float)
    wrong = network.predict(moved) != digits
    for _ in range(STEPS):
        active = moved @ first + shift > 0
        slope = ((network.predict_proba(moved) - wanted) @ second.T * active) @ first.T
        moved = np.clip(np.clip(moved + eps / 4 * np.sign(slope), images - eps, images + eps), 0, 16)
        wrong |= network.predict(moved) != digits
    return wrong.mean()


def draw(ax):
    images, digits = load_digits(return_X_y=True)
    chosen = np.isin(digits, (3, 5, 8))
    images, digits = images[chosen].astype(int), digits[chosen]
    lt.draw.robust_risk(RADII, [lt.robust_risk(images, digits, eps, norm="inf") for eps in RADII], ax=ax)
    for index, width in enumerate((8, 32)):
        network = MLPClassifier((width,), max_iter=600, random_state=0).fit(images, digits)
        errors = [attacked(network, images, digits, eps) for eps in RADII]
        ax.plot(RADII, errors, marker="s", markersize=4, label=f"network, {width} units", **line(index + 1))
    ax.set(ylabel="0-1 risk under attack", xlabel="largest move of a pixel (of 16)", ylim=(-0.02, 1.02))
    ax.legend(frameon=False, loc="center right")
