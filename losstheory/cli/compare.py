"""Decide the properties of several losses side by side.

A LOSS is catalogue terms, such as hinge or focal:gamma=2, or an expression in t, which is a margin
loss. With --classes K it is a multiclass loss: catalogue terms such as nce+rce:A=4, or an expression in q, the
softmax probability of the true class, or one in s1, ..., sK for class 1. With --classes every the answers are for
all numbers of classes at once. With --noise the multiclass losses are asked
what uniform label noise of that rate costs.

All verdicts of binary losses are shown; of multiclass losses the usual ones and the range of l1 + ... + lK. Other
columns are chosen with --properties. Below the table stands why an entry is open. Exits 0 when the table is made.

Example: losstheory compare hinge logistic "1/(1 + exp(t))" --properties convex,calibrated
"""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from losstheory.cli.arguments import Parser, expression, names, natural, number_of_classes, seconds, uniform_noise
from losstheory.cli.deciding import PRELOAD, TIMEOUT, value_of, verdict_of, work
from losstheory.cli.exits import Exit, worst
from losstheory.cli.output import print_json, print_text

if TYPE_CHECKING:
    from losstheory.reports import Comparison


def parser() -> Parser:
    parser = Parser("compare", __doc__)
    add = parser.add_argument
    add("losses", metavar="LOSS", nargs="+", type=expression, help="catalogue terms, or an expression")
    add("--classes", metavar="K", type=number_of_classes, help="the number of classes, or the word every")
    add("--noise", metavar="symmetric:R", type=uniform_noise, help="uniform label noise of a rate R, multiclass only")
    add("--properties", metavar="NAME,...", type=names, help="the columns: properties and values of these losses")
    add("--jobs", metavar="N", type=natural, default=1, help="number of worker processes (default: 1)")
    add("--budget", metavar="WORK", type=natural, help="units of work for one verdict")
    add("--timeout", metavar="S", type=seconds, default=TIMEOUT, help=f"seconds for one verdict (default: {TIMEOUT:g})")
    add("--format", choices=("text", "json", "md", "csv"), default="text", help="what to print (default: text)")
    return parser


def run(options: Namespace) -> Exit:
    from losstheory.runs.pool import start_server

    start_server(PRELOAD)  # it loads the prover while this process does
    comparison, code = _compared(options)
    if options.format == "json":
        print_json(comparison.to_json())
    else:
        show = {"text": comparison.to_text, "md": comparison.to_markdown, "csv": comparison.to_csv}
        print_text(show[options.format]())
    return code


def _compared(options: Namespace) -> tuple[Comparison, Exit]:
    """What the workers answer, as a table."""
    from losstheory.reports import Comparison, Report
    from losstheory.reports.layout import Layout
    from losstheory.reports.questions import selected, subject

    losses = [subject(text, classes=options.classes) for text in options.losses]
    layout = Layout.of(losses, options.noise, options.properties)
    valued = options.format == "json"
    questions = [selected(loss, options.noise, layout.of_loss(loss, options.noise), valued) for loss in losses]
    told = iter(work([item for pair in questions for part in pair for item in part.values()], options, options.jobs))
    reports, codes = list[Report](), list[Exit]()
    for loss, (statements, derived) in zip(losses, questions, strict=True):
        answers = {name: verdict_of(statement, next(told)) for name, statement in statements.items()}
        values = {name: value_of(next(told)) for name in derived}
        reports.append(Report(loss, {name: verdict for name, (verdict, _) in answers.items()}, values))
        codes += [code for _, code in answers.values()]
    return Comparison(reports, layout.names, layout.notes), worst(codes)
