"""Emami & Martinez-Munoz (2022), "Condensed Gradient Boosting".

arXiv:2211.14599: one tree with K outputs fits the pseudo-residuals of the softmax loss, one-hot label less p, and each
leaf takes a Newton step with the diagonal p_k (1 - p_k) of the Hessian. Setting of the steps: the examples of one leaf
have one vector of scores; ``next gap`` is the difference of two scores after a step. The usual step of gradient
boosting with one tree a class has a factor (K - 1)/K.
"""

from losstheory.claims import Claim
from losstheory.losses.multiclass import multiclass_catalogue
from losstheory.theory import Equal, Exists, InfimumIs, ValueIs
from losstheory.theory.multiclass import Convex, ShiftInvariant, SoftmaxProper

PAPER = "emami2022condensed"
CE = multiclass_catalogue["ce"](3)

ALONG = "log(exp(t) + exp(1) + exp(2))"
FIRST = "exp(t)/(exp(t) + 2)"
SECOND = "1/(exp(t) + 2)"
SIGMOID = "(1/(1 + exp(-t)))"


def step(share: str, p: str) -> str:
    """Newton's, of one output: mean residual over p (1 - p)."""
    return f"({share} - {p})/({p}*(1 - {p}))"


def gap(factor: str) -> str:
    """The next gap for 3 classes, scores (t, 0, 0), each label a third."""
    return f"t + ({factor})*({step('1/3', FIRST)} - {step('1/3', SECOND)})"


def two_classes(factor: str) -> str:
    """The next gap for 2 classes, scores (t, 0), three labels of four the first."""
    other = f"(1 - {SIGMOID})"
    return f"t + ({factor})*({step('3/4', SIGMOID)} - {step('1/4', other)})"


def leaf_loss(score_gap: str) -> str:
    """Of 2 classes, three labels of four the first."""
    return f"(3*log(1 + exp(-({score_gap})))/4 + log(1 + exp({score_gap}))/4)"


CLAIMS = (
    Claim(
        "the slope of the loss in the score of the true class is p - 1, here at the scores (0, 1, 2)",
        ValueIs(f"{ALONG} - t", "t", "slope_right", "0", "1/(1 + E + E**2) - 1"),
        PAPER,
    ),
    Claim(
        "the slope in the score of another class is p",
        ValueIs(f"{ALONG} - 1", "t", "slope_right", "0", "1/(1 + E + E**2)"),
        PAPER,
    ),
    Claim("the residuals sum to zero: the loss is unchanged by a common shift", ShiftInvariant(CE), PAPER),
    Claim("the loss is convex in the scores", Convex(CE), PAPER),
    Claim("its best softmax is the class probabilities", SoftmaxProper(CE), PAPER),
    Claim(
        "|r| (1 - |r|) of the residual is the diagonal p (1 - p) for both labels",
        Equal(f"(1 - {SIGMOID})*(1 - (1 - {SIGMOID}))", f"{SIGMOID}*(1 - {SIGMOID})"),
        PAPER,
    ),
    Claim("the diagonal is at most 1/4", InfimumIs(f"-{SIGMOID}*(1 - {SIGMOID})", "t", "-1/4"), PAPER),
    Claim(
        "2 classes: both outputs together step twice as far as Newton's method for the gap",
        Equal(two_classes("1"), f"t + 2*{step('3/4', SIGMOID)}"),
        "ours",
    ),
    Claim(
        "2 classes: near the best gap log 3 the step is as far beyond it as the gap was before, slope -1",
        ValueIs(two_classes("1"), "t", "slope_right", "log(3)", "-1"),
        "ours",
    ),
    Claim(
        "2 classes: near the best gap the steps contract without the factor",
        ValueIs(two_classes("1"), "t", "slope_right", "log(3)", "0"),
        "ours",
        expected=False,
    ),
    Claim(
        "2 classes: with the factor (K - 1)/K = 1/2 the steps contract at second order",
        ValueIs(two_classes("1/2"), "t", "slope_right", "log(3)", "0"),
        "ours",
    ),
    Claim("3 classes, equal shares: slope -1/(K - 1)", ValueIs(gap("1"), "t", "slope_right", "0", "-1/2"), "ours"),
    Claim(
        "3 classes, equal shares: with the factor 2/3 slope 0",
        ValueIs(gap("2/3"), "t", "slope_right", "0", "0"),
        "ours",
    ),
    Claim(
        "2 classes, factor 1/2: from far below the best gap a whole step can raise the loss of the leaf",
        Exists(leaf_loss("t"), leaf_loss(two_classes("1/2")), "t", "-oo", "0"),
        "ours",
    ),
)
