"""Tables as aligned text, Markdown and HTML."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

Row = Sequence[str]


def columns(rows: Sequence[Row]) -> str:
    """Left-aligned columns, two spaces apart; the last one is not padded."""
    if not rows:
        return ""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)
    return "\n".join(lines)


def markdown_table(head: Row, rows: Sequence[Row]) -> str:
    """A Markdown table; vertical bars inside cells are escaped."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def html_table(head: Row, rows: Sequence[Row]) -> str:
    """A static HTML table, every cell escaped."""
    top = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"
