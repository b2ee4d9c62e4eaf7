"""The budget of a search, which the kernel defines."""

from losstheory.claims.budget import Budget, Exhausted

__all__ = ["Budget", "Exhausted"]
