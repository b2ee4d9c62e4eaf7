"""Train a network with each loss on the same splits, label noise, initial values and batches, and compare.

A LOSS is catalogue terms, such as gce:q=0.7 or nce+rce:A=4. DATA is digits, iris, wine or breast_cancer; moons:SIGMA or
rings:SIGMA, from which --samples are drawn; or a file of your own: FILE.csv with a header, numbers, and the class in
the last column, or FILE.npz with the arrays X and y. Features are standardised; whole numbers from 0 to at most 255
count as grey levels and are divided by the greatest. The table shows the accuracy on held-out clean labels, mean
and deviation over the seeds, and below it the paired differences to the first loss, with an interval each. Needs torch
and scikit-learn. The numbers are the same for any number of workers, and after a run that was killed and resumed with
--resume. With --format csv there is a row for each replica. Exits 0 when the table is made.

Example: losstheory trial ce mae gce:q=0.7 --data digits --noise symmetric:0.4 --seeds 5 --jobs 2
"""

from __future__ import annotations

from argparse import ArgumentTypeError, Namespace
from math import inf

from losstheory.cli.arguments import Parser, natural
from losstheory.cli.executor import add_executor, executor_of
from losstheory.cli.exits import Exit
from losstheory.cli.output import print_json, print_text

PRELOAD = ("losstheory.empirical.cell",)


def parser() -> Parser:
    parser = Parser("trial", __doc__)
    add = parser.add_argument
    add("losses", metavar="LOSS", nargs="+", help="catalogue terms of multiclass losses")
    add("--data", metavar="DATA", default="digits", help="a name or a file, see above (default: digits)")
    add("--samples", metavar="N", type=natural, help="how many are drawn from moons or rings (default: 1000)")
    add("--noise", metavar="NAME:RATE", default="none", help="label noise beside clean labels, such as symmetric:0.4")
    add("--model", metavar="NAME", default="mlp", help="linear, mlp, mlp:WIDTH,... or cnn (default: mlp)")
    add("--seeds", metavar="N", type=natural, default=5, help="number of replicas, at least 2 (default: 5)")
    add("--epochs", metavar="N", type=natural, default=60, help="passes over the data (default: 60)")
    add("--batch", metavar="N", type=natural, default=32, help="examples in a batch (default: 32)")
    add("--rate", metavar="R", type=step_size, default=1e-3, help="step size of Adam (default: 0.001)")
    add("--jobs", metavar="N", type=natural, default=1, help="number of worker processes (default: 1)")
    add_executor(parser)
    add("--resume", metavar="DIR", help="a folder where what is finished is kept")
    add("--format", choices=("text", "json", "md", "csv"), default="text", help="what to print (default: text)")
    return parser


def step_size(text: str) -> float:
    """A positive, finite number."""
    try:
        size = float(text)
    except ValueError:
        size = 0.0
    if not 0 < size < inf:
        raise ArgumentTypeError(f"expected a positive number such as 0.001, got {text!r}")
    return size


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
            samples=options.samples,
        )
    if options.format == "json":
        print_json(found.to_json())
    else:
        show = {"text": found.to_text, "md": found.to_markdown, "csv": found.to_csv}
        print_text(show[options.format]())
    return Exit.FINE
