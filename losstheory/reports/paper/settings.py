"""What a Python file says of its figure in literals, and a table of a TOML file in keys: read without running it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from losstheory.reports.claims_file.keys import KeyFault, as_rational, shown
from losstheory.reports.paper.figure import ASPECT, COLUMNS

TEXTS = ("claims", "sources", "inputs")


def read_settings(found: Mapping[str, Any]) -> dict[str, Any]:
    """``column``, ``aspect``, ``claims``, ``sources`` and ``inputs`` as a ``PaperFigure`` takes them.

    Raises:
        KeyFault: one of them is of the wrong kind.
    """
    column = found.get("column", "half")
    if column not in COLUMNS:
        raise KeyFault("column", f"expected half or full, got {shown(column)}")
    return {"column": column, "aspect": _ratio(found.get("aspect", ASPECT))} | {
        name: _texts(name, found.get(name, ())) for name in TEXTS
    }


def _ratio(value: Any) -> float:
    """A number, or the digits of a decimal."""
    try:
        ratio = value if isinstance(value, float) else float(as_rational(value, "aspect"))
    except KeyFault:
        ratio = 0.0
    if not 0.1 <= ratio <= 10:
        raise KeyFault("aspect", f"expected height over width of a panel, between 0.1 and 10, got {shown(value)}")
    return ratio


def _texts(name: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) and item.isprintable() for item in value):
        raise KeyFault(name, f"expected an array of texts, got {shown(value)}")
    return tuple(value)
