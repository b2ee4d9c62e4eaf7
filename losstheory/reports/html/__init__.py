"""The report of a ledger as one HTML file."""

from losstheory.reports.html.page import report

__all__ = ["report"]
