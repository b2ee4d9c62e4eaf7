"""Train a network with each loss on the same splits, label noise, initial values and batches, and compare.

A LOSS is catalogue terms, such as gce:q=0.7 or nce+rce:A=4. The table shows the accuracy on held-out clean labels, mean
and deviation over the seeds, and below it the paired differences to the first loss, with an interval each. Needs torch
and scikit-learn. The numbers are the same for any number of workers, and after a run that was killed and resumed with
--resume. Exits 0 when the table is made.
"""

from __future__ import annotations

from argparse import Namespace

from losstheory.cli.arguments import Parser, natural, seconds
from losstheory.cli.executor import add_executor, executor_of
from losstheory.cli.exits import Exit
from losstheory.cli.output import print_json, print_text

PRELOAD = ("losstheory.empirical.cell",)


def parser() -> Parser:
    parser = Parser("trial", __doc__)
    add = parser.add_argument
    add("losses", metavar="LOSS", nargs="+", help="catalogue terms of multiclass losses")
    add("--data", metavar="NAME", default="digits", help="digits, iris, wine or breast_cancer (default: digits)")
    add("--noise", metavar="NAME:RATE", default="none", help="label noise beside clean labels, such as symmetric:0.4")
    add("--model", metavar="NAME", default="mlp", help="linear, mlp, mlp:WIDTH,... or cnn (default: mlp)")
    add("--seeds", metavar="N", type=natural, default=5, help="number of replicas, at least 2 (default: 5)")
    add("--epochs", metavar="N", type=natural, default=60, help="passes over the data (default: 60)")
    add("--batch", metavar="N", type=natural, default=32, help="examples in a batch (default: 32)")
    add("--rate", metavar="R", type=seconds, default=1e-3, help="step size of Adam (default: 0.001)")
    add("--jobs", metavar="N", type=natural, default=1, help="number of worker processes (default: 1)")
    add_executor(parser)
    add("--resume", metavar="DIR", help="a folder where what is finished is kept")
    add("--format", choices=("text", "json", "md"), default="text", help="what to print (default: text)")
    return parser


def run(options: Namespace) -> Exit:
    from concurrent.futures import ProcessPoolExecutor
    from contextlib import nullcontext

    from losstheory.reports.trial_report import trial
    from losstheory.runs.pool import start_server

    several = options.jobs > 1 and options.executor is None
    pool = ProcessPoolExecutor(options.jobs, mp_context=start_server(PRELOAD)) if several else nullcontext()
    with pool as local, executor_of(options) as cluster:
        found = trial(
            options.losses,
            options.data,
            options.noise,
            options.model,
            seeds=options.seeds,
            executor=cluster or local,
            resume=options.resume,
            epochs=options.epochs,
            batch=options.batch,
            rate=options.rate,
        )
    if options.format == "json":
        print_json(found.to_json())
    else:
        print_text(found.to_text() if options.format == "text" else found.to_markdown())
    return Exit.FINE
