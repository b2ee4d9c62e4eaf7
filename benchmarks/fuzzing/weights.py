"""Random probability losses: proper ones from a weight, the same with a change, and partial losses by formula."""

from __future__ import annotations

import random
from fractions import Fraction

Coefficients = list[Fraction]
Place = tuple[Fraction, Fraction]
Partials = tuple[str, str]
PROPER: tuple[Partials, ...] = (
    ("-log(p)", "-log(1-p)"),
    ("(1-p)**2", "p**2"),
    ("p-log(p)", "p"),
    ("1-p", "-p-log(1-p)"),
    ("(p-2)*exp(p)", "(p-1)*exp(p)"),
    ("sqrt((1-p)/p)", "sqrt(p/(1-p))"),
    ("-p/sqrt(p**2+(1-p)**2)", "-(1-p)/sqrt(p**2+(1-p)**2)"),
    ("log(1+p**2)/2-atan(p)", "log(1+p**2)/2"),
    ("1/p+log(p)", "log(p)"),
)
FORMULAS: tuple[str, ...] = (
    "-log({o})", "{r}**2", "{r}", "{r}**{k}*(-log({o}))", "(1-{o}**{a})/{a}", "-log({o})+{b}*{r}", "{r}**3", "1/{o}",
    "sqrt({r})", "-sqrt({o})", "exp(-{k}*{o})", "-log({o})+{b}*{r}**2", "max(0,{a}-{o})",
    "{r}**2-{b}*{r}**3", "log(1+{r})",
    "abs({r}-1/2)", "max(0,1/2-{o})**2", "-{o}**2*log({o})", "sqrt({r}/{o})", "-{b}*{o}+{r}**2",
    "1/(1+exp({k}*({o}-1/2)))",
)  # fmt: skip


def rational(source: random.Random, least: int, most: int) -> Fraction:
    d = source.choice((1, 1, 2, 3, 4, 5))
    return Fraction(source.randint(least * d, most * d), d)


def product(a: Coefficients, b: Coefficients) -> Coefficients:
    out = [Fraction(0)] * (len(a) + len(b) - 1)
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            out[i + j] += x * y
    return out


def polynomial(coefficients: Coefficients) -> str:
    terms = [f"({c})*p**{i}" if i else f"({c})" for i, c in enumerate(coefficients) if c]
    return "+".join(terms) or "0"


def partials_of(weight: Coefficients) -> tuple[Coefficients, Coefficients]:
    """l+ with derivative -(1 - p) w and l- with derivative p w."""
    down, up = product([Fraction(-1), Fraction(1)], weight), product([Fraction(0), Fraction(1)], weight)
    return tuple([Fraction(0), *(c / (i + 1) for i, c in enumerate(x))] for x in (down, up))  # type: ignore[return-value]


def weight(source: random.Random) -> tuple[Coefficients, list[Place]]:
    """A polynomial: positive, with double zeros, or of both signs; thin sign changes too."""
    kind, r = source.random(), Fraction(source.randint(1, 9), 10)
    square = [r * r, -2 * r, Fraction(1)]
    places = [(r, Fraction(1, 10**k)) for k in (1, 2, 3)]
    if kind < 0.3:
        return [rational(source, 0, 3) for _ in range(source.randint(1, 4))], []
    if kind < 0.5:
        return square, places
    if kind < 0.7:
        dip = Fraction(1, 10 ** source.choice((2, 3, 4, 6, 8)))
        return [square[0] + source.choice((1, -1)) * dip, *square[1:]], [*places, (r, Fraction(1, 10**4))]
    return [rational(source, -2, 3) for _ in range(source.randint(1, 4))], []


def from_weights(source: random.Random) -> tuple[Partials, list[Place]]:
    """A sum of a polynomial weight's loss and of positive multiples of known proper losses."""
    poly, places = weight(source)
    first, second = map(polynomial, partials_of(poly))
    for plus, minus in source.sample(PROPER, source.choice((0, 1, 1, 2))):
        c = source.choice((Fraction(1), Fraction(1, 2), Fraction(2), Fraction(1, 10)))
        first, second = f"{first}+({c})*({plus})", f"{second}+({c})*({minus})"
    return (first, second), places


def by_steps(source: random.Random) -> tuple[Partials, list[Place]]:
    """Continuous or not, from a weight that is constant on each of two or three pieces."""
    cuts = sorted({Fraction(source.randint(1, 9), 10) for _ in range(source.choice((1, 2)))})
    plus, minus, last = [], [], Fraction(0)
    a, b = Fraction(1), Fraction(0)
    for i in range(len(cuts) + 1):
        w = source.choice((Fraction(0), Fraction(1), Fraction(2), Fraction(1, 2), Fraction(-1, 10)))
        condition = f"p<{cuts[i]}" if i < len(cuts) else "True"
        end = cuts[i] if i < len(cuts) else Fraction(1)
        plus.append(f"(({a})+({w})*((1-p)**2-({(1 - last) ** 2}))/2,{condition})")
        minus.append(f"(({b})+({w})*(p**2-({last**2}))/2,{condition})")
        a, b = a + w * ((1 - end) ** 2 - (1 - last) ** 2) / 2, b + w * (end**2 - last**2) / 2
        if i < len(cuts) and source.random() < 0.3:
            jump = source.choice((Fraction(1), Fraction(-1))) * Fraction(1, 5)
            a, b = a - jump * (1 - end), b + jump * end * source.choice((1, 1, 2))
        last = end
    return (f"Piecewise({','.join(plus)})", f"Piecewise({','.join(minus)})"), [(c, Fraction(1, 10)) for c in cuts]


def by_formula(source: random.Random) -> Partials:
    """One score of the own and the other probability, or one for each label."""
    first = source.choice(FORMULAS)
    second = first if source.random() < 0.7 else source.choice(FORMULAS)
    values = {"a": f"({rational(source, 1, 2)})", "b": f"({rational(source, -2, 2)})", "k": source.choice((2, 3))}
    c = source.choice(("", "", "2*", "(1/3)*"))
    return c + f"({first.format(o='p', r='(1-p)', **values)})", second.format(o="(1-p)", r="p", **values)


def probability(source: random.Random) -> tuple[str, Partials, list[Place]]:
    """A family, two formulas in p, and places."""
    kind = source.random()
    if kind < 0.4:
        partials, places = from_weights(source)
        return "weight", partials, places
    if kind < 0.55:
        (plus, minus), places = from_weights(source)
        eps = source.choice((Fraction(1), Fraction(1, 10), Fraction(1, 1000), Fraction(1, 10**6)))
        change = source.choice(("p", "p**2", "(1-p)**3", "exp(-p)", "abs(p-1/2)", "sqrt(p)"))
        return "changed weight", (plus, f"{minus}+({eps})*{change}"), places
    if kind < 0.7:
        partials, places = by_steps(source)
        return "steps", partials, places
    return "formula", by_formula(source), [(Fraction(1, 2), Fraction(1, 10))]
