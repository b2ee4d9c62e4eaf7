"""Xue, Joshi, Gan, Chen & Mirzasoleiman (2023), "Which Features are Learnt by Contrastive Learning? On the Role of
Simplicity Bias in Class Collapse and Feature Suppression".

ICML 2023: linear embeddings under the loss -2 E f(x)'f(x+) + E (f(x)'f(x'))^2, x+ a positive of x, x' any input.
Setting: four equally likely inputs, class y = +-1 and subclass z = +-1. The positives of an input are those of its
class, or augmented copies, whose y and z have the correlations AUGMENTED with its own. In training each input has a
noise coordinate of its own besides, of size 1; new inputs have none. A row of an embedding holds its weights of y, z.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import product

from losstheory.claims import Claim
from losstheory.theory import Equal, InfimumIs, Less, ValueIs

PAPER = "xue2023which"

Row = tuple[str, str]
Pair = tuple[Fraction, Fraction]
INPUTS = tuple(product((-1, 1), repeat=2))
AUGMENTED = (Fraction(9, 10), Fraction(1, 2))
WORSE_FOR_CLASS = (Fraction(9, 10), Fraction(19, 20))
SAME_CLASS = (Fraction(1), Fraction(0))
BOTH = (Fraction(19, 20), Fraction(1, 4))
"""Half of the loss of AUGMENTED, half of that of SAME_CLASS."""


def inner(a: Row, b: Row, weights: Pair = (Fraction(1), Fraction(1))) -> str:
    return "(" + " + ".join(f"({weight})*({x})*({y})" for x, y, weight in zip(a, b, weights, strict=True)) + ")"


def loss(rows: Sequence[Row], kept: Pair) -> str:
    """``kept``: the correlations of y and of z between an input and its positives."""
    aligned = " + ".join(inner(row, row, kept) for row in rows)
    spread = " + ".join(f"{inner(a, b)}**2" for a, b in product(rows, repeat=2))
    return f"{spread} - 2*({aligned})"


def mixed(kept: Pair) -> Row:
    """One coordinate: squared weights 1 - t of y and t of z, times the best squared length."""
    length = f"(({kept[0]})*(1 - t) + ({kept[1]})*t)"
    return f"sqrt({length}*(1 - t))", f"sqrt({length}*t)"


def in_training(outputs: Sequence[str]) -> str:
    """The loss of the four outputs, the positives being those of the same class."""
    pairs = product(zip(INPUTS, outputs, strict=True), repeat=2)
    aligned = [f"({a})*({b})" for ((y, _), a), ((other, _), b) in pairs if y == other]
    spread = [f"(({a})*({b}))**2" for a, b in product(outputs, repeat=2)]
    return f"({' + '.join(spread)})/16 - 2*({' + '.join(aligned)})/8"


HIDDEN = in_training([f"{y} + t*{z} - t*{z}" for y, z in INPUTS])
"""Weight t of z, and -t z of each noise coordinate."""

CLAIMS = (
    Claim(
        "one coordinate, augmented copies: the least loss is that of y alone, the harder z is suppressed",
        InfimumIs(loss([mixed(AUGMENTED)], AUGMENTED), "t", "-81/100", "0", "1"),
        PAPER,
    ),
    Claim(
        "two coordinates, augmented copies: the least over the weight of z is below -81/100, so z is learned too",
        InfimumIs(loss([("sqrt(9/10)", "0"), ("0", "sqrt(t)")], AUGMENTED), "t", "-81/100 - 1/4", "0", "oo"),
        PAPER,
    ),
    Claim(
        "one coordinate, augmentations that keep z better than y: y alone still",
        InfimumIs(loss([mixed(WORSE_FOR_CLASS)], WORSE_FOR_CLASS), "t", "-81/100", "0", "1"),
        "ours",
        expected=False,
    ),
    Claim(
        "one coordinate, augmentations that keep z better than y: z alone, and the class is lost",
        InfimumIs(loss([mixed(WORSE_FOR_CLASS)], WORSE_FOR_CLASS), "t", "-361/400", "0", "1"),
        "ours",
    ),
    Claim(
        "supervised, two coordinates: any weight of z costs something, so that subclasses collapse",
        Less("-1", loss([("1", "0"), ("0", "t")], SAME_CLASS), "t", "0", "oo"),
        "ours",
    ),
    Claim(
        "supervised, in training: noise coordinates hide any weight t of z, the loss is the least",
        Equal(HIDDEN, "-1", "t"),
        PAPER,
    ),
    Claim(
        "supervised, new inputs: the loss is the least for any weight t of z",
        Equal(loss([("1", "t")], SAME_CLASS), "-1", "t"),
        "ours",
        expected=False,
    ),
    Claim(
        "supervised, in training: of these minimisers the one of least norm collapses, t = 0",
        InfimumIs(f"1 + t**2 + {len(INPUTS)}*(-t)**2", "t", "1"),
        PAPER,
    ),
    Claim(
        "supervised and augmented, half each: the least over the weight of z is below that at 0, -361/400",
        InfimumIs(loss([("sqrt(19/20)", "0"), ("0", "t")], BOTH), "t", "-361/400 - 1/16"),
        PAPER,
    ),
    Claim(
        "supervised and augmented, half each: it is reached at the squared weight 1/4",
        ValueIs(loss([("sqrt(19/20)", "0"), ("0", "t")], BOTH), "t", "value", "1/2", "-361/400 - 1/16"),
        PAPER,
    ),
)
