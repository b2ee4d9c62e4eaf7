"""LossFunctions.jl says: entries of its table of properties (version 1.2.2, commit e6865cd) against the formulas.

The properties (isconvex, islipschitzcont, ...) are typed in by hand, and the tests assert the table. An entry that is
wrong is claimed here as it stands, with expected False: the refutation has the witness. Where an entry falls back to
"false" and should be "true", the property is claimed. Distance losses are functions of r = forecast - label, margin
losses of t = label * score. Twice differentiable: the derivative, which is given, is differentiable. Calibrated: for
the 0-1 loss with a score of zero counted as an error.
"""

from fractions import Fraction

from losstheory.claims import Claim
from losstheory.losses import MarginLoss, ResidualLoss, margin, residual
from losstheory.theory import Calibrated, Differentiable, Equal, Exists, Lipschitz, StrictlyConvex, StronglyConvex

PACKAGE = "lossfunctionsjl2026traits"
CUBE = residual.power_error(power=3)
INSENSITIVE = residual.squared_epsilon_insensitive(epsilon=1)
SLOPE_OF_POWER = ResidualLoss(
    "derivative of |r|^(3/2)", "Piecewise((3/2*sqrt(r), r > 0), (0, r >= 0), (-3/2*sqrt(-r), True))", PACKAGE
)
SLOPE_OF_HUBER = ResidualLoss("derivative of Huber, d = 1", "max(-1, min(1, r))", PACKAGE)
SLOPE_OF_DWD = MarginLoss("derivative of DWD, q = 1", "Piecewise((-1, t <= 1/2), (-1/(4*t**2), True))", PACKAGE)
HUBER_AS_DOCUMENTED = ResidualLoss(
    "Huber, alpha = 2, as documented", "Piecewise((r**2/2, abs(r) <= 2), (2*abs(r) - 2**3/2, True))", PACKAGE
)
ZERO_ONE = MarginLoss("ZeroOneLoss", "Piecewise((1, t < 0), (0, True))", PACKAGE)
SMOOTHED_HINGE = MarginLoss(
    "SmoothedL1HingeLoss, gamma = 2", "Piecewise((max(0, 1 - t)**2/4, t >= -1), (-t, True))", PACKAGE
)
PERIODIC = "1 - cos(2*pi*{})"


def wrong(entry: str, statement: StrictlyConvex | StronglyConvex | Lipschitz | Differentiable | Calibrated) -> Claim:
    """An entry of the table, claimed as it stands, that is false."""
    return Claim(entry, statement, PACKAGE, expected=False)


CLAIMS = (
    wrong("isstronglyconvex(LPDistLoss{3}) = true: the curvature is 0 at 0", StronglyConvex(CUBE)),
    Claim("isstronglyconvex(LPDistLoss{2}) = true", StronglyConvex(residual.SQUARED_ERROR), PACKAGE),
    wrong("istwicedifferentiable(LPDistLoss{3/2}) = true", Differentiable(SLOPE_OF_POWER)),
    Claim(
        "isdifferentiable(LPDistLoss{3/2}) = true", Differentiable(residual.power_error(power=Fraction(3, 2))), PACKAGE
    ),
    wrong("isstrictlyconvex(L2EpsilonInsLoss) = true", StrictlyConvex(INSENSITIVE)),
    wrong("isstronglyconvex(L2EpsilonInsLoss) = true", StronglyConvex(INSENSITIVE)),
    wrong("isstronglyconvex(LogCoshLoss) = true", StronglyConvex(residual.LOG_COSH)),
    Claim("isstrictlyconvex(LogCoshLoss) = true", StrictlyConvex(residual.LOG_COSH), PACKAGE),
    wrong("islipschitzcont(ZeroOneLoss) = true", Lipschitz(ZERO_ONE)),
    wrong("istwicedifferentiable(HuberLoss(1), -1) = true", Differentiable(SLOPE_OF_HUBER)),
    wrong("istwicedifferentiable(DWDMarginLoss(1)) = true", Differentiable(SLOPE_OF_DWD)),
    wrong("documentation of HuberLoss(2), islipschitzcont = true: it jumps", Lipschitz(HUBER_AS_DOCUMENTED)),
    Claim(
        "issymmetric(PeriodicLoss) falls back to false: it is symmetric",
        Equal(PERIODIC.format("r"), PERIODIC.format("(-r)"), "r"),
        "ours",
    ),
    Claim(
        "isclipable(PeriodicLoss) = true: clipping the forecast y + 1 at 1 makes it worse for a label y",
        Exists(PERIODIC.format("(1 - y)"), PERIODIC.format("((y + 1) - y)"), "y", "0", "1", relation=">"),
        "ours",
    ),
    wrong("isclasscalibrated(ZeroOneLoss) = true: a score of 0 costs nothing", Calibrated(ZERO_ONE)),
    Claim(
        "isfishercons(ModifiedHuberLoss) falls back to false: it is calibrated",
        Calibrated(margin.MODIFIED_HUBER),
        "ours",
    ),
    Claim(
        "isfishercons(SmoothedL1HingeLoss(2)) falls back to false: it is calibrated",
        Calibrated(SMOOTHED_HINGE),
        "ours",
    ),
)
