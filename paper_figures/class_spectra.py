"""Curvature by class on digits of a long tail: training with SAM less training without it, over paired seeds.

Left the spectrum of the rarest class, right the difference of the ratio of extreme eigenvalues, a dot for each seed:
means with 95 % intervals of Student's t over the seeds, at each point and for each class by itself. A seed draws the
samples, the initial values and the batches of both runs. The protocol is that of the source but for data and network:
sizes fall exponentially by 100, 200 passes, batches of 128, rate 0.1 after a warm-up of five passes and a hundredth
of that after 160 and after 180, momentum 0.9, decay 0.0002, radius 0.8, and classes weighted by their effective number
of samples from pass 160. The losses are those of the training samples without weights.
"""

from dataclasses import replace

import numpy as np
import torch
from scipy.stats import t
from sklearn.datasets import load_digits

from losstheory.figures.style import PALE, dress, line
from losstheory.landscape import Hessian, Problem, class_curvatures, estimate_density
from losstheory.nn.threads import one_thread

COLUMN = "full"
SOURCES = ("rangwani2022escaping", "ghorbani2019investigation")
COUNTS, SEEDS = (170, 54, 17, 5, 2), range(5)
RADII = {"without SAM": 0.0, "with SAM": 0.8}
PASSES, REWEIGHTED, DROP, WARM = 200, 160, 180, 5
BATCH, RATE, MOMENTUM, DECAY, BETA = 128, 0.1, 0.9, 2e-4, 0.9999


def trained(radius, seed):
    """The cross-entropy of a small network on digits, classes of the sizes COUNTS."""
    generator = torch.Generator().manual_seed(seed)
    images, digits = load_digits(return_X_y=True)
    classes = [torch.tensor((digits == label).nonzero()[0]) for label in range(len(COUNTS))]
    rows = torch.cat([c[torch.randperm(len(c), generator=generator)[:n]] for c, n in zip(classes, COUNTS, strict=True)])
    x, y = torch.tensor(images / 16)[rows], torch.tensor(digits)[rows]
    network = torch.nn.Sequential(torch.nn.Linear(64, 16), torch.nn.ReLU(), torch.nn.Linear(16, len(COUNTS))).double()
    for layer in (network[0], network[2]):
        torch.nn.init.kaiming_normal_(layer.weight, generator=generator)
        torch.nn.init.zeros_(layer.bias)
    parameters, weight = list(network.parameters()), torch.ones(len(COUNTS), dtype=torch.float64)
    steps = torch.optim.SGD(parameters, RATE, MOMENTUM, weight_decay=DECAY)
    with one_thread():
        for turn in range(PASSES):
            steps.param_groups[0]["lr"] = (
                RATE * min((turn + 1) / WARM, 1) / 100 ** ((turn >= REWEIGHTED) + (turn >= DROP))
            )
            if turn == REWEIGHTED:
                weight = 1 / (1 - BETA ** torch.tensor(COUNTS, dtype=torch.float64))
            for batch in torch.randperm(len(y), generator=generator).split(BATCH):

                def slopes(batch=batch, weight=weight):
                    loss = torch.nn.functional.cross_entropy(network(x[batch]), y[batch], weight)
                    return torch.autograd.grad(loss, parameters)

                found = slopes()
                if radius:
                    ascent = torch._foreach_mul(found, radius / torch.cat([one.flatten() for one in found]).norm())
                    with torch.no_grad():
                        torch._foreach_add_(parameters, ascent)
                    found = slopes()
                    with torch.no_grad():
                        torch._foreach_sub_(parameters, ascent)
                for parameter, slope in zip(parameters, found, strict=True):
                    parameter.grad = slope
                steps.step()
    return Problem(network, torch.nn.functional.cross_entropy, (x, y))


def interval(samples):
    """The mean over the first axis, and half the width of its interval."""
    count = len(samples)
    return np.mean(samples, axis=0), t.ppf(0.975, count - 1) * np.std(samples, axis=0, ddof=1) / count**0.5


def draw(left, right):
    runs = {name: [trained(radius, seed) for seed in SEEDS] for name, radius in RADII.items()}
    rarest = len(COUNTS) - 1
    ratios = {
        name: np.array(
            [[own.ratio for own in class_curvatures(problem, tolerance=1e-2).values()] for problem in problems]
        )
        for name, problems in runs.items()
    }
    spectra = {
        name: [estimate_density(Hessian(problem.by_class()[rarest]), probes=2, steps=40) for problem in problems]
        for name, problems in runs.items()
    }
    every = [one for found in spectra.values() for one in found]
    width = max(one.width for one in every)
    x = np.linspace(min(one.nodes.min() for one in every), max(one.nodes.max() for one in every) + 2 * width, 400)
    least = 0.1 / (width * every[0].size * len(SEEDS))
    for index, (name, found) in enumerate(spectra.items()):
        mean, half = interval([replace(one, width=width).mean(x) for one in found])
        left.fill_between(x, np.maximum(mean - half, least), mean + half, color=line(index)["color"], alpha=0.25, lw=0)
        left.plot(x, mean, label=name, **line(index))
    left.set(xlabel="eigenvalue", ylabel="density", title=f"class {rarest}, {COUNTS[rarest]} samples")
    left.set(yscale="log", ylim=(least, 5 * max(one.mean(x).max() for one in every)))
    left.legend(frameon=False)
    differences = ratios["with SAM"] - ratios["without SAM"]
    mean, half = interval(differences)
    right.axhline(0, color=PALE, linewidth=0.8, zorder=0)
    places = np.arange(len(COUNTS))
    for seed, row in enumerate(differences):
        right.plot(places + 0.04 * (seed - 2), row, ".", color=PALE, markersize=3)
    right.errorbar(places, mean, yerr=half, color=line(0)["color"], fmt="o", markersize=5, capsize=2.5, linewidth=1.0)
    right.set_xticks(places, [f"{label}\n{count}" for label, count in enumerate(COUNTS)])
    right.set(xlabel="class, and its number of samples", ylabel=r"change of $-\lambda_{\min}/\lambda_{\max}$ by SAM")
    for ax in (left, right):
        dress(ax)
