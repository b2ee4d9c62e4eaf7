"""What a task costs in seconds of one core and in bytes, and what a scheduler spends on it: for docs/cluster.md.

    python benchmarks/sizing.py [-o docs/cluster.md] [--every 40] [--tasks 200]

Times are those of the processor, so that a busy machine does not change them much.
"""

from __future__ import annotations

import argparse
import operator
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import mean, quantiles
from typing import Any

import torch
from distributed import Client, LocalCluster

from losstheory import landscape
from losstheory.empirical.cell import run_cell
from losstheory.empirical.trial import plan, settings_of
from losstheory.reports import collect, shipped
from losstheory.reports.paper.drawing import draw_figure
from losstheory.reports.paper.files import collect_figures
from losstheory.reports.paper.sheet import Sheet
from losstheory.reports.shipment import shipped_path
from losstheory.reports.verification import recall_claim
from losstheory.rigor import decide
from losstheory.runs.dask import DaskExecutor
from losstheory.runs.foreign import run_on
from losstheory.runs.parcels import packed
from losstheory.runs.worker import run_one
from losstheory.theory.phase import deciding, phase_diagram

BEGIN, END = "<!-- measured -->", "<!-- end -->"
FAMILIES = (("poly1_margin", "convex", {}), ("gce_margin", "calibrated", {}), ("poly1", "convex", {"classes": 3}))
Row = tuple[str, list[float], int, int]


def cost(function: Callable[[Any], Any], item: Any) -> tuple[float, int, int]:
    """Seconds of the processor, bytes of the task, and bytes of what comes back."""
    payload = packed(function, item)
    if not isinstance(payload, bytes):
        raise RuntimeError(payload.message)
    start = time.process_time()
    reply = run_one(payload)
    seconds = time.process_time() - start
    if reply[2]:
        raise RuntimeError(reply[2])
    return seconds, len(payload), len(reply[1])


def row(label: str, function: Callable[[Any], Any], items: list[Any]) -> Row:
    """The costs of some tasks of one kind, if there are several after one that warms up."""
    if len(items) > 1:
        cost(function, items[0])
    costs = [cost(function, item) for item in items]
    return label, [x for x, _, _ in costs], max(x for _, x, _ in costs), max(x for _, _, x in costs)


def left_out(fault: Exception) -> None:
    print(f"left out: {fault}", file=sys.stderr)


def claims(every: int) -> Row:
    found = [item for item in collect(shipped(), left_out) if item.claim.statement.rules][::every]
    return row(f"claim (each {every}th of those shipped)", recall_claim, found)


def members() -> Row:
    """The verdicts that phase diagrams ask for."""
    asked: list[Any] = []
    original = deciding.decide
    deciding.decide = lambda statement, work: (asked.append(statement), original(statement, work))[1]
    try:
        for family, claimed, settings in FAMILIES:
            phase_diagram(family, claimed, **settings)  # type: ignore[arg-type]
    finally:
        deciding.decide = original
    return row("verdict of a phase diagram", decide, asked)


def cells() -> Row:
    settings = settings_of({"epochs": 60})
    return row(
        "cell of a trial (digits, mlp, 5 seeds, 60 epochs)",
        run_cell,
        plan(["ce"], "digits", ["none"], "mlp", 5, settings),
    )


def grid_rows() -> Row:
    """A row of 51 points of a grid: a perceptron with 64-64-10 units on 1024 examples."""
    generator = torch.Generator().manual_seed(0)
    X, y = torch.randn(1024, 64, generator=generator), torch.randint(10, (1024,), generator=generator)
    model = torch.nn.Sequential(torch.nn.Linear(64, 64), torch.nn.ReLU(), torch.nn.Linear(64, 10))
    problem = landscape.Problem(model, torch.nn.functional.cross_entropy, [(X, y)])
    (direction,) = [landscape.random_direction(problem, seed=0)]
    return row(
        "row of a grid (51 points, 4810 parameters, 1024 examples)", partial(one_row, direction=direction), [problem]
    )


def one_row(problem: Any, direction: Any) -> Any:
    return landscape.measure_landscape(problem, direction, shown=False).values


def figures() -> Row:
    found = collect_figures([shipped_path("paper_figures") / "losses.py"]).figures
    return row("figure (losses of the README)", partial(draw_figure, sheet=Sheet("icml")), list(found))


def overhead(tasks: int) -> dict[str, float]:
    """Milliseconds of the processor that client and scheduler, in one process, spend on a task, by its kilobytes."""
    found = dict[str, float]()
    with (
        tempfile.TemporaryDirectory() as folder,
        LocalCluster(
            2, threads_per_worker=1, dashboard_address=None, silence_logs=50, local_directory=folder
        ) as cluster,
        DaskExecutor(Client(cluster), 60.0) as executor,
    ):
        run_on(executor, operator.call, [int] * 20)
        for kilobytes in (0, 10, 100):
            start = time.process_time(), time.perf_counter()
            run_on(executor, len, [bytes(1000 * kilobytes)] * tasks)
            found[f"{kilobytes} kB"] = (time.process_time() - start[0]) / tasks * 1000
            found[f"{kilobytes} kB, by the clock"] = (time.perf_counter() - start[1]) / tasks * 1000
    return found


def tables(rows: list[Row], spent: dict[str, float]) -> str:
    lines = [
        "| task | number | mean | 90 % | longest | bytes there | bytes back |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for label, seconds, there, back in rows:
        high = quantiles(seconds, n=10)[-1] if len(seconds) > 1 else seconds[0]
        times = " | ".join(f"{x:.3g} s" for x in (mean(seconds), high, max(seconds)))
        lines.append(f"| {label} | {len(seconds)} | {times} | {there} | {back} |")
    lines += ["", "| client and scheduler, for a task of | milliseconds |", "| --- | ---: |"]
    return "\n".join([*lines, *(f"| {label} | {x:.2g} |" for label, x in spent.items())])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-o", metavar="FILE", dest="output", type=Path, help="a page whose tables are replaced")
    parser.add_argument("--every", type=int, default=40, help="each how many claims are measured (default: 40)")
    parser.add_argument("--tasks", type=int, default=200, help="tasks that measure the scheduler (default: 200)")
    options = parser.parse_args()
    torch.set_num_threads(1)
    rows = []
    for measure in (partial(claims, options.every), members, cells, grid_rows, figures):
        rows.append(measure())
        print(f"measured: {rows[-1][0]}", file=sys.stderr)
    text = tables(rows, overhead(options.tasks))
    print(text)
    if options.output is not None:
        page = options.output.read_text("utf-8")
        before, rest = page.split(BEGIN)
        options.output.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{rest.split(END)[1]}", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
