"""Standard output is data: text or strict JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any


def print_text(text: str) -> None:
    """Print ``text``; characters that the terminal's encoding lacks are escaped."""
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding).rstrip("\n") + "\n")
    sys.stdout.flush()


def print_json(data: Any) -> None:
    """Print strict JSON in ASCII, without NaN and Infinity."""
    print_text(json.dumps(data, indent=2, allow_nan=False))


def print_message(message: str) -> None:
    """Print to standard error."""
    print(message, file=sys.stderr)


def columns(rows: Iterable[Sequence[str]]) -> str:
    """Rows with their columns aligned, two blanks between, nothing at the ends of lines.

    >>> print(columns([("a", "bb", "c"), ("aaa", "b", "c")]))
    a    bb  c
    aaa  b   c
    """
    table = [tuple(row) for row in rows]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in table
    )
