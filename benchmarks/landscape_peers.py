"""Hessians and grids beside curvlinops and PyHessian, which are installed in an environment of their own.

    python benchmarks/landscape_peers.py [-o docs/benchmarks_landscape.md] [--sections products layer-norm top densities
        grids] [--rounds 5] [--patience 1] [--again] [--environment FOLDER] [--parts FOLDER]

Each part has a limit of time that the page shows; together they take at most 15 minutes, times ``--patience``. A part
that is finished is kept in the folder of parts, and is not run again while the sources are the same. It ends with a
reason where the package index has no such packages. They are never a dependency of the library.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from landscape.environment import NoPeers, made
from landscape.runs import LIMITS, ROOT, Runner

BUILD = ROOT / "build"


def main() -> int:
    parser = argparse.ArgumentParser(description="curvature and grids beside the peers, as a page")
    parser.add_argument("-o", "--output", type=Path, help="the Markdown file to write; default: stdout")
    parser.add_argument("--sections", nargs="+", choices=LIMITS, default=list(LIMITS), help="default: all")
    parser.add_argument("--rounds", type=int, default=5, help="the most repetitions of each way; default 5")
    parser.add_argument("--patience", type=float, default=1.0, help="what limits of time are multiplied by; default 1")
    parser.add_argument("--again", action="store_true", help="run parts again that are kept")
    parser.add_argument("--environment", type=Path, default=BUILD / "peers", help="where the peers are or will be")
    parser.add_argument("--parts", type=Path, default=BUILD / "peers_parts", help="where finished parts are kept")
    options = parser.parse_args()
    try:
        python = made(options.environment)
    except NoPeers as reason:
        print(f"the peers cannot be installed: {reason}", file=sys.stderr)
        return 1
    runner = Runner(python.absolute(), options.parts, options.rounds, options.patience, options.again)
    outcomes = []
    for part in ((section, network) for section in options.sections for network in LIMITS[section]):
        outcomes.append(runner.run(*part))
        print(f"{', '.join(part)}: {outcomes[-1].ended}, {outcomes[-1].seconds:.0f} s", file=sys.stderr)
    text = runner.page(outcomes)
    if options.output is None:
        print(text, end="")
    else:
        options.output.write_text(text, "utf-8")
        print(f"{options.output} written", file=sys.stderr)
    return int(any(outcome.ended.startswith("failed") for outcome in outcomes))


if __name__ == "__main__":
    sys.exit(main())
