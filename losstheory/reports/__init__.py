"""Reports: analyses and comparisons of losses, collected and verified claims, and how they are shown."""

from losstheory.reports.analysis import Report, analyze
from losstheory.reports.answers import Answers
from losstheory.reports.collection import Collected, CollectionError, collect, shipped, usual
from losstheory.reports.comparison import Comparison, compare
from losstheory.reports.decision import decision_rule
from losstheory.reports.functions import bayes_risk, calibration_function, link, psi, weight
from losstheory.reports.label_noise import noise_excess, sum_range
from losstheory.reports.values import derive_values
from losstheory.reports.verification import Verified, recall_claim, verify, verify_claim

__all__ = [
    "Answers", "Collected", "CollectionError", "Comparison", "Report", "Verified", "analyze", "bayes_risk",
    "calibration_function", "collect", "compare", "decision_rule", "derive_values", "link", "noise_excess", "psi",
    "recall_claim", "shipped", "sum_range", "usual", "verify", "verify_claim", "weight",
]  # fmt: skip
