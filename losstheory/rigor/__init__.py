"""Proofs and refutations of elementary facts: enclosures, exact root counts, branch and bound; knows no loss."""

from losstheory.claims.budget import Budget, Exhausted
from losstheory.rigor.decide import decide
from losstheory.rigor.extrema import minimise
from losstheory.rigor.limits import guess_limit
from losstheory.rigor.signs import prove_sign
from losstheory.rigor.violations import find_violation

__all__ = ["Budget", "Exhausted", "decide", "find_violation", "guess_limit", "minimise", "prove_sign"]
