"""Where the data of the library lie: inside the package in the wheel, beside it in the repository."""

from __future__ import annotations

from pathlib import Path

import losstheory


def shipped_path(name: str) -> Path:
    """The path of ``analyses``, ``paper_figures`` or ``refs.bib``, there or not."""
    package = Path(losstheory.__file__).parent
    inside = package / "_shipped" / name
    return inside if inside.exists() else package.parent / name
