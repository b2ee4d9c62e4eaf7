"""Chen, Hu, Shen, Ai & Suykens (2022), "Compressing Features for Learning with Noisy Labels".

IEEE TNNLS 2022, arXiv:2206.13140. Models q vary with a dropout mask or a training set; their divergence from the label
law p splits into that of their centre and their spread about it. Setting of the split: p = 1/3, two models of equal
share with the log-odds t and 1; the geometric centre has the mean log-odds, the arithmetic one the mean probability.
Setting of the masks: a linear autoencoder of two features with the variances 4 and 1, codes along the orthogonal
directions (1, t) and (-t, 1).
"""

from typing import TypeAlias

from losstheory.claims import Claim
from losstheory.theory import Equal, InfimumIs, Less, ValueIs

PAPER = "chen2022compressing"

Coin: TypeAlias = tuple[str, str]  # the probabilities of the two labels


def model(log_odds: str) -> Coin:
    return f"(1/(1 + exp(-({log_odds}))))", f"(1/(1 + exp({log_odds})))"


LABEL: Coin = ("Rational(1, 3)", "Rational(2, 3)")
FIRST, SECOND, GEOMETRIC = model("t"), model("1"), model("(t + 1)/2")
ARITHMETIC: Coin = (f"(({FIRST[0]} + {SECOND[0]})/2)", f"(({FIRST[1]} + {SECOND[1]})/2)")


def divergence(p: Coin, q: Coin) -> str:
    return f"({p[0]}*log({p[0]}/{q[0]}) + {p[1]}*log({p[1]}/{q[1]}))"


def to_models(p: Coin) -> str:
    return f"({divergence(p, FIRST)} + {divergence(p, SECOND)})/2"


def from_models(q: Coin) -> str:
    return f"({divergence(FIRST, q)} + {divergence(SECOND, q)})/2"


def right(log_odds: str) -> str:
    """Cross-entropy at the first label."""
    return f"log(1 + exp(-({log_odds})))"


def masked(rate: str) -> str:
    """The mean square loss at the label 1 of a prediction t, kept and divided by 1 - rate, or dropped."""
    return f"((1 - {rate})*(1 - t/(1 - {rate}))**2 + {rate})"


LENGTH = "(1 + t**2)"
BY_FIRST, BY_SECOND = f"(5 - (4 + t**2)/{LENGTH})", f"(5 - (4*t**2 + 1)/{LENGTH})"
"""The mean square error of the reconstruction from one code; from both it is 0."""

CLAIMS = (
    Claim(
        "the mean divergence is that of the geometric centre and the mean divergence of the models from it",
        Equal(to_models(LABEL), f"{divergence(LABEL, GEOMETRIC)} + {to_models(GEOMETRIC)}"),
        PAPER,
    ),
    Claim(
        "the same with the arithmetic centre",
        Equal(to_models(LABEL), f"{divergence(LABEL, ARITHMETIC)} + {to_models(ARITHMETIC)}"),
        "ours",
        expected=False,
    ),
    Claim(
        "the arithmetic centre splits the divergences of the models from p",
        Equal(from_models(LABEL), f"{divergence(ARITHMETIC, LABEL)} + {from_models(ARITHMETIC)}"),
        "ours",
    ),
    Claim(
        "the geometric centre has at most the mean loss of the models, at every label",
        Less(right("(t + 1)/2"), f"({right('t')} + {right('1')})/2", strict=False),
        PAPER,
    ),
    Claim(
        "a wrong model, t < -1, beside log-odds 1: the arithmetic centre has the lower loss",
        Less(f"-log({ARITHMETIC[0]})", right("(t + 1)/2"), "t", "-oo", "-1"),
        "ours",
    ),
    Claim(
        "two right models, t > 1: the geometric centre has the lower loss",
        Less(right("(t + 1)/2"), f"-log({ARITHMETIC[0]})", "t", "1", "oo"),
        "ours",
    ),
    Claim(
        "dropout of one linear feature at the rate 1/4: square loss and a penalty of t^2/3",
        Equal(masked("Rational(1, 4)"), "(1 - t)**2 + t**2/3"),
        PAPER,
    ),
    Claim(
        "so the best prediction is shrunk to 1 less the rate, 3/4",
        InfimumIs(masked("Rational(1, 4)"), "t", "1/4"),
        "ours",
    ),
    Claim(
        "it is reached at 3/4",
        ValueIs(masked("Rational(1, 4)"), "t", "value", "3/4", "1/4"),
        "ours",
    ),
    Claim(
        "nested dropout, the first code alone half of the time: the best first code is along the greatest variance",
        InfimumIs(f"{BY_FIRST}/2", "t", "1/2"),
        PAPER,
    ),
    Claim(
        "nested dropout: no other direction is as good",
        Less("1/2", f"{BY_FIRST}/2", "t", "0", "oo"),
        PAPER,
    ),
    Claim(
        "dropout of each code alone with the rate 1/2: the mean error tells directions apart",
        Less(f"({BY_FIRST} + {BY_SECOND} + 5)/4", "5/2", "t", "0", "oo"),
        "ours",
        expected=False,
    ),
    Claim(
        "dropout of each code alone: the mean error is the same for all directions, so the codes are not ordered",
        Equal(f"({BY_FIRST} + {BY_SECOND} + 5)/4", "5/2"),
        "ours",
    ),
)
