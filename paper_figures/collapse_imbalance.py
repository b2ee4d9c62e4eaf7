"""Free features against class imbalance: closed forms as lines, minimisation as marks.

Left the square loss loses a small class; right under the cross-entropy with little decay the classifier of a rare class
is shorter and nearer to that of another rare one, as of simplex-encoded labels.
"""

import numpy as np
from scipy.optimize import minimize
from scipy.special import log_softmax

import losstheory as lt
from losstheory.empirical.experiments.minority_collapse import descended_outputs
from losstheory.figures.style import dress, line

COLUMN = "full"
SOURCES = ("dang2023neural", "thrampoulidis2022imbalance")
MAJORITY, SIZES, DECAY = 20, (1, 2, 4, 6, 8, 12, 16, 20), 0.03
RARE, RATIOS, FALLING = 2, (1, 2, 4, 8, 16), (1e-2, 1e-3, 1e-4, 1e-5)


def minimised(counts):
    """The classifier of the cross-entropy with free features, by L-BFGS from normal values, as the decay falls."""
    labels, classes = np.repeat(np.arange(len(counts)), counts), len(counts)
    target, size = np.eye(classes)[labels], classes * classes

    def value(vector, decay):
        weights, features = vector[:size].reshape(classes, -1), vector[size:].reshape(-1, classes)
        logarithms = log_softmax(features @ weights.T, axis=1)
        errors = (np.exp(logarithms) - target) / len(labels)
        slopes = np.concatenate([(errors.T @ features).ravel(), (errors @ weights).ravel()])
        loss = -np.sum(target * logarithms) / len(labels) + decay * (vector @ vector) / 2
        return loss, slopes + decay * vector

    place = np.random.default_rng(0).standard_normal(size + len(labels) * classes)
    for decay in FALLING:
        options = {"maxiter": 5000, "maxfun": 6000, "ftol": 1e-15, "gtol": 1e-9}
        place = minimize(value, place, decay, jac=True, method="L-BFGS-B", options=options).x
    return place[:size].reshape(classes, -1)


def shape(classifier):
    """The norm of the last, rare row over that of the first, and the cosine between the last two."""
    lengths = np.linalg.norm(classifier, axis=1)
    return lengths[-1] / lengths[0], classifier[-1] @ classifier[-2] / lengths[-1] / lengths[-2]


def draw(left, right):
    models = [lt.landscape.unconstrained_features((*[MAJORITY] * 3, n), (DECAY, DECAY)) for n in SIZES]
    roots = np.sqrt(SIZES)
    left.plot(SIZES, [one.singular_values[-1] for one in models] / roots, label="closed form", **line(0))
    found = [np.linalg.norm(descended_outputs(one, seed=0, steps=2000)[-1]) for one in models]
    left.plot(SIZES, found / roots, "o", label="gradient descent", color=line(0)["color"], markersize=4)
    left.set(xlabel="samples of the last class, 20 of each other", ylabel="share of its targets that is kept")
    counts = [(RARE * ratio, RARE * ratio, RARE, RARE) for ratio in RATIOS]
    exact = np.array([shape(lt.landscape.simplex_encoded_labels(one).minimizer.classifier) for one in counts]).T
    measured = np.array([shape(minimised(one)) for one in counts]).T
    for index, name in enumerate(("norm, rare over frequent", "cosine of two rare ones")):
        right.plot(RATIOS, exact[index], label=name, **line(index))
        right.plot(RATIOS, measured[index], "o", color=line(index)["color"], markersize=4)
    right.set(xscale="log", xlabel="frequent samples for each rare one", ylabel="rows of the classifier")
    for ax in (left, right):
        dress(ax)
        ax.legend(frameon=False)
