"""For which parameters of a family a property holds, and for which it fails, with certificates.

FAMILY is a family of the catalogue. A parameter that is fixed is name=value, the one that runs is name=LOW:HIGH, an
empty end meaning the end of its own range; a family with one parameter needs none. With --classes K the family is one
of multiclass losses: a parameter with a number for each class takes them as name=value:value:…, and then
name_1=LOW:HIGH runs through one of them, while name=LOW:HIGH runs through all at once; noise_tolerant takes
rate=value. Exits 0 when every cell is decided, 3 when some are not.

Example: losstheory phase focal proper
"""

from __future__ import annotations

import re
from argparse import ArgumentTypeError, Namespace
from fractions import Fraction

from losstheory.cli.arguments import Parser, natural
from losstheory.cli.executor import add_executor, executor_of
from losstheory.cli.exits import Exit
from losstheory.cli.output import print_json, print_text

NUMBER = r"-?[0-9]{1,40}(?:/[0-9]{1,40}|\.[0-9]{1,40})?"
Setting = tuple[str, Fraction | list[Fraction] | tuple[Fraction | None, Fraction | None]]


def parser() -> Parser:
    parser = Parser("phase", __doc__)
    add = parser.add_argument
    add("family", metavar="FAMILY", help="a family of the catalogue, such as poly1_margin")
    add("property", metavar="PROPERTY", help="convex, calibrated, proper, symmetric, …")
    add("settings", metavar="NAME=VALUE", nargs="*", type=setting, help="name=value fixes, name=LOW:HIGH runs")
    add("--classes", metavar="K", type=natural, help="the number of classes of a multiclass family, such as 3")
    add("--budget", metavar="WORK", type=natural, help="units of work for one verdict")
    add_executor(parser)
    add("--format", choices=("text", "json"), default="text", help="what to print (default: text)")
    return parser


def setting(text: str) -> Setting:
    """``"r=1"`` or ``"b=0:"``.

    >>> setting("b=0:3/2")
    ('b', (Fraction(0, 1), Fraction(3, 2)))
    """
    label, _, numbers = text.partition("=")
    if re.fullmatch(rf"{NUMBER}(?::{NUMBER}){{2,}}", numbers) and re.fullmatch(r"[A-Za-z_]\w*", label):
        return label, [_number(x, text) for x in numbers.split(":")]
    match = re.fullmatch(rf"([A-Za-z_]\w*)=(?:({NUMBER})|({NUMBER})?:({NUMBER})?)", text)
    if match is None:
        raise ArgumentTypeError(f"expected name=value or name=LOW:HIGH with exact numbers, got {text!r}")
    value, low, high = (None if x is None else _number(x, text) for x in match.groups()[1:])
    return match[1], (low, high) if value is None else value


def _number(x: str, text: str) -> Fraction:
    try:
        return Fraction(x)
    except ZeroDivisionError:
        raise ArgumentTypeError(f"{text!r} divides by zero") from None


def run(options: Namespace) -> Exit:
    from losstheory.theory.phase import phase_diagram

    with executor_of(options) as executor:
        diagram = phase_diagram(
            options.family,
            options.property,
            classes=options.classes,
            budget=options.budget,
            executor=executor,
            **dict(options.settings),
        )
    if options.format == "json":
        print_json(diagram.to_json())
    else:
        print_text(str(diagram))
    return Exit.OPEN if diagram.where("undecided") else Exit.FINE
