"""Radhakrishnan, Belkin & Uhler (2022), "Wide and Deep Neural Networks Achieve Optimality for Classification".

arXiv:2204.14126: infinitely wide networks of depth n, two inputs on a sphere with cosine x. The dual activation f is a
power series with coefficients >= 0 and f(1) = 1; f_n is its n-th iterate, and the tangent kernel is K_0 = x,
K_n = K_(n-1) f'(f_(n-1)) + f_n. As n grows, the sign of the sum of y_i K_n becomes a majority vote (f(0) > 0, here
f = (1 + x)/2), the nearest neighbour (f(0) = f'(0) = 0, x^2) or a singular kernel (f(0) = 0 < f'(0) < 1, x/(2 - x)).
For these f the kernel has a closed form in n. The consistency of a kernel like r^(-d) in d dimensions is not claimed.
"""

from losstheory.claims import Claim
from losstheory.theory import Equal, Less, LimitIs, ValueIs

PAPER = "radhakrishnan2022wide"

VOTE = ("(1 + {0})/2", "1/2")
NEAREST = ("{0}**2", "2*{0}")
SINGULAR = ("{0}/(2 - {0})", "2/(2 - {0})**2")
"""Dual activations and their derivatives."""
RELU = "(cos(a)*(pi - a) + sin(a))/pi"
"""The dual activation of the ReLU at the cosine of the angle a."""
LIMIT = "{0}/(1 - {0})"


def kernel(activation: tuple[str, str], depth: int) -> str:
    """K_n by its recursion."""
    f, slope = activation
    iterate = tangent = "x"
    for _ in range(depth):
        following = f"({f.format(iterate)})"
        tangent, iterate = f"({tangent}*{slope.format(iterate)} + {following})", following
    return tangent


def vote(x: str, n: str) -> str:
    return f"(2 - exp(-({n})*log(2))*(1 + (({n}) + 1)*(1 - ({x}))))"


def singular(x: str, n: str) -> str:
    """2^n K_n."""
    power = f"exp(-({n})*log(2))"
    return f"(({x})*(1 - ({x}))*(({n}) + 1) + ({x})**2*(2 - {power}))/(1 - (1 - {power})*({x}))**2"


CLAIMS = (
    Claim("ReLU: f(0) = 1/pi > 0", ValueIs(RELU, "a", "value", "pi/2", "1/pi"), "ours"),
    Claim("ReLU: each layer raises each cosine below 1", Less("cos(a)", RELU, "a", "0", "pi"), "ours"),
    Claim("(1 + x)/2: K_3 = 2 - (5 - 4 x)/8", Equal(kernel(VOTE, 3), vote("x", "3"), "x", "-1", "1"), "ours"),
    Claim(
        "(1 + x)/2: K_n tends to 2 at the cosine -9/10, as it does at 1, so that all points have the same vote",
        LimitIs(vote("-9/10", "n"), "n", "oo", "2"),
        PAPER,
    ),
    Claim("x^2: K_3 = (2^4 - 1) x^(2^3)", Equal(kernel(NEAREST, 3), "15*x**8", "x", "-1", "1"), "ours"),
    Claim(
        "x^2: a thousand points of cosine 9/10 weigh nothing in the limit m = 2^n against one of 99/100",
        LimitIs("1000*exp(m*log(9/10))/exp(m*log(99/100))", "m", "oo", "0"),
        PAPER,
    ),
    Claim(
        "x/(2 - x): 2^n K_n = (x (1 - x) (n + 1) + x^2 (2 - 2^(-n)))/(1 - (1 - 2^(-n)) x)^2, n = 3",
        Equal(f"8*{kernel(SINGULAR, 3)}", singular("x", "3"), "x", "-1", "1"),
        "ours",
    ),
    Claim(
        "x/(2 - x): 2^n K_n/(n + 1) tends to x/(1 - x) at the cosine 1/3",
        LimitIs(f"{singular('1/3', 'n')}/(n + 1)", "n", "oo", "1/2"),
        PAPER,
    ),
    Claim(
        "x/(2 - x): it is singular like 2/r^2, r the distance, the exponent for dimension 2",
        ValueIs(f"r**2*{LIMIT.format('(1 - r**2/2)')}", "r", "limit_right", "0", "2"),
        PAPER,
    ),
    Claim(
        "x/(2 - x): it is singular like 2/r, the exponent for dimension 1",
        ValueIs(f"r*{LIMIT.format('(1 - r**2/2)')}", "r", "limit_right", "0", "2"),
        "ours",
        expected=False,
    ),
    Claim(
        "x/(2 - x): K_n = 2^(n + 1) - 1 on the data, n = 3",
        ValueIs(kernel(SINGULAR, 3), "x", "value", "1", "15"),
        "ours",
    ),
    Claim(
        "x/(2 - x): off the data, cosine 1/3, K_n is nothing against that, so that depth ruins regression",
        LimitIs(f"{singular('1/3', 'n')}*exp(-n*log(2))/(2*exp(n*log(2)) - 1)", "n", "oo", "0"),
        PAPER,
    ),
)
