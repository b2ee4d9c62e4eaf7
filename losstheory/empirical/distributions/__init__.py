"""Laws of an input and a label with known class probabilities: samples, eta, Bayes risks, and noise as a law again."""

from losstheory.empirical.distributions.discrete import DiscreteLaw
from losstheory.empirical.distributions.distribution import Distribution
from losstheory.empirical.distributions.gaussian import GaussianMixture
from losstheory.empirical.distributions.moons import Moons
from losstheory.empirical.distributions.noisy import NoisyLaw
from losstheory.empirical.distributions.rings import Rings
from losstheory.empirical.distributions.risk import Risk
from losstheory.empirical.distributions.stable import StableClasses
from losstheory.empirical.distributions.targets import Auc, Cost, Target, TopK

__all__ = [
    "Auc", "Cost", "DiscreteLaw", "Distribution", "GaussianMixture", "Moons", "NoisyLaw", "Rings", "Risk",
    "StableClasses", "Target", "TopK",
]  # fmt: skip
