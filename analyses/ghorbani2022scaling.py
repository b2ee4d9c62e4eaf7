"""Ghorbani, Firat, Freitag, Bapna, Krikun, Garcia, Chelba & Cherry (2022), "Scaling Laws for Neural Machine
Translation".

ICLR 2022, arXiv:2109.07740: with Ne parameters in the encoder and Nd in the decoder the cross-entropy is fitted by
L = Linf + alpha (1/Ne)^pe (1/Nd)^pd, sizes in units of their own. That it fits is a measurement; claimed here is what
follows from the form. Setting: alpha = 1, Linf = 1, pe = 1/4, pd = 1/2, total size N, share s of the encoder.
"""

from losstheory.claims import Claim
from losstheory.theory import Equal, Exists, InfimumIs, Less, LimitIs, ValueIs

PAPER = "ghorbani2022scaling"


def reducible(encoder: str, decoder: str) -> str:
    """L - Linf."""
    return f"(({encoder})**(-1/4)*({decoder})**(-1/2))"


BY_SHARE = reducible("s", "1 - s")
LEAST = "3**(3/4)/sqrt(2)"

CLAIMS = (
    Claim(
        "N = 1: the least logarithm of the reducible loss is that of 3^(3/4)/sqrt(2)",
        InfimumIs("-log(s)/4 - log(1 - s)/2", "s", "3*log(3)/4 - log(2)/2", "0", "1"),
        PAPER,
    ),
    Claim(
        "N = 1: it is reached at s = pe/(pe + pd) = 1/3",
        ValueIs(BY_SHARE, "s", "value", "1/3", LEAST),
        PAPER,
    ),
    Claim("N = 1: the even split is as good", ValueIs(BY_SHARE, "s", "value", "1/2", LEAST), "ours", expected=False),
    Claim(
        "the best split does not depend on N, and along it the exponent is pe + pd",
        Equal(reducible("n/3", "2*n/3"), f"{LEAST}*n**(-3/4)", "n", "0", "oo"),
        PAPER,
    ),
    Claim(
        "the total does not tell the loss: some split of the size N = 1 is worse than the best of the size 1/2",
        Exists(BY_SHARE, f"{LEAST}*2**(3/4)", "s", "0", "1", relation=">"),
        PAPER,
    ),
    Claim(
        "a factor in the decoder lowers the loss more than the same factor in the encoder",
        Less(reducible("1", "k"), reducible("k", "1"), "k", "1", "oo"),
        PAPER,
    ),
    Claim(
        "encoder alone grows: the loss tends to Linf, whatever the decoder; the form knows no bottleneck",
        LimitIs(f"1 + {reducible('n', '1/1000')}", "n", "oo", "1"),
        "ours",
    ),
    Claim(
        "encoder alone grows, decoder 1: no power law in the total, that of exponent 1/4 is below",
        Less("(n + 1)**(-1/4)", reducible("n", "1"), "n", "0", "oo"),
        "ours",
    ),
    Claim(
        "encoder alone grows: the two agree in the limit",
        LimitIs(f"(n + 1)**(-1/4)/{reducible('n', '1')}", "n", "oo", "1"),
        "ours",
    ),
)
