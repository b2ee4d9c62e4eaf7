"""Hessians and grids beside curvlinops and PyHessian, which are installed in an environment of their own.

    python benchmarks/landscape_peers.py [--environment FOLDER] [-o docs/benchmarks_landscape.md] [--rounds 5]
        [--sections products top densities grids]

It ends with a reason where the package index has no such packages. They are never a dependency of the library.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from landscape.environment import NoPeers, made

HERE = Path(__file__).resolve().parent
BLAS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
INSIDE = "import sys; from landscape.report import main; sys.exit(main(sys.argv[1:]))"


def main() -> int:
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--environment", type=Path, default=HERE.parent / "build" / "peers")
    options, rest = parser.parse_known_args()
    try:
        python = made(options.environment)
    except NoPeers as reason:
        print(f"the peers cannot be installed: {reason}", file=sys.stderr)
        return 1
    settings = {**os.environ, **dict.fromkeys(BLAS, "1"), "PYTHONPATH": os.pathsep.join(map(str, (HERE, HERE.parent)))}
    return subprocess.run([python, "-W", "ignore", "-c", INSIDE, *rest], env=settings, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
