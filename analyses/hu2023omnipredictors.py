"""Hu, Livni-Navon, Reingold & Yang (2023), "Omnipredictors for Constrained Optimization".

ICML 2023. Setting: finitely many points of equal probability with a label each, a predictor p that is constant on
levels, hypotheses c. An omnipredictor is post-processed, level by level, to the action that is best if P(y = 1) = p.
Each program picks among costs that are computed from the data; "on the level" means one law of actions for all of it.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction

from losstheory.claims import Claim
from losstheory.programs import (
    LinearProgram,
    Optimum,
    PiecewiseLinearLoss,
    constrained_omnipredict,
    multicalibration_gaps,
)

PAPER = "hu2023omnipredictors"

Loss = Callable[[Fraction, int], Fraction]
ACTIONS = [Fraction(k, 2) for k in range(7)]
LABELS = (1, 1, 0, 0)
BALANCED, TELLING = (0, 3, 1, 2), (3, 3, 0, 0)
"""Hypotheses: BALANCED has the mean 3/2 on each label, TELLING the means 3 and 0."""
HALF, QUARTER, MOST = Fraction(1, 2), Fraction(1, 4), Fraction(3, 4)


def square(action: Fraction, label: int) -> Fraction:
    """Convex: the label 1 wants 3, the label 0 wants 0."""
    return (action - 3 * label) ** 2


def ends_or_not(action: Fraction, label: int) -> Fraction:
    """Not convex: the label 1 wants 0 or 3, the label 0 any other action."""
    return Fraction((action in (0, 3)) != (label == 1))


def cheapest(costs: Sequence[Fraction]) -> LinearProgram:
    return LinearProgram.of("min", costs, [(dict.fromkeys(range(len(costs)), 1), "==", 1)])


def post_processed(loss: Loss) -> LinearProgram:
    """The least loss on the one level p = 1/2, over laws of actions."""
    return cheapest([Fraction(sum(loss(t, y) for y in LABELS), len(LABELS)) for t in ACTIONS])


def hypothesis(loss: Loss, values: Sequence[int]) -> LinearProgram:
    """The loss of one hypothesis."""
    return cheapest([Fraction(sum(loss(Fraction(t), y) for t, y in zip(values, LABELS, strict=True)), len(LABELS))])


def largest_gap(values: Sequence[int]) -> LinearProgram:
    """The largest of E[y - p] and E[c (y - p)] on the level p = 1/2, in absolute value."""
    (gaps,) = multicalibration_gaps([QUARTER] * 4, LABELS, [HALF] * 4, [values]).values()
    bounds = [({0: 1}, ">=", way * gap) for gap in gaps for way in (1, -1)]
    return LinearProgram.of("min", [1], bounds)


MASSES = {
    (0, QUARTER): Fraction(3, 8),
    (0, MOST): Fraction(1, 8),
    (1, QUARTER): Fraction(1, 8),
    (1, MOST): Fraction(3, 8),
}
"""The probability of each pair of a group and a level P(y = 1)."""


def least_absolute_error(parity: bool, by_group: bool) -> LinearProgram:
    """The least mean of |t - y| over actions t in [0, 1], one for each level, or for each group and level.

    With ``parity`` the mean action is equal in the two groups. The last variable is the constant 1.
    """
    keys = list(MASSES) if by_group else [QUARTER, MOST]
    place = {cell: keys.index(cell if by_group else cell[1]) for cell in MASSES}
    slopes, constant = [Fraction(0)] * len(keys), Fraction(0)
    between = dict.fromkeys(range(len(keys)), Fraction(0))
    for (group, level), mass in MASSES.items():
        i = place[group, level]
        slopes[i] += mass * (1 - 2 * level)
        constant += mass * level
        between[i] += mass * (1 if group else -1)
    rows = [({i: 1}, "<=", 1) for i in range(len(keys))] + [({len(keys): 1}, "==", 1)]
    return LinearProgram.of("min", [*slopes, constant], [*rows, (between, "==", 0)] if parity else rows)


ABSOLUTE = PiecewiseLinearLoss.of([0, 1], negative=[0, 1], positive=[1, 0])
RATES, LEVELS, GROUPS, FLIP = (1, HALF, 0, HALF), (MOST, QUARTER, QUARTER, MOST), (0, 0, 1, 1), (0, 1, 1, 0)
"""Four points: LEVELS is multicalibrated for the hypothesis FLIP, but in neither group calibrated."""


def constrained(levels: Sequence[Fraction], quantity: str) -> LinearProgram:
    """What the post-processed predictor reaches on the four points where E[t | y = 1] is equal in both groups."""
    found = constrained_omnipredict([QUARTER] * 4, RATES, levels, GROUPS, [FLIP], ABSOLUTE, 0, "opportunity")
    return LinearProgram.of("min", [1], [({0: 1}, ">=", getattr(found, quantity))])


BY_GROUP = (MOST, MOST, QUARTER, QUARTER)

CLAIMS = (
    Claim(
        "a balanced hypothesis and p = 1/2: calibrated, and multicalibrated too",
        Optimum(largest_gap(BALANCED), 0),
        "ours",
    ),
    Claim(
        "multicalibrated, convex loss: the post-processed predictor has the loss 9/4",
        Optimum(post_processed(square), "9/4"),
        "gopalan2022omnipredictors",
    ),
    Claim(
        "multicalibrated, convex loss: the hypothesis has the loss 7/2",
        Optimum(hypothesis(square, BALANCED), "7/2"),
        "gopalan2022omnipredictors",
    ),
    Claim(
        "multicalibrated, a loss that is not convex: the post-processed predictor has the loss 1/2",
        Optimum(post_processed(ends_or_not), "1/2"),
        "ours",
    ),
    Claim(
        "multicalibrated, a loss that is not convex: the hypothesis has the loss 0",
        Optimum(hypothesis(ends_or_not, BALANCED), 0),
        "ours",
    ),
    Claim(
        "multicalibrated: the post-processed predictor matches the hypothesis for a loss that is not convex",
        Optimum(post_processed(ends_or_not), 0),
        "ours",
        expected=False,
    ),
    Claim(
        "a telling hypothesis and p = 1/2: calibrated, not multicalibrated, gap 3/4",
        Optimum(largest_gap(TELLING), "3/4"),
        "ours",
    ),
    Claim(
        "calibration alone does not suffice: the telling hypothesis has the loss 0, the predictor 9/4 as above",
        Optimum(hypothesis(square, TELLING), 0),
        "gopalan2022omnipredictors",
    ),
    Claim(
        "two groups, levels 1/4 and 3/4, absolute error: 1/4 without a constraint",
        Optimum(least_absolute_error(False, True), "1/4"),
        "ours",
    ),
    Claim(
        "two groups, levels 1/4 and 3/4, absolute error: 3/8 under parity of the mean action",
        Optimum(least_absolute_error(True, True), "3/8"),
        "ours",
    ),
    Claim(
        "under parity, if the group is not known at prediction: 1/2, a constant action",
        Optimum(least_absolute_error(True, False), "1/2"),
        "ours",
    ),
    Claim(
        "under parity the group need not be known at prediction: 3/8",
        Optimum(least_absolute_error(True, False), "3/8"),
        "ours",
        expected=False,
    ),
    Claim(
        "multicalibrated over both groups together: E[t | y = 1] differs by 1/3 between them, where none was allowed",
        Optimum(constrained(LEVELS, "difference"), "1/3"),
        "ours",
    ),
    Claim(
        "multicalibration over both groups together keeps a constraint between them",
        Optimum(constrained(LEVELS, "difference"), 0),
        "ours",
        expected=False,
    ),
    Claim(
        "levels calibrated in each group: E[t | y = 1] is equal in both",
        Optimum(constrained(BY_GROUP, "difference"), 0),
        PAPER,
    ),
    Claim(
        "levels calibrated in each group: the constrained predictor has the risk 1/2, the hypothesis 3/4",
        Optimum(constrained(BY_GROUP, "risk"), "1/2"),
        "ours",
    ),
)
