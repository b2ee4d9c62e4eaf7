"""Losses of the softmax probability q of the true class, and of those of all classes. Natural logarithms."""

from __future__ import annotations

from fractions import Fraction

from losstheory.losses.families import Parameter
from losstheory.losses.multiclass import every_k
from losstheory.losses.multiclass.every_k import EveryKLoss
from losstheory.losses.multiclass.families import Numbers, family, family_of_every_k
from losstheory.losses.multiclass.kinds import MulticlassLoss
from losstheory.losses.multiclass.notation import differences, plus, power, times

GAMMA = Parameter("gamma", "focusing exponent", 2, 0, closed=(True, False))
Q = Parameter("q", "exponent of the Box-Cox transform", Fraction(7, 10), 0)
CLIP = Parameter("A", "minus the value given to log 0", 4, 0)


@family_of_every_k("gneiting2007strictly")
def ce() -> EveryKLoss:
    """-log q_y."""
    return every_k.softmax("-log(q)")


@family_of_every_k("ghosh2017robust")
def mae() -> EveryKLoss:
    """2 (1 - q_y), the sum of |q_k - [k = y]| over the classes."""
    return every_k.softmax("2*(1 - q)")


@family_of_every_k("zhang2018gce", Q)
def gce(q: Fraction) -> EveryKLoss:
    """(1 - q_y^q)/q."""
    return every_k.softmax(times(1 / q, f"(1 - {power('q', q)})"))


@family_of_every_k("mao2023crossentropy", Parameter("tau", "index of the family", 1, 0, closed=(True, False)))
def comp_sum(tau: Fraction) -> EveryKLoss:
    """((1 + u)^(1 - tau) - 1)/(1 - tau), log(1 + u) for tau = 1; u = sum over k != y of exp(s_k - s_y)."""
    if tau in (0, 1):
        return every_k.comp_sum("u" if tau == 0 else "log(1 + u)")
    first, last = power("(1 + u)", 1 - tau), "1"
    return every_k.comp_sum(times(1 / abs(1 - tau), f"({f'{first} - {last}' if tau < 1 else f'{last} - {first}'})"))


@family_of_every_k("sypherd2022tunable", Parameter("alpha", "order", 2, 0))
def alpha_loss(alpha: Fraction) -> EveryKLoss:
    """alpha/(alpha - 1) (1 - q_y^(1 - 1/alpha)), -log q_y for alpha = 1."""
    if alpha == 1:
        return every_k.softmax("-log(q)")
    return every_k.softmax(times(alpha / (alpha - 1), f"(1 - {power('q', 1 - 1 / alpha)})"))


@family_of_every_k("lin2017focal", GAMMA)
def focal(gamma: Fraction) -> EveryKLoss:
    """-(1 - q_y)^gamma log q_y."""
    return every_k.softmax(f"-log(q)*{power('(1 - q)', gamma)}" if gamma else "-log(q)")


@family_of_every_k(
    "feng2020taylor",
    Parameter("order", "number of terms of the series of -log", 2, 1, 16, closed=(True, True), integer=True),
)
def taylor_ce(order: Fraction) -> EveryKLoss:
    """The sum of (1 - q_y)^j / j for j = 1, ..., order."""
    terms = range(1, int(order) + 1)
    return every_k.softmax(plus(*(times(Fraction(1, j), power("(1 - q)", j)) for j in terms)))


@family_of_every_k("leng2022polyloss", Parameter("epsilon", "coefficient of 1 - q_y", 1))
def poly1(epsilon: Fraction) -> EveryKLoss:
    """-log q_y + epsilon (1 - q_y)."""
    return every_k.softmax(plus("-log(q)", times(epsilon, "(1 - q)") if epsilon else 0))


@family_of_every_k(
    "leng2022polyloss", Numbers(Parameter("epsilon", "coefficients of the powers of 1 - q_y", 1), per_class=False)
)
def poly_n(epsilon: tuple[Fraction, ...]) -> EveryKLoss:
    """-log q_y + the sum of epsilon_j (1 - q_y)^j for j = 1, ..., N."""
    terms = (times(factor, power("(1 - q)", j)) for j, factor in enumerate(epsilon, 1) if factor)
    return every_k.softmax(plus("-log(q)", *terms))


@family_of_every_k("wang2019symmetric", CLIP)
def rce(A: Fraction) -> EveryKLoss:
    """A (1 - q_y), the reverse cross-entropy with -A in place of log 0."""
    return every_k.softmax(times(A, "(1 - q)"))


@family_of_every_k(
    "wang2019symmetric",
    Parameter("alpha", "weight of the cross-entropy", 1, 0),
    Parameter("beta", "weight of the reverse cross-entropy", 1, 0),
    CLIP,
)
def sce(alpha: Fraction, beta: Fraction, A: Fraction) -> EveryKLoss:
    """-alpha log q_y + beta A (1 - q_y)."""
    return every_k.softmax(plus(times(-alpha, "log(q)"), times(beta * A, "(1 - q)")))


@family_of_every_k("gneiting2007strictly")
def brier() -> EveryKLoss:
    """The sum of (q_k - [k = y])^2 over the classes."""
    return every_k.separable("(1 - q)**2", "q**2")


@family("gneiting2007strictly")
def spherical_score(classes: int) -> MulticlassLoss:
    """-q_y/|q|, where |q|^2 is the sum of q_k^2 over the classes."""
    totals = (plus("1", *(f"exp(2*{gap})" for gap in differences(y, classes).values())) for y in range(classes))
    return MulticlassLoss("spherical_score", *(f"-1/sqrt({total})" for total in totals))


@family_of_every_k(
    "szegedy2016rethinking",
    Parameter("smoothing", "mass spread evenly over all classes", Fraction(1, 10), 0, 1, closed=(True, True)),
)
def label_smoothing(smoothing: Fraction) -> EveryKLoss:
    """-(1 - smoothing) log q_y - smoothing/K times the sum of log q_k over the classes."""
    if not smoothing:
        return every_k.softmax("-log(q)")
    return every_k.separable(f"({smoothing - 1} - {smoothing}/K)*log(q)", f"(-{smoothing}/K)*log(q)")
