"""What answers, figures and trainings depend on, as installed here; workers on other machines have to agree."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

import losstheory
from losstheory.reports.answers import hash_of_sources

PACKAGES = (
    "clarabel", "cvxpy", "highspy", "matplotlib", "numpy", "python-flint", "scikit-learn", "scipy", "sympy", "torch",
)  # fmt: skip


def installed() -> dict[str, str]:
    """Versions by name, with a hash of the sources of the library; a package that is not there has no entry."""
    sources = f"{losstheory.__version__} with sources {hash_of_sources(())[:12]}"
    found = {"losstheory": sources, "python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
