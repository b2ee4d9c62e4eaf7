"""Ma et al. (2020), "Normalized Loss Functions for Deep Learning with Noisy Labels".

ICML 2020. Setting of every claim: softmax probabilities q of free scores, K = 3 classes unless said otherwise; labels
are replaced at a rate by one of the others, each as likely, or read by the rows of FLIPS; calibrated for the 0-1 loss,
ties counted as errors. A normalised loss is divided by its sum over the classes; APL: active plus passive.
"""

from fractions import Fraction

from losstheory.claims import Claim
from losstheory.empirical import Measured
from losstheory.losses.multiclass import active_passive, multiclass_catalogue
from losstheory.theory import Equal, LimitIs, ValueIs
from losstheory.theory.multiclass import (
    Calibrated,
    ClassNoiseTolerant,
    NoiseExcessUnbounded,
    NoiseTolerant,
    SumRangeIs,
    Symmetric,
)

PAPER = "ma2020normalized"
RATE, MOST = Fraction(2, 5), Fraction(4, 5)
FLIPS = (("7/10", "1/5", "1/10"), ("0", "4/5", "1/5"), ("1/10", "1/10", "4/5"))
CE, GCE, SCE, MAE, RCE = (multiclass_catalogue[name](3) for name in ("ce", "gce", "sce", "mae", "rce"))
NCE, NFL, NMAE, NRCE = (multiclass_catalogue[name](3) for name in ("nce", "nfl", "nmae", "nrce"))
NGCE, SQUARED = multiclass_catalogue["ngce"](3), multiclass_catalogue["ngce"](3, q=2)
APL = active_passive(NCE, RCE)
WRONG = "(log({a}) + log({b}/(1 + exp(-t))) + log({b}/(1 + exp(t))))"  # along q = (a, b - e, e), e = b/(1 + exp(t))
CERTAIN = "log(1/10)/" + WRONG.format(a="1/10", b="9/10")
MIXED = "(log(1/5)/2 + 3*log(4/5/(1 + exp(-t)))/10 + log(4/5/(1 + exp(t)))/5)/" + WRONG.format(a="1/5", b="4/5")

SMALL = {"model": "mlp:256", "epochs": 30, "noise": "symmetric:0.4", "data": "digits"}
FULL = {"model": "mlp", "epochs": 60, "batch": 32, "rate": 0.001, "seeds": list(range(1000, 1020))}

CLAIMS = (
    *(Claim(f"{loss.name} is symmetric", Symmetric(loss), PAPER) for loss in (NCE, NFL, SQUARED, NMAE, NRCE)),
    Claim(f"{NGCE.name} is symmetric", Symmetric(NGCE), PAPER),
    *(Claim(f"{loss.name} is not symmetric", Symmetric(loss), PAPER, expected=False) for loss in (CE, GCE, SCE)),
    *(
        Claim(f"{loss.name} is tolerant to uniform noise of rate 2/5", NoiseTolerant(loss, RATE), PAPER)
        for loss in (NCE, NFL, SQUARED, NMAE, NRCE)
    ),
    Claim("nce with 10 classes is tolerant at rate 4/5", NoiseTolerant(multiclass_catalogue["nce"](10), MOST), PAPER),
    Claim("nce is not tolerant at rate 2/3", NoiseTolerant(NCE, "2/3"), "ours", expected=False),
    *(
        Claim(f"{loss.name} is not tolerant at rate 2/5", NoiseTolerant(loss, RATE), PAPER, expected=False)
        for loss in (CE, GCE, SCE)
    ),
    Claim("cross-entropy: uniform noise of rate 2/5 costs without bound", NoiseExcessUnbounded(CE, RATE), "ours"),
    Claim("symmetric cross-entropy: so does it", NoiseExcessUnbounded(SCE, RATE), "ours"),
    Claim("the sum of a normalised loss is 1", SumRangeIs(NCE, "1", "1"), PAPER),
    Claim("nmae keeps a least risk of zero under FLIPS", ClassNoiseTolerant(NMAE, FLIPS), PAPER),
    Claim(
        "nce loses a least risk of zero under FLIPS: it comes up to 1, not 1/(K - 1)",
        ClassNoiseTolerant(NCE, FLIPS),
        "ours",
        expected=False,
    ),
    Claim(
        "with a certain label nce comes down to 0 along wrong predictions (1/10, 9/10 - e, e)",
        LimitIs(CERTAIN, "t", "oo", "0"),
        "ours",
    ),
    Claim(
        "at p = (5, 3, 2)/10 nce comes down to 1/5 along wrong predictions (1/5, 4/5 - e, e)",
        LimitIs(MIXED, "t", "oo", "1/5"),
        "ours",
    ),
    Claim("nce is calibrated", Calibrated(NCE), "ours", expected=False),
    Claim("nce of two classes is calibrated", Calibrated(multiclass_catalogue["nce"](2)), "ours"),
    Claim("nmae is calibrated", Calibrated(NMAE), "ours"),
    Claim("nce + rce is tolerant at rate 2/5", NoiseTolerant(APL, RATE), PAPER),
    Claim("nce + mae is tolerant at rate 2/5", NoiseTolerant(active_passive(NCE, MAE), RATE), PAPER),
    Claim("nce + rce is calibrated", Calibrated(APL), "ours"),
    Claim("nce + mae is calibrated", Calibrated(active_passive(NCE, MAE)), "ours"),
    Claim("nrce and nmae are one loss", Equal("4*(1 - q)/(4*(3 - 1))", "(1 - q)/(3 - 1)", "q", "0", "1"), "ours"),
    Claim(
        "released code, 10 classes: (K - 1)/4 times rce is nrce",
        Equal("9*4*log(10)*(1 - q)/4", "(1 - q)/9", "q", "0", "1"),
        PAPER,
        expected=False,
    ),
    Claim(
        "mae with 1000 classes: the slope in the score of the true class at equal scores is -999/500000",
        ValueIs("2 - 2/(1 + 999*exp(-t))", "t", "slope_right", "0", "-999/500000"),
        "ours",
    ),
    Claim(
        "measured: on digits with noise 0.4 nce is less accurate than ce, ce than gce and nce + rce",
        Measured(
            "losstheory.empirical.trial:accuracies",
            {
                **SMALL,
                "losses": ["nce", "ce", "gce:q=0.7", "nce+rce"],
                "seeds": list(range(1000, 1008)),
                "batch": 128,
                "rate": 0.004,
            },
            [("nce", "<", "ce"), ("ce", "<", "gce:q=0.7"), ("ce", "<", "nce+rce")],
            full=FULL,
        ),
        PAPER,
    ),
    Claim(
        "measured: on digits with noise 0.4 ce is less accurate than mae",
        Measured(
            "losstheory.empirical.trial:accuracies",
            {**SMALL, "losses": ["ce", "mae"], "seeds": list(range(1000, 1012)), "batch": 64, "rate": 0.002},
            [("ce", "<", "mae")],
            full=FULL,
        ),
        PAPER,
    ),
    Claim(
        "measured: noise 0.4 costs nce + rce less accuracy on digits than ce",
        Measured(
            "losstheory.empirical.experiments.noise_tolerance:measure",
            {
                **SMALL,
                "losses": ["ce", "nce+rce"],
                "epochs": 20,
                "seeds": list(range(1200, 1206)),
                "batch": 128,
                "rate": 0.004,
            },
            [("nce+rce", "<", "ce")],
            full={**FULL, "seeds": list(range(1200, 1220))},
        ),
        "ours",
    ),
)
