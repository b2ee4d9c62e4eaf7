"""The measurements as one Markdown document."""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from speed.spread import markdown, seconds

from landscape import grids, products, spectra
from landscape.grids import Plane
from landscape.products import Product
from landscape.spectra import DensityCost, Top

HEAD = """# Curvature and grids beside the peers

Made by `python benchmarks/landscape_peers.py` for orientation: CPU time on one thread, the ways of a row in turns, the
best of several rounds ({machine}).
curvlinops 3.0.1 and PyHessian 0.1 are in an environment of their own.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and write the document to a file or to stdout."""
    parser = argparse.ArgumentParser(description="curvature and grids beside the peers, as a table")
    parser.add_argument("-o", "--output", type=Path, help="the Markdown file to write; default: stdout")
    parser.add_argument("--rounds", type=int, default=5, help="repetitions of each way; default 5")
    parser.add_argument("--sections", nargs="+", choices=SECTIONS, default=list(SECTIONS), help="default: all")
    options = parser.parse_args(arguments)
    torch.set_num_threads(1)
    text = document(options.sections, options.rounds)
    if options.output is None:
        print(text, end="")
    else:
        options.output.write_text(text, "utf-8")
        print(f"{options.output} written", file=sys.stderr)
    return 0


def document(sections: Sequence[str], rounds: int) -> str:
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}, torch {torch.__version__}"
    parts = [HEAD.format(machine=machine), *(SECTIONS[name](rounds) for name in sections)]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def product_section(found: Sequence[Product]) -> str:
    rows = [
        [
            one.case,
            seconds(one.gradient),
            *(f"{x:.2f}" for x in (one.ours, one.kept, one.linearised, one.curvlinops)),
            f"{one.over_best:.2f}",
            f"{one.curvlinops / one.ours:.1f}",
            f"{one.our_distance:.0e}",
            f"{one.their_distance:.0e}",
        ]
        for one in found
    ]
    head = (
        "network",
        "a gradient",
        "ours",
        "kept graph",
        "linearised",
        "curvlinops",
        "ours / best",
        "curvlinops / ours",
        "our error",
        "its error",
    )
    return f"""## Products

A product of the Hessian with a vector, in gradients; beside plain torch with a kept graph or linearised. Aims: at most
1.25 of the better one, at least 2 for curvlinops. Errors are relative distances from central differences of gradients
in float64; that of curvlinops on the transformer lies in the weights of layer normalisation.

{markdown(head, rows)}"""


def top_section(found: Sequence[Top]) -> str:
    ours = {one.case: one for one in found if one.way == "losstheory"}
    rows = [
        [
            one.case,
            one.way,
            one.products,
            seconds(one.seconds),
            f"{one.error:.0e}",
            one.missed,
            f"{one.products / ours[one.case].products:.1f}",
            f"{one.seconds / ours[one.case].seconds:.1f}",
        ]
        for one in found
    ]
    head = ("network", "way", "products", "time", "largest error", f"above {spectra.ACCURACY:g}", "products", "time")
    return f"""## The ten largest eigenvalues

Float32, against scipy's in float64 to 1e-10; the last two columns are ratios to ours. The peer's tolerance is tightened
until all ten are within a thousandth. Aims at that accuracy: ratios of 10 and 5.

{markdown(head, rows)}"""


def density_section(found: Sequence[DensityCost]) -> str:
    rows = [
        [
            one.case,
            seconds(one.products),
            seconds(one.ours),
            seconds(one.curvlinops),
            f"{one.ours / one.products:.2f}",
            f"{one.curvlinops / one.ours:.1f}",
        ]
        for one in found
    ]
    head = ("network", "products alone", "ours", "curvlinops", "ours / products", "curvlinops / ours")
    return f"""## Spectral densities

{spectra.PROBES} probes of {spectra.STEPS} steps; the ends of the spectrum are given to the peer, and its density has no
band. PyHessian's raises on this torch. Aims: at most 1.2 and at least 2.5.

{markdown(head, rows)}"""


def grid_section(found: Sequence[Plane]) -> str:
    rows = [
        [
            one.case,
            f"{one.points} x {one.points}",
            seconds(one.loop),
            seconds(one.ours),
            f"{one.loop / one.ours:.1f}",
            f"{one.distance:.0e}",
            f"{one.loop / one.estimate:.0f}" if one.error == one.error else "-",
            f"{one.error:.0e}" if one.error == one.error else "-",
        ]
        for one in found
    ]
    head = ("network", "points", "loop", "ours", "loop / ours", "distance", "loop / estimate", "its error")
    return f"""## Grids

A plane of filter-normalised directions, one process, beside a loop that copies a state dict, changes and loads it at
each point; the checked estimate takes {grids.NODES} nodes along each axis. Distances and errors are in shares of the
range. Aims: 1.5, 4 where the first layer dominates, 10 for the estimate at an error of 1e-3.

{markdown(head, rows)}"""


SECTIONS: dict[str, Callable[[int], str]] = {
    "products": lambda rounds: product_section(products.measure(rounds)),
    "top": lambda rounds: top_section(spectra.top()),
    "densities": lambda rounds: density_section(spectra.densities(rounds)),
    "grids": lambda rounds: grid_section(grids.measure(rounds)),
}
