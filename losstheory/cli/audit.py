"""Test a loss module that somebody wrote, and compare it with the formula that it is said to compute.

PATH:NAME is a callable, or a class, in a Python file: it takes scores [N, K] and class indices [N] and returns one
number or [N] of them. The file is code that runs: it needs --allow-code, and runs in processes of its own, with limits.
Arguments of a class are given with --set; the number of classes is filled in.

What every loss should do is ok, differs or not tested; a property that a loss may lack is SUPPORTED, REFUTED by an
input, or UNDECIDED. Nothing is PROVED, since only inputs were tried. JSON has the input of each difference.

Exits 1 if there is a difference in what every loss should do, in what --require names, or from --against; else 0.

Example: losstheory audit losses.py:cross_entropy --allow-code --classes 3 --against ce
"""

from __future__ import annotations

import json
import math
import re
from argparse import ArgumentTypeError, Namespace
from typing import Any

from losstheory.cli.arguments import Parser, expression, names, natural, seconds
from losstheory.cli.boundary import UsageError
from losstheory.cli.exits import Exit
from losstheory.cli.output import print_json, print_text

TIMEOUT = 60.0  # seconds for one question


def parser() -> Parser:
    parser = Parser("audit", __doc__)
    add = parser.add_argument
    add("module", metavar="PATH:NAME", help="a callable or a class in a Python file")
    add("--allow-code", action="store_true", help="run the file; only for files that you trust")
    add("--classes", metavar="K", type=natural, help="the number of classes")
    add("--kind", choices=("multiclass", "binary", "regression"), help="the inputs (default: multiclass)")
    add("--labels", metavar="A,B", type=labels, default=(0.0, 1.0), help="the labels of kind binary (default: 0,1)")
    add("--against", metavar="LOSS", type=expression, help="catalogue terms, or an expression")
    add("--reduction", choices=("mean", "sum", "none"), help="how rows are said to be put together; tested if given")
    add("--require", metavar="PROPERTY,...", type=names, default=(), help="properties whose failure is a defect")
    add("--set", metavar="NAME=VALUE", type=argument, action="append", default=[], help="an argument of the class")
    add(
        "--timeout", metavar="S", type=seconds, default=TIMEOUT, help=f"seconds for one question (default: {TIMEOUT:g})"
    )
    add("--format", choices=("text", "json", "md"), default="text", help="what to print (default: text)")
    return parser


def labels(text: str) -> tuple[float, float]:
    """Two different numbers.

    >>> labels("-1,1")
    (-1.0, 1.0)
    """
    parts = text.split(",")
    try:
        first, second = (float(part) for part in parts)
    except ValueError:
        raise ArgumentTypeError(f"expected two numbers such as -1,1, got {text!r}") from None
    if not (math.isfinite(first) and math.isfinite(second) and first != second):
        raise ArgumentTypeError(f"expected two different numbers such as -1,1, got {text!r}")
    return first, second


def argument(text: str) -> tuple[str, Any]:
    """A keyword argument; the value is read as JSON, else it is text.

    >>> argument("gamma=2.5")
    ('gamma', 2.5)
    """
    name, equals, value = text.partition("=")
    if not equals or not re.fullmatch(r"[A-Za-z_][A-Za-z_0-9]*", name):
        raise ArgumentTypeError(f"expected NAME=VALUE, got {text!r}")
    try:
        return name, json.loads(value)
    except json.JSONDecodeError:
        return name, value


def run(options: Namespace) -> Exit:
    if not options.allow_code:
        raise UsageError(f"{options.module} would be run as code; add --allow-code if you trust it")
    from losstheory.reports.module_audit import audit

    report = audit(
        options.module,
        options.classes,
        options.against,
        kind=options.kind,
        labels=options.labels,
        require=options.require,
        arguments=dict(options.set),
        allow_code=True,
        seconds=options.timeout,
        reduction=options.reduction,
    )
    if options.format == "json":
        print_json(report.to_json())
    else:
        print_text(report.to_markdown() if options.format == "md" else report.to_text())
    return Exit.CONTRADICTED if report.defects else Exit.FINE
