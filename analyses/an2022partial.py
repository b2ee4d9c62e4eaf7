"""An, Deng, Guo, Feng, Zhu, Yang & Liu (2022), "Killing Two Birds with One Stone: Efficient and Robust Training of Face
Recognition CNNs by Partial FC".

CVPR 2022, arXiv:2203.15565: each step computes the softmax loss over the true class and a random part, the rate r, of
the others. Setting: two others, one of them drawn, r = 1/2. A class has the weight exp(score), scale and margin in the
score; w > 0 is that of the true class, and a duplicate is a second centre of the same person, of the weight w too. The
push on another class is its softmax probability, the slope of the loss in its score.
"""

from collections.abc import Sequence

from losstheory.claims import Claim
from losstheory.theory import Equal, InfimumIs, Less, LimitIs

PAPER = "an2022partial"
EVERY_WEIGHT = ("w", "0", "oo")
UNEQUAL, EQUAL, DUPLICATED = ("1", "9"), ("1", "1"), ("w", "1")


def loss(others: Sequence[str]) -> str:
    """Cross-entropy of the true class among the others."""
    return f"log(1 + ({' + '.join(others)})/w)"


def drawn(others: Sequence[str], factor: int = 1) -> str:
    """The mean loss over the draws, with a factor of the weight that is drawn."""
    return f"({' + '.join(loss([f'{factor}*{one}']) for one in others)})/{len(others)}"


def push(on: str, others: Sequence[str]) -> str:
    """The softmax probability of one of the others."""
    return f"({on})/(w + {' + '.join(others)})"


def drawn_push(on: str) -> str:
    """Its mean over the draws: it is drawn, alone, with probability 1/2."""
    return f"{push(on, [on])}/2"


CLAIMS = (
    Claim(
        "weights 1 and 9: the loss with 9 drawn is below that of all classes, and so with 1 drawn",
        Less(loss(["9"]), loss(UNEQUAL), *EVERY_WEIGHT),
        "ours",
    ),
    Claim(
        "equal weights: the mean loss is too low by less than log(1/r) = log 2",
        Less(f"{loss(EQUAL)} - {drawn(EQUAL)}", "log(2)", *EVERY_WEIGHT),
        "ours",
    ),
    Claim(
        "weights 1 and 9: the mean loss is too low by less than log(1/r)",
        Less(f"{loss(UNEQUAL)} - {drawn(UNEQUAL)}", "log(2)", *EVERY_WEIGHT),
        "ours",
        expected=False,
    ),
    Claim(
        "weights 1 and 9: by less than log(10/3), the logarithm of their sum over their geometric mean",
        Less(f"{loss(UNEQUAL)} - {drawn(UNEQUAL)}", "log(10/3)", *EVERY_WEIGHT),
        "ours",
    ),
    Claim(
        "weights 1 and 9: a factor 1/r of the one that is drawn leaves a mean loss that is too low",
        Less(drawn(UNEQUAL, 2), loss(UNEQUAL), *EVERY_WEIGHT),
        "ours",
    ),
    Claim(
        "a duplicate: all classes cost at least log 2, whatever is learned",
        InfimumIs(loss(DUPLICATED), "w", "log(2)", "0", "oo"),
        PAPER,
    ),
    Claim(
        "a duplicate: the mean loss over the draws can fall to r log 2",
        LimitIs(drawn(DUPLICATED), "w", "oo", "log(2)/2"),
        PAPER,
    ),
    Claim(
        "the push on a duplicate is lower on average over the draws",
        Less(drawn_push("w"), push("w", DUPLICATED), *EVERY_WEIGHT, strict=False),
        "ours",
        expected=False,
    ),
    Claim(
        "it is lower once the duplicate outweighs half of the other class, w > 1/2",
        Less(drawn_push("w"), push("w", DUPLICATED), "w", "1/2", "oo"),
        PAPER,
    ),
    Claim(
        "the push on a duplicate is r times that of all classes",
        Equal(drawn_push("w"), f"{push('w', DUPLICATED)}/2", *EVERY_WEIGHT),
        "ours",
        expected=False,
    ),
    Claim(
        "the factor tends to r as the other class falls behind",
        LimitIs(f"{drawn_push('w')}/({push('w', DUPLICATED)})", "w", "oo", "1/2"),
        PAPER,
    ),
    Claim(
        "weights 1 and 9: the push on both together is lower",
        Less(f"{drawn_push('1')} + {drawn_push('9')}", f"{push('1', UNEQUAL)} + {push('9', UNEQUAL)}", *EVERY_WEIGHT),
        PAPER,
    ),
    Claim(
        "weights 1 and 9: the push on the class of weight 1 is lower",
        Less(drawn_push("1"), push("1", UNEQUAL), *EVERY_WEIGHT),
        PAPER,
        expected=False,
    ),
    Claim(
        "it is higher while the hard class outweighs the two others, w < 8",
        Less(push("1", UNEQUAL), drawn_push("1"), "w", "0", "8"),
        "ours",
    ),
)
