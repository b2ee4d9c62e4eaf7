"""Loghmani & Fazli (2023), "Effect of Choosing Loss Function when Using T-batching for Representation Learning on
Dynamic Networks".

arXiv:2308.06862. A t-batch holds at most one interaction of each user and item, so that long histories end in small
batches. The loss in use adds up the mean square errors of the batches, each over its interactions and the d
coordinates; the paper's two leave out the division by the size of the batch, and by d as well. Setting: d = 2, one
prediction (f, 0) for all; targets (1, 0) in HISTORY batches of one interaction, (0, 0) in one batch of CROWD.
"""

from losstheory.claims import Claim
from losstheory.theory import Equal, InfimumIs, LimitIs, ValueIs

PAPER = "loghmani2023effect"

D, HISTORY, CROWD = 2, 3, 9
BATCHES = ((1, 1),) * HISTORY + ((0, CROWD),)
"""Target and size."""
SMOOTHNESS = "(f - 1/2)**2"


def loss(by_size: bool, by_dimension: bool) -> str:
    """The sum over batches of the square errors, divided by the size of the batch, and by d, or not."""
    terms = [
        f"{size}*(f - {target})**2/{(size if by_size else 1) * (D if by_dimension else 1)}" for target, size in BATCHES
    ]
    return "(" + " + ".join(terms) + ")"


MEAN, ITEM_SUM, FULL_SUM = loss(True, True), loss(False, True), loss(False, False)

CLAIMS = (
    Claim("the mean of the batches: the least is 3/8", InfimumIs(MEAN, "f", "3/8"), "ours"),
    Claim(
        "the mean of the batches: it is reached at 3/4, though 3 of the 12 targets are 1",
        ValueIs(MEAN, "f", "value", "3/4", "3/8"),
        PAPER,
    ),
    Claim(
        "the mean of the batches: the mean target 1/4 is best",
        ValueIs(MEAN, "f", "slope_right", "1/4", "0"),
        "ours",
        expected=False,
    ),
    Claim("the sum of the items: the mean target 1/4 is best", ValueIs(ITEM_SUM, "f", "value", "1/4", "9/8"), PAPER),
    Claim("the sum of the items: nothing is below its value there, 9/8", InfimumIs(ITEM_SUM, "f", "9/8"), PAPER),
    Claim(
        "a history of m single interactions, one batch of m: the mean of the batches is flat at m/(m + 1)",
        Equal("2*m*(m/(m + 1) - 1) + 2*m*(m/(m + 1))/m", "0", "m", "0", "oo"),
        "ours",
    ),
    Claim("which tends to 1, the mean target being 1/2 for every m", LimitIs("m/(m + 1)", "m", "oo", "1"), "ours"),
    Claim("the two proposed losses are one, up to the factor d", Equal(FULL_SUM, f"{D}*{ITEM_SUM}", "f"), "ours"),
    Claim(
        "with a penalty (f - 1/2)^2 of the same weight they are still one up to that factor",
        Equal(f"{FULL_SUM} + {SMOOTHNESS}", f"{D}*({ITEM_SUM} + {SMOOTHNESS})", "f"),
        "ours",
        expected=False,
    ),
    Claim(
        "so are they with d times the weight: the choice between them is one of the weight of the penalty",
        Equal(f"{FULL_SUM} + {D}*{SMOOTHNESS}", f"{D}*({ITEM_SUM} + {SMOOTHNESS})", "f"),
        "ours",
    ),
)
