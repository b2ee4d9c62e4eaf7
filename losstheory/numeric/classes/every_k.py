r"""The folded formula of a loss that is written once for every number of classes: its terms, as reductions.

The softmax probability of class k is :math:`1/(1 + e^{z})`, z the log-odds against it.
"""

from __future__ import annotations

from losstheory.formulas.shape import add, exp, mul, power
from losstheory.formulas.tree import ONE, ZERO, Tree, number, variable
from losstheory.losses.loss import substitute
from losstheory.losses.multiclass.every_k import COUNT, EveryKLoss
from losstheory.numeric.canonical import canonical
from losstheory.numeric.classes.affine import OWN, RIVAL
from losstheory.numeric.classes.folding import exchanged

VARIABLE = variable("x")


def every_k_formula(loss: EveryKLoss, classes: int) -> Tree:
    """The formula in ``own``, ``rival`` and reductions, for more than two classes."""
    parts = [_term(kind, [substitute(tree, COUNT, number(classes)) for tree in trees]) for kind, trees in loss.terms]
    return add(*parts)


def _term(kind: str, trees: list[Tree]) -> Tree:
    match kind:
        case "softmax":
            return add(_of_share(trees[0], OWN), _total(_of_share(trees[1], RIVAL)))
        case "normalised":
            own, rival = (_of_share(trees[0], focus) for focus in (OWN, RIVAL))
            return mul(canonical(trees[1]), own, power(add(own, _total(rival)), -1))
        case "scores":
            return add(_taken(trees[0], "s", OWN), _total(_taken(trees[1], "s", RIVAL)))
        case "pairwise":
            return _total(_taken(trees[0], "t", _less(RIVAL)))
    return _taken(trees[0], "t", _less(Tree("maximum", (RIVAL,))))


def _less(rival: Tree) -> Tree:
    return add(OWN, mul(number(-1), rival))


def _total(body: Tree) -> Tree:
    return ZERO if body == ZERO else Tree("sum", (body,))


def _of_share(tree: Tree, focus: Tree) -> Tree:
    """A function of q, the probability of a class, or of u = 1/q - 1."""
    grown = exp(VARIABLE)
    share = substitute(substitute(tree, "u", grown), "q", power(add(ONE, grown), -1))
    odds = add(Tree("lse", (number(1), focus)), mul(number(-1), focus))
    return _taken(share, VARIABLE.args[0], odds)


def _taken(tree: Tree, name: str, part: Tree) -> Tree:
    return exchanged(canonical(tree), variable(name), part)
