"""What the rules of rewriting share: the domain, and the way to rewrite a part."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from losstheory.formulas.tree import Tree
from losstheory.numeric.canonical import Domain, is_constant


@dataclass(frozen=True)
class Rewriting:
    """Rules take canonical formulas; ``value`` rewrites one into operations of ``elementary.py``."""

    domain: Domain
    value: Callable[[Tree], Tree]

    def plain(self, tree: Tree) -> Tree:
        """The operation itself on rewritten parts, constants together."""
        constants = tuple(arg for arg in tree.children if is_constant(arg))
        if tree.op in ("add", "mul") and len(constants) > 1:
            rest = tuple(self.value(arg) for arg in tree.args if not is_constant(arg))
            return Tree(tree.op, (Tree(tree.op, constants), *rest))
        return Tree(tree.op, tuple(map(self.value, tree.args)))


def select(condition: Tree, then: Tree, otherwise: Tree) -> Tree:
    """One of two formulas, elementwise; both are computed."""
    return Tree("select", (condition, then, otherwise))


def replaced(tree: Tree, new: Mapping[Tree, Tree]) -> Tree:
    """A formula with others for some of its subexpressions; what occurs many times is read once."""
    done = dict(new)

    def read(node: Tree) -> Tree:
        if node not in done:
            is_kept = is_constant(node) or not node.children
            done[node] = node if is_kept else Tree(node.op, tuple(map(read, node.children)))
        return done[node]

    return read(tree)


def distinct(tree: Tree) -> Iterator[Tree]:
    """Every subexpression once: rewritten formulas share their parts, and hold some of them very often."""
    seen, stack = {tree}, [tree]
    while stack:
        node = stack.pop()
        yield node
        found = set(node.children) - seen
        seen |= found
        stack.extend(found)
