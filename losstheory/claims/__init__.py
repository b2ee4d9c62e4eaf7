"""The kernel: statements, rules, certificates, verdicts, claims, ledgers. It knows no loss."""

from losstheory.claims.budget import Budget, Exhausted
from losstheory.claims.claim import OPEN, Claim, Entry, Outcome
from losstheory.claims.empirical import Empirical, support
from losstheory.claims.kernel import certify, check, conclude, replay
from losstheory.claims.ledger import Ledger
from losstheory.claims.statement import Attempt, Rule, Statement
from losstheory.claims.status import Status
from losstheory.claims.verdict import Observation, UndecidedError, Verdict

__all__ = [
    "OPEN", "Attempt", "Budget", "Claim", "Empirical", "Entry", "Exhausted", "Ledger", "Observation", "Outcome", "Rule",
    "Statement", "Status", "UndecidedError", "Verdict", "certify", "check", "conclude", "replay", "support",
]  # fmt: skip
