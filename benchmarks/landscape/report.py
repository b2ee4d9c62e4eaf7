"""The measurements as one Markdown document."""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Callable, Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from speed.spread import markdown, seconds

from landscape import densities, grids, top
from landscape.densities import DensityCost
from landscape.grids import Plane
from landscape.layer_norm import Judged
from landscape.products import Product
from landscape.runs import Outcome
from landscape.top import Top

HEAD = """# Curvature and grids beside the peers

Made by `python benchmarks/landscape_peers.py` for orientation: CPU time on one thread, the ways of a row in turns, the
best of several rounds ({machine}; load {load} before the parts).
curvlinops 3.0.1 and PyHessian 0.1 are in an environment of their own.
"""


def document(outcomes: Sequence[Outcome]) -> str:
    loads = [one.load for one in outcomes]
    torch_version = version("torch")
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}, torch {torch_version}"
    parts = [HEAD.format(machine=machine, load=f"{min(loads):.1f} to {max(loads):.1f}")]
    for name, (row, section) in SECTIONS.items():
        if found := [row(**values) for one in outcomes if one.section == name for values in one.rows]:
            parts.append(section(found))
    return "\n\n".join(part.strip() for part in (*parts, limits_section(outcomes))) + "\n"


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
in float64.

{markdown(head, rows)}"""


def layer_norm_section(found: Sequence[Judged]) -> str:
    rows = [[one.way, f"{one.distance:.0e}", f"{one.asymmetry:.0e}"] for one in found]
    return f"""## Layers of normalisation

The dense Hessian of a network with a layer of normalisation in float64: its distance from differences of gradients of
fourth order, and from its transpose. A Hessian is symmetric; one that is not has an error of its own. The derivative
of the layer's backward pass in forward mode loses a term when it runs within `vmap`, as in `jacrev`, by which
curvlinops takes products: the rows of the layer's weights are wrong there.

{markdown(("way", "distance", "asymmetry"), rows)}"""


def top_section(found: Sequence[Top]) -> str:
    ours = {one.case: one for one in found if one.way == "losstheory"}
    rows = [
        [
            one.case,
            one.way,
            f"{more}{one.products}",
            f"{more}{seconds(one.seconds)}",
            "stopped" if one.stopped else f"{one.error:.0e}",
            "-" if one.stopped else one.missed,
            f"{more}{one.products / ours[one.case].products:.1f}",
            f"{more}{one.seconds / ours[one.case].seconds:.1f}",
        ]
        for one in found
        for more in ["> " if one.stopped else ""]
    ]
    head = ("network", "way", "products", "time", "largest error", f"above {top.ACCURACY:g}", "products", "time")
    return f"""## The ten largest eigenvalues

Float32, against scipy's in float64 to 1e-10; the last two columns are ratios to ours. The peer's tolerance is tightened
until all ten are within a thousandth, or its time is over. Ours includes the search for values that were missed, and
its time is a mean over rounds. Aims at that accuracy: ratios of 10 and 5.

{markdown(head, rows)}"""


def density_section(found: Sequence[DensityCost]) -> str:
    rows = [
        [
            one.case,
            one.size,
            seconds(one.products),
            seconds(one.ours),
            seconds(one.curvlinops),
            f"{one.ours / one.products:.2f}",
            f"{one.curvlinops / one.ours:.1f}",
        ]
        for one in found
    ]
    head = (
        "network",
        "parameters",
        "products alone",
        "ours",
        "curvlinops",
        "ours / products",
        "curvlinops / ours",
    )
    size = f"{densities.PROBES} probes of {densities.STEPS} steps"
    return f"""## Spectral densities

{size}; the ends of the spectrum are given to the peer, whose density has no band. PyHessian's raises on this
torch. Aims: at most 1.2 and at least 2.5.

{markdown(head, rows)}"""


def grid_section(found: Sequence[Plane]) -> str:
    rows = [
        [
            one.case,
            f"{one.points} x {one.points}",
            *(seconds(x) for x in (one.loop, one.passes, one.ours)),
            f"{one.loop / one.ours:.1f}",
            f"{one.loop / one.passes:.1f}",
            f"{one.distance:.0e}",
            f"{one.loop / one.estimate:.0f}" if one.error == one.error else "-",
            f"{one.error:.0e}" if one.error == one.error else "-",
        ]
        for one in found
    ]
    head = (
        "network",
        "points",
        "loop",
        "passes alone",
        "ours",
        "loop / ours",
        "loop / passes",
        "distance",
        "loop / estimate",
        "its error",
    )
    return f"""## Grids

A plane of filter-normalised directions, one process, beside a loop that copies a state dict, changes and loads it at
each point; the checked estimate takes {grids.NODES} nodes along each axis. Passes alone are as many forward passes and
losses with nothing moved: only arithmetic that is saved goes below, as in a first layer. Distances and errors are in
shares of the range. Aims: 1.5, 4 where the first layer dominates, 10 for the estimate at an error of 1e-3.

{markdown(head, rows)}"""


def limits_section(outcomes: Iterable[Outcome]) -> str:
    rows = [
        [f"{one.section}, {one.network}", f"{one.limit:g} s", f"{one.seconds:.0f} s", one.rounds, one.ended]
        for one in outcomes
    ]
    return f"""## Time of the parts

Each part runs in a process of its own; no other round is begun where it might pass the limit, which is wall-clock time.

{markdown(("part", "limit", "taken", "rounds", "ended"), rows)}"""


SECTIONS: dict[str, tuple[Callable[..., Any], Callable[[Sequence[Any]], str]]] = {
    "products": (Product, product_section),
    "layer-norm": (Judged, layer_norm_section),
    "top": (Top, top_section),
    "densities": (DensityCost, density_section),
    "grids": (Plane, grid_section),
}

if __name__ == "__main__":
    outcomes, page = map(Path, sys.argv[1:])
    page.write_text(document([Outcome(**one) for one in json.loads(outcomes.read_text("utf-8"))]), "utf-8")
