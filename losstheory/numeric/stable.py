"""From a formula to operations that keep its digits: the rules, applied from the outside in."""

from __future__ import annotations

from functools import lru_cache

from losstheory.formulas.tree import Tree
from losstheory.numeric.branches import comparison, piecewise
from losstheory.numeric.canonical import Domain, canonical, is_constant
from losstheory.numeric.logarithms import logarithm
from losstheory.numeric.products import product, raised
from losstheory.numeric.rewriting import Rewriting
from losstheory.numeric.sums import total


@lru_cache(maxsize=1024)
def stable(tree: Tree, domain: Domain) -> Tree:
    """The formula as a tree of the operations of ``elementary.py``, of the same value on the domain."""
    done: dict[Tree, Tree] = {}

    def value(part: Tree) -> Tree:
        if part not in done:
            done[part] = part if is_constant(part) else _rewritten(part, rewriting)
        return done[part]

    rewriting = Rewriting(domain, value)
    return value(canonical(tree))


def _rewritten(tree: Tree, rewriting: Rewriting) -> Tree:
    match tree.op:
        case "variable":
            return tree
        case "add":
            return total(tree, rewriting)
        case "mul":
            return product(tree, rewriting)
        case "pow":
            return raised(tree, rewriting)
        case "log":
            return logarithm(tree.children[0], rewriting)
        case "piecewise":
            return piecewise(tree, rewriting)
        case "<" | "<=" | ">" | ">=" | "==" | "!=":
            return comparison(tree, rewriting)
    return rewriting.plain(tree)
