"""Does every enclosure of the checker hold the true value? A campaign against Arb.

    python benchmarks/enclosure_campaign.py --points 1000000 [--function exp] [--digits 30] [--seed 0]

Each function is enclosed at random and extreme points and intervals; Arb gives the true value at a member
of the interval. The command ends with status 1 if a value lies outside its enclosure.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import MAX_PREC, ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

from flint import arb, ctx, fmpq
from tqdm import tqdm

from losstheory.checker.arithmetic import Arithmetic, Interval, Undefined

WIDE = Context(prec=MAX_PREC)
EXPONENTS = tuple(map(Fraction, ("2", "3", "-1", "-3", "1/2", "-3/4", "7/10", "-5/3", "37")))
PLAIN = (
    "exp", "log", "sin", "cos", "atan", "erf", "complementary_error",
    "softplus", "sigmoid", "abs", "inverse", "sign",
)  # fmt: skip
BINARY = ("add", "sub", "mul", "divide", "min", "max")
FUNCTIONS = (*PLAIN, *BINARY, "power", "exact")


@dataclass(frozen=True)
class Case:
    """An enclosure, and the true value as a ball that is far narrower."""

    enclosure: Interval
    truth: arb
    text: str

    @property
    def holds(self) -> bool:
        """The ball is finite and does not lie outside the enclosure."""
        low, high = self.enclosure
        below = low.is_infinite() or not self.truth < ball(low)
        above = high.is_infinite() or not self.truth > ball(high)
        return below and above and self.truth.is_finite() and low <= high


def ball(x: Decimal) -> arb:
    """The decimal as a ball."""
    sign, digits, exponent = x.as_tuple()
    mantissa = int("".join(map(str, digits))) * (-1 if sign else 1)
    return arb(mantissa) * arb(10) ** int(exponent)


def draw_number(source: random.Random, digits: int) -> Decimal:
    """A decimal of the given precision: everyday, tiny, huge, or close to a place where something happens."""
    context = Context(prec=digits, rounding=ROUND_HALF_EVEN)
    kind = source.random()
    if kind < 0.4:
        x = WIDE.scaleb(Decimal(source.uniform(-1, 1)), source.randint(-2, 2))
    elif kind < 0.6:
        x = WIDE.scaleb(Decimal(source.randint(-(10**30), 10**30)), source.randint(-60, -20))
    elif kind < 0.7:
        x = WIDE.scaleb(
            Decimal(source.uniform(-1, 1)), source.choice((-400, -323, -300, -100, -40, -17, 6, 9, 12, 18, 100, 300))
        )
    elif kind < 0.85:
        turns = source.choice((1, 2, 3, 4, 7, 22, 355, 10**4, 636619, source.randint(-(10**6), 10**6)))
        x = context.plus(Decimal((arb.pi() * turns / 2).str(max(digits, 20) + 5, radius=False)))
        x = context.add(x, WIDE.scaleb(Decimal(source.randint(-3, 3)), source.choice((-28, -20, -10))))
    else:
        near = source.choice(
            ("0", "1", "-1", "0.875", "1.125", "10", "0.1", "-40", "8.6", "4.06", "1E-17", "0.125", "700", "-1000")
        )
        x = context.add(Decimal(near), WIDE.scaleb(Decimal(source.randint(-9, 9)), -source.randint(1, digits)))
    return context.plus(x)


def draw_interval(source: random.Random, digits: int) -> tuple[Interval, Decimal]:
    """An interval, often a point, sometimes unbounded, and a member."""
    member = draw_number(source, digits)
    kind = source.random()
    if kind < 0.6:
        return (member, member), member
    if kind < 0.75:
        other = draw_number(source, digits)
        return (min(member, other), max(member, other)), member
    if kind < 0.9:
        context = Context(prec=digits)
        width = WIDE.scaleb(Decimal(source.randint(0, 99)), source.randint(-30, 0))
        return (min(member, context.subtract(member, width)), max(member, context.add(member, width))), member
    below, above = Decimal("-Infinity"), Decimal("Infinity")
    return source.choice(((below, member), (member, above), (below, above))), member


def truth(name: str, x: arb) -> arb | None:
    """The function of Arb, None where it has no finite value."""
    if name == "log" and not x > 0 or name == "inverse" and x == 0:
        return None
    if name in ("exp", "softplus", "sigmoid") and abs(x) > 10**7:
        return None
    return FORMULAS[name](x)


FORMULAS: dict[str, Callable[..., arb]] = {
    "exp": lambda x: x.exp(),
    "log": lambda x: x.log(),
    "sin": lambda x: x.sin(),
    "cos": lambda x: x.cos(),
    "atan": lambda x: x.atan(),
    "erf": lambda x: x.erf(),
    "complementary_error": lambda x: x.erfc(),
    "softplus": lambda x: x.exp().log1p() if x < 0 else x + (-x).exp().log1p(),
    "sigmoid": lambda x: 1 / (1 + (-x).exp()),
    "abs": abs,
    "inverse": lambda x: 1 / x,
    "sign": lambda x: x.sgn(),
    "add": lambda x, y: x + y,
    "sub": lambda x, y: x - y,
    "mul": lambda x, y: x * y,
    "divide": lambda x, y: x / y,
    "min": lambda x, y: min(x, y),
    "max": lambda x, y: max(x, y),
}


def cases(name: str, points: int, digits: int, seed: int) -> Iterator[Case | None]:
    """One case a point; None where the operation is undefined there."""
    source = random.Random(f"{seed} {name} {digits}")
    arithmetic = Arithmetic(digits)
    for _ in range(points):
        yield draw_case(name, arithmetic, source)


def draw_case(name: str, arithmetic: Arithmetic, source: random.Random) -> Case | None:
    digits = arithmetic.digits
    ctx.prec = 4 * digits + 180
    box, member = draw_interval(source, digits)
    ctx.prec += 0 if abs(member) < 10**19 else 1300
    x = ball(member)
    if name == "exact":
        ratio = Fraction(source.randint(-(10**40), 10**40), source.randint(1, 10 ** source.randint(1, 60)))
        return Case(arithmetic.exact(ratio), arb(fmpq(ratio.numerator, ratio.denominator)), f"exact({ratio})")
    text = f"{name} on [{box[0]}, {box[1]}] at {member}"
    try:
        if name == "power":
            exponent = source.choice(EXPONENTS)
            if (member <= 0 and exponent < 0) or abs(member) > 10**9 or (member < 0 and exponent.denominator > 1):
                return None
            return Case(
                arithmetic.power(box, exponent),
                x ** arb(fmpq(exponent.numerator, exponent.denominator)),
                f"{text} to {exponent}",
            )
        if name in BINARY:
            other, second = draw_interval(source, digits)
            if name == "divide" and second == 0:
                return None
            enclosure = getattr(arithmetic, name)(box, other)
            return Case(enclosure, FORMULAS[name](x, ball(second)), f"{text} and [{other[0]}, {other[1]}] at {second}")
        value = truth(name, x)
        return None if value is None else Case(getattr(arithmetic, name)(box), value, text)
    except Undefined:
        return None


def violations(name: str, points: int, digits: int = 30, seed: int = 0, progress: bool = False) -> list[str]:
    """The cases whose true value lies outside the enclosure."""
    drawn = tqdm(cases(name, points, digits, seed), total=points, desc=name, disable=not progress)
    return [case.text for case in drawn if case is not None and not case.holds]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--points", type=int, default=20_000)
    parser.add_argument("--function", choices=FUNCTIONS)
    parser.add_argument("--digits", type=int, default=30)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    failed = 0
    for name in (options.function,) if options.function else FUNCTIONS:
        found = violations(name, options.points, options.digits, options.seed, progress=True)
        sys.stdout.write(f"{name}: {options.points} points, {len(found)} outside\n")
        sys.stdout.writelines(f"  {line}\n" for line in found[:5])
        failed += len(found)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
