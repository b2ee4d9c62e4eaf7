"""Parameters that are left open while formulas are read and searched: their names, each with one value to try."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from fractions import Fraction
from types import MappingProxyType

from losstheory.formulas.calculus import normal, substitute
from losstheory.formulas.tree import Tree, number

_OPEN: ContextVar[Mapping[str, Fraction]] = ContextVar("open_values", default=MappingProxyType({}))


def open_values() -> Mapping[str, Fraction]:
    """The open parameters, each with a value of its range."""
    return _OPEN.get()


@contextmanager
def left_open(values: Mapping[str, Fraction]) -> Iterator[None]:
    """Just these parameters are open inside.

    >>> with left_open({"gamma": Fraction(1, 2)}):
    ...     sorted(open_values())
    ['gamma']
    """
    token = _OPEN.set(MappingProxyType(dict(values)))
    try:
        yield
    finally:
        _OPEN.reset(token)


def is_open(tree: Tree) -> bool:
    """Whether an open parameter occurs in the formula."""
    return bool(open_values()) and not tree.variables().isdisjoint(open_values())


def moving(tree: Tree) -> set[str]:
    """The variables of a formula that are no open parameters."""
    return set(tree.variables()) - open_values().keys()


def at_values(tree: Tree) -> Tree:
    """The formula with the values to try for its open parameters, in normal shape."""
    if not is_open(tree):
        return tree
    found = normal(tree)
    for name, value in open_values().items():
        found = substitute(found, name, number(value))
    return found
