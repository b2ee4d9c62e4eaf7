"""Reports: analyses and comparisons of losses, collected and verified claims, and how they are shown."""

from losstheory.reports.analysis import Report, analyze
from losstheory.reports.collection import Collected, CollectionError, collect, shipped
from losstheory.reports.comparison import Comparison, compare
from losstheory.reports.verification import verify, verify_claim

__all__ = [
    "Collected", "CollectionError", "Comparison", "Report", "analyze", "collect", "compare", "shipped", "verify",
    "verify_claim",
]  # fmt: skip
