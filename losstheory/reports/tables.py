"""Tables as aligned text, Markdown, CSV and HTML."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from html import escape
from io import StringIO

Row = Sequence[str]
COMMAND = re.compile(r"[=+\-@\t]")
MARKUP = re.compile(r"\||<(?=[A-Za-z/!?])")
HARMLESS = re.compile(r"-?(\d+(\.\d*)?([eE][+-]?\d+)?)?")


def columns(rows: Sequence[Row]) -> str:
    """Left-aligned columns, two spaces apart; the last one is not padded."""
    if not rows:
        return ""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)
    return "\n".join(lines)


def markdown_table(head: Row, rows: Sequence[Row]) -> str:
    """A Markdown table; vertical bars and beginnings of tags are escaped, and ends of lines are blanks.

    >>> print(markdown_table(["loss"], [["|t|<b>"]]))
    | loss |
    | --- |
    | \\|t\\|\\<b> |
    """
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(
        "| " + " | ".join(MARKUP.sub(r"\\\g<0>", cell).replace("\n", " ") for cell in line) + " |" for line in lines
    )


def csv_table(head: Row, rows: Sequence[Row]) -> str:
    """Comma-separated values; a cell that a spreadsheet would run as a formula begins with an apostrophe.

    >>> print(csv_table(["loss", "value"], [["-log(p)", "-0.5"]]), end="")
    loss,value
    '-log(p),-0.5
    """
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows([_guarded(cell) for cell in line] for line in (head, *rows))
    return text.getvalue()


def _guarded(cell: str) -> str:
    cell = cell.replace("\r", " ")
    return f"'{cell}" if COMMAND.match(cell) and not HARMLESS.fullmatch(cell) else cell


def html_table(head: Row, rows: Sequence[Row]) -> str:
    """A static HTML table, every cell escaped."""
    top = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"
