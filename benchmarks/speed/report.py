"""The measurements as one Markdown document."""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from speed import (
    callables,
    derivations,
    enclosures,
    estimators,
    gaps,
    ldr,
    modules,
    parsing,
    processes,
    replays,
    replicas,
    robust_risk,
    verdicts,
)
from speed.callables import Rate
from speed.derivations import Derivation
from speed.estimators import Fit
from speed.gaps import GapCost
from speed.ldr import Cost
from speed.modules import Step
from speed.replays import Replay
from speed.replicas import Training
from speed.robust_risk import Comparison
from speed.spread import Spread, markdown, seconds
from speed.verdicts import Timing

HEAD = """# Benchmarks

Made by `make bench` in one run, for orientation: wall-clock times on one machine ({machine}). No test asserts them.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and write the document to a file or to stdout."""
    parser = argparse.ArgumentParser(description="verdicts, replays, imports, enclosures and the parser, as a table")
    parser.add_argument("-o", "--output", type=Path, help="the Markdown file to write; default: stdout")
    parser.add_argument("--losses", nargs="+", default=[], metavar="NAME", help="these of the catalogue; default: all")
    parser.add_argument("--runs", type=int, default=7, help="repetitions of each process and each string; default 7")
    options = parser.parse_args(arguments)
    text = document(options.losses, options.runs)
    if options.output is None:
        print(text, end="")
    else:
        options.output.write_text(text, "utf-8")
        print(f"{options.output} written", file=sys.stderr)
    return 0


def document(names: Sequence[str], runs: int) -> str:
    timings = verdicts.measure(names)
    parts = [
        HEAD.format(machine=f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}"),
        verdict_section(timings),
        replay_section(replays.measure(timings)),
        process_section(processes.imports(runs), processes.commands(runs), runs),
        derivation_section(derivations.measure()),
        risk_section(robust_risk.measure()),
        ldr_section(ldr.measure()),
        estimator_section(estimators.measure()),
        gap_section(gaps.measure()),
        enclosure_section(enclosures.measure()),
        callable_section(callables.measure()),
        module_section(modules.measure()),
        replica_section(replicas.measure()),
        parser_section(*parsing.measure(runs)),
    ]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def by_property(names: Iterable[str]) -> list[str]:
    return ["all", *sorted(set(names))]


def verdict_section(timings: Sequence[Timing]) -> str:
    rows = []
    for name in by_property(timing.property for timing in timings):
        chosen = [timing for timing in timings if name in ("all", timing.property)]
        spread = Spread.of([timing.seconds for timing in chosen])
        slowest = max(chosen, key=lambda timing: timing.seconds)
        undecided = sum(timing.certificate is None for timing in chosen)
        times = map(seconds, (spread.median, spread.decile, spread.maximum))
        rows.append([name, spread.count, *times, f"{slowest.loss} ({slowest.property})", undecided])
    open_ones = [f"{timing.loss}: {timing.property}" for timing in timings if timing.certificate is None]
    notes = f"\n\nUndecided: {'; '.join(open_ones)}." if open_ones else ""
    head = ("property", "verdicts", "median", "90 %", "maximum", "slowest", "undecided")
    return f"""## Verdicts

Every property of every loss of the catalogue, families at their default parameters, from the formula to the verdict
that the checker has replayed. Aims: median below 0.3 s, none above 30 s.

{markdown(head, rows)}{notes}"""


def replay_section(found: Sequence[Replay]) -> str:
    rows = []
    for name in by_property(replay.timing.property for replay in found):
        chosen = [replay for replay in found if name in ("all", replay.timing.property)]
        spread, sizes = Spread.of([replay.seconds for replay in chosen]), Spread.of([replay.size for replay in chosen])
        slowest = max(chosen, key=lambda replay: replay.seconds).timing
        bytes_ = (f"{sizes.median:.0f} B", f"{sizes.maximum:.0f} B")
        times = map(seconds, (spread.median, spread.decile, spread.maximum))
        rows.append([name, spread.count, *times, f"{slowest.loss} ({slowest.property})", *bytes_])
    head = ("property", "replays", "median", "90 %", "maximum", "slowest", "median size", "largest")
    return f"""## Replays

The certificates of these verdicts, replayed by the checker in a fresh process; sizes are of their canonical JSON. Aim:
median below 20 ms.

{markdown(head, rows)}"""


def process_section(
    imports: dict[str, tuple[float, float]], commands: dict[str, tuple[float, float]], runs: int
) -> str:
    loads, rows = (
        [[f"`{name}`", seconds(wall), seconds(cpu)] for name, (wall, cpu) in found.items()]
        for found in (imports, commands)
    )
    return f"""## Imports and processes

Imports in a process that has loaded sympy, the best of {runs}. Aim: below 0.3 s.

{markdown(("import", "beyond sympy", "CPU time"), loads)}

Whole processes, start of the interpreter included, the best of {runs}.

{markdown(("process", "time", "CPU time"), rows)}"""


def derivation_section(found: Sequence[Derivation]) -> str:
    rows = [
        [
            one.loss,
            f"`{one.formula}`",
            seconds(one.ours),
            seconds(one.sympy),
            one.outcome,
            f"{one.sympy / one.ours:.2g}",
        ]
        for one in found
    ]
    return f"""## Derivation of psi

From the formula of the loss to the psi-transform, proved and replayed, each in a fresh process; beside plain sympy:
differentiate the risk, solve, substitute the best real stationary score, simplify. What sympy finds is compared with
the proved formula at three points.

{markdown(("loss", "psi", "with certificate", "sympy", "sympy's answer", "sympy / ours"), rows)}"""


def risk_section(found: Sequence[Comparison]) -> str:
    rows = [
        [
            f"{one.n}, {one.classes}, {one.dimension}",
            f"{one.hyperedges:,}",
            seconds(one.ours),
            seconds(one.certificate),
            "-" if one.balls is None else seconds(one.balls),
            "-" if one.program is None else seconds(one.program),
            "-" if one.balls is None else f"{one.balls / one.tested * 1e6:.0f} / {one.reference}",
            "-" if one.balls is None or one.program is None else f"{(one.balls + one.program) / one.ours:.2g}",
            "-" if one.balls is None or one.program is None else f"{(one.balls + one.program) / one.whole:.2g}",
            "-" if one.error is None else f"{one.error:.0e}",
        ]
        for one in found
    ]
    head = (
        "n, K, d",
        "hyperedges",
        "exact value",
        "replayed",
        "balls",
        "LP",
        "us a tuple / reference",
        "ratio",
        "with the certificate",
        "error",
    )
    return f"""## Robust risk

The exact least risk with its pair of optimal solutions, and the certificate replayed by the checker; beside the
published algorithm (a smallest enclosing ball a tuple, then an interior-point LP). The ratios are without the
certificate and with it.

{markdown(head, rows)}"""


def ldr_section(found: Sequence[Cost]) -> str:
    rows = [
        [
            f"`{one.loss}`",
            f"{one.batch:.2g}",
            f"{one.certified:.2g}",
            "-" if one.cvxpy is None else f"{one.cvxpy:.2g}",
            "-" if one.cvxpy is None else f"{one.cvxpy / one.batch:.2g}",
            "-" if one.error is None else f"{one.error:.0e}",
            "-" if one.failures is None else str(one.failures),
        ]
        for one in found
    ]
    head = ("loss", "batch", "with certified bounds", "cvxpy", "cvxpy / batch", "its error", "its failures of 30")
    return f"""## Label-distributionally robust losses

Microseconds an example of 100 classes: value and weights in a batch of 10,000, one example with bounds that are rounded
outward, and a compiled cvxpy model with Clarabel.

{markdown(head, rows)}"""


def estimator_section(found: Sequence[Fit]) -> str:
    rows = [
        [
            f"`{one.estimator}`",
            one.data,
            seconds(one.fit),
            seconds(one.certificate),
            seconds(one.cvxpy),
            f"{one.cvxpy / one.fit:.2g}",
            f"{one.cvxpy / (one.fit + one.certificate):.2g}",
            f"{one.gap:.0e}",
            f"{one.difference:.0e}",
        ]
        for one in found
    ]
    head = ("estimator", "data", "fit", "bounds", "cvxpy", "cvxpy / fit", "with bounds", "certified gap", "difference")
    return f"""## Robust logistic regressions

The fit, and its bounds rounded outward; beside the cvxpy model with Clarabel, which certifies nothing.

{markdown(head, rows)}"""


def gap_section(found: Sequence[GapCost]) -> str:
    rows = [
        [one.data, one.loss, seconds(one.ours), f"{one.width:.1g}", seconds(one.cvxpy), f"{one.error:.1g}"]
        for one in found
    ]
    return f"""## Minimizability gaps

Linear scores with |w| <= {gaps.WEIGHT}, |b| <= {gaps.BIAS} on standardised data (digits: {gaps.COMPONENTS} principal
components), from the data to the gap between certified bounds; beside the least risk alone by a plain cvxpy model with
Clarabel. The width is that of the certified least risk, the error how far cvxpy's value lies outside; both relative.

{markdown(("data", "loss", "certified", "width", "cvxpy", "error of cvxpy"), rows)}"""


def enclosure_section(rates: dict[str, dict[str, float | None]]) -> str:
    rows = []
    for name, found in rates.items():
        ours = found["checker"] or 1.0
        ratios = [f"{ours / found[peer]:.2g}" if found[peer] else "-" for peer in ("mpmath.iv", "Arb")]
        rows.append([name, *(f"{rate:,.0f}" if rate else "-" for rate in found.values()), *ratios])
    return f"""## Enclosures

Enclosures a second on intervals of width 1/1000 in (0, 4], {enclosures.DIGITS} digits ({enclosures.BITS} bits for Arb).
The checker computes with decimals of the standard library; Arb is compiled.

{markdown(("function", "checker", "mpmath.iv", "Arb", "checker / mpmath.iv", "checker / Arb"), rows)}"""


def callable_section(rates: Sequence[Rate]) -> str:
    rows = [
        [rate.loss, f"{rate.ours:,.1f}", f"{rate.by_hand:,.1f}", f"{rate.ours / rate.by_hand:.2g}"] for rate in rates
    ]
    return f"""## Numpy callables

Millions of values a second on {callables.COUNT:,} margins in [-30, 30], beside the same function written by hand with
numpy and scipy.special.

{markdown(("loss", "to_numpy", "by hand", "to_numpy / by hand"), rows)}"""


def replica_section(found: Sequence[Training]) -> str:
    rows = [
        [
            one.model,
            one.replicas,
            seconds(one.together),
            seconds(one.in_turn),
            f"{one.in_turn / one.together:.2g}",
            f"{one.difference:.0e}",
        ]
        for one in found
    ]
    return f"""## Replicas

{replicas.EPOCHS} epochs of Adam on {replicas.SIZE:,} inputs of {replicas.FEATURES} numbers, batches of
{replicas.BATCH}, one thread, float64: all replicas at once, beside an ordinary loop of torch for one after another.

{markdown(("model", "replicas", "at once", "in turn", "in turn / at once", "difference"), rows)}"""


def module_section(found: Sequence[Step]) -> str:
    rows = [
        [
            one.loss,
            f"{one.rows}, {one.columns}",
            f"{one.ours:,.0f}",
            f"{one.theirs:,.0f}",
            f"{one.ours / one.theirs:.2g}",
        ]
        for one in found
    ]
    return f"""## Torch modules

Microseconds of forward and backward on one thread in float32, beside torch's own loss. Aim: a ratio below 1.2.

{markdown(("loss", "shape", "lt.nn", "torch", "lt.nn / torch"), rows)}"""


def parser_section(hostile: Spread, formulas: Spread) -> str:
    rows = [
        [name, spread.count, *map(seconds, (spread.median, spread.decile, spread.maximum))]
        for name, spread in (("hostile strings", hostile), ("formulas of losses", formulas))
    ]
    return f"""## Parser

Until the tree or the error is there. Aim: below 15 ms on hostile input.

{markdown(("input", "strings", "median", "90 %", "maximum"), rows)}"""
