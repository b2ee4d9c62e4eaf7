"""Show the versions of Python and of what is installed, and which extras are there.

Exits 0 if the library can run, 4 if a package that it needs is missing.

Example: losstheory doctor
"""

from __future__ import annotations

import platform
from argparse import Namespace
from importlib.metadata import PackageNotFoundError, version

from losstheory.cli.arguments import Parser
from losstheory.cli.exits import Exit
from losstheory.cli.output import columns, print_json, print_text

PACKAGES = {
    "core": ("numpy", "scipy", "sympy", "python-flint", "tqdm", "pebble"),
    "dask": ("distributed", "threadpoolctl"),
    "figures": ("matplotlib",),
    "programs": ("cvxpy", "clarabel", "highspy", "scikit-learn"),
    "notebooks": ("jupyter", "ipywidgets", "nbclient"),
    "torch": ("torch",),
    "docs": ("furo", "ipykernel", "myst-nb", "sphinx"),
    "test": (
        "build", "hypothesis", "ipykernel", "ipywidgets", "mypy", "nbclient", "nbformat", "POT", "pytest",
        "pytest-xdist", "ruff", "types-tqdm",
    ),
}  # fmt: skip


def parser() -> Parser:
    parser = Parser("doctor", __doc__)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="what to print (default: text)")
    return parser


def run(options: Namespace) -> Exit:
    from losstheory import __version__

    found = {extra: {name: _version(name) for name in packages} for extra, packages in PACKAGES.items()}
    complete = {extra: None not in versions.values() for extra, versions in found.items()}
    if options.format == "json":
        system = {"losstheory": __version__, "python": platform.python_version(), "platform": platform.platform()}
        print_json({"schema": "losstheory/doctor/1", **system, "packages": found, "complete": complete})
    else:
        print_text(_text(__version__, found, complete))
    return Exit.FINE if complete["core"] else Exit.INTERNAL


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _text(own: str, found: dict[str, dict[str, str | None]], complete: dict[str, bool]) -> str:
    rows = [("losstheory", own, ""), ("python", platform.python_version(), platform.platform())]
    for extra, versions in found.items():
        remedy = "losstheory" if extra == "core" else f"'losstheory[{extra}]'"
        rows.append(
            (
                f"[{extra}]",
                "ok" if complete[extra] else "incomplete",
                "" if complete[extra] else f"pip install {remedy}",
            )
        )
        rows += [(f"  {name}", number or "missing", "") for name, number in versions.items()]
    return columns(rows)
