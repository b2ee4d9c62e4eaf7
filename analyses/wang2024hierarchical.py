"""Wang, Nichani & Lee (2024), "Learning Hierarchical Polynomials with Three-Layer Neural Networks".

ICLR 2024: targets h = g(p(x)) of standard normal x, p and g of degrees k and q, under the square loss: p is learned
from its correlation with h, then g. The bounds on training are not encoded. The claims are on risks and correlations
for g(z) = z + t z^2 and k = q = 2, where p is x_1 x_2, or the sum of x_i^2 - 1 over d inputs. Expectations are exact.
"""

from collections.abc import Mapping
from fractions import Fraction
from functools import reduce
from itertools import product
from math import prod

from losstheory.claims import Claim
from losstheory.theory import Equal, InfimumIs, Less, LimitIs, ValueIs

PAPER = "wang2024hierarchical"

Polynomial = Mapping[tuple[int, ...], Fraction]
"""Coefficients by the exponents of the inputs."""


def total(*terms: Polynomial) -> Polynomial:
    return {e: sum((term.get(e, Fraction(0)) for term in terms), Fraction(0)) for term in terms for e in term}


def times(left: Polynomial, right: Polynomial) -> Polynomial:
    pairs = product(left.items(), right.items())
    return total(*({tuple(i + j for i, j in zip(e, f, strict=True)): a * b} for (e, a), (f, b) in pairs))


def mean(*factors: Polynomial) -> Fraction:
    """The expectation of a product: E x^(2m) = (2m - 1)!!."""
    terms = reduce(times, factors).items()
    return sum((c * prod(0 if n % 2 else prod(range(1, n, 2)) for n in e) for e, c in terms), Fraction(0))


def monomial(*exponents: int) -> Polynomial:
    return {exponents: Fraction(1)}


def squares(inputs: int) -> Polynomial:
    """The sum of x_i^2 - 1."""
    ones = (tuple(2 * (i == j) for j in range(inputs)) for i in range(inputs))
    return {**{e: Fraction(1) for e in ones}, (0,) * inputs: Fraction(-inputs)}


SADDLE = monomial(1, 1)
SQUARE = times(SADDLE, SADDLE)
LOW = {(2, 0): Fraction(1), (0, 2): Fraction(1), (0, 0): Fraction(-1)}
"""x_1^2 + x_2^2 - 1, the part of SADDLE^2 of degree 2."""
QUARTIC = total(SQUARE, {e: -c for e, c in LOW.items()})
"""The rest, (x_1^2 - 1)(x_2^2 - 1)."""
BELOW = [monomial(i, j) for i, j in product(range(4), repeat=2) if i + j < 4]
WAVE = squares(1)


def risk(feature: Polynomial, target: Polynomial) -> str:
    """E (target - w feature)^2."""
    return f"({mean(target, target)}) - 2*w*({mean(target, feature)}) + w**2*({mean(feature, feature)})"


CORRELATION = f"({mean(WAVE, WAVE)}) + t*({mean(WAVE, WAVE, WAVE)})"
"""Of g(p) and p = x^2 - 1."""

CLAIMS = (
    Claim(
        "x_1 x_2: the correlation of h and p is 1 for every t, so that p is found",
        Equal(f"({mean(SADDLE, SADDLE)}) + t*({mean(SADDLE, SQUARE)})", "1", "t"),
        PAPER,
    ),
    Claim(
        "x^2 - 1: the correlation of h and p is positive for every g",
        Less("0", CORRELATION, "t"),
        "ours",
        expected=False,
    ),
    Claim(
        "x^2 - 1, g(z) = z - z^2/4: it is 0, and the first step finds nothing of p",
        ValueIs(CORRELATION, "t", "value", "-1/4", "0"),
        "ours",
    ),
    Claim(
        "sum of x_i^2 - 1 over 4 inputs: E p^3 = 8 d = 32",
        ValueIs("8*d", "d", "value", "4", str(mean(*[squares(4)] * 3))),
        "ours",
    ),
    Claim(
        "sum of x_i^2 - 1 over 4 inputs: E p^2 = 2 d = 8",
        ValueIs("2*d", "d", "value", "4", str(mean(*[squares(4)] * 2))),
        "ours",
    ),
    Claim(
        "sum of x_i^2 - 1: with many inputs p is nearly normal, its skewness 8 d/(2 d)^(3/2) tends to 0",
        LimitIs("8*d/(2*d)**(3/2)", "d", "oo", "0"),
        "ours",
    ),
    Claim(
        "x_1 x_2: a polynomial of degree 2, p + t (x_1^2 + x_2^2 - 1), has the risk 4 t^2",
        Equal(f"t**2*({mean(QUARTIC, QUARTIC)})", "4*t**2", "t"),
        "ours",
    ),
    Claim(
        "x_1 x_2: no polynomial of degree below 4 has less, since (x_1^2 - 1)(x_2^2 - 1) is uncorrelated with them",
        Equal(f"t*({sum(mean(QUARTIC, low) ** 2 for low in BELOW)})", "0", "t"),
        "ours",
    ),
    Claim(
        "x_1 x_2, t = 1: some multiple of x_1^2 + x_2^2 - 1 added to p is the target",
        InfimumIs(risk(LOW, SQUARE), "w", "0"),
        "ours",
        expected=False,
    ),
    Claim(
        "polynomials of degree 4 in d inputs have about d^2/12 times as many coefficients as those of degree 2",
        LimitIs("((d + 1)*(d + 2)*(d + 3)*(d + 4)/24)/((d + 1)*(d + 2)/2)/d**2", "d", "oo", "1/12"),
        PAPER,
    ),
)
