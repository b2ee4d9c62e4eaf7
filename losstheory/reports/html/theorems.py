"""Where the rules are from: what the statements of the library cite for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

import losstheory
from losstheory.claims import Statement


def theorem_of(rule: str) -> str:
    """The sources of the rule of a verdict, such as ``bartlett2006convexity, Theorem 2``; empty where none is known.

    >>> theorem_of("convex with opposite slopes at the centre")
    'bartlett2006convexity, Theorem 2'
    """
    return _sources().get(rule, "")


@cache
def _sources() -> dict[str, str]:
    """By the name of a rule; a name that several properties have for theirs has all of their sources."""
    import losstheory.programs
    import losstheory.theory.consistency
    import losstheory.theory.derived
    import losstheory.theory.multiclass
    import losstheory.theory.simplex  # noqa: F401

    found: dict[str, set[str]] = {}
    for kind in _kinds(Statement.__subclasses__()):
        for rule in kind.rules:
            found.setdefault(rule.name, set()).add(rule.source)
    return {name: "; ".join(sorted(sources)) for name, sources in found.items()}


def _kinds(kinds: Iterable[type[Statement]]) -> Iterator[type[Statement]]:
    """These and their subclasses that the library has, none of a user's own."""
    for one in kinds:
        if one.__module__.startswith(f"{losstheory.__name__}.") and isinstance(getattr(one, "rules", None), tuple):
            yield one
        yield from _kinds(one.__subclasses__())
