"""Constant sums, and invariance under shifts, for every number of classes."""

from __future__ import annotations

from ...calculus import derivative, substitute
from ...every_k import COUNT, EveryKLoss
from ...nodes import ONE, Node, add, mul, neg, sub, variable
from ...places import OpenInterval
from ...work import Reject


def symmetric(loss: EveryKLoss, evidence: object) -> None:
    """The losses of each term have a constant sum.

    softmax: a + (K - 1) b is affine; scores: it is constant (affine on sum zero); pairwise: phi(t) + phi(-t) is
    constant; a normalised part sums to its weight.
    """
    for name in loss.terms:
        if name == "normalised":
            continue
        place, node = summand(loss, name)
        bend = derivative(node, place.name)
        if name == "softmax" or (name == "scores" and loss.constrained):
            bend = derivative(bend, place.name)
        if not place.vanishes(bend):
            raise Reject(f"the losses of the term {name} are not shown to have a constant sum")


def summand(loss: EveryKLoss, name: str) -> tuple[OpenInterval, Node]:
    """h such that the losses of a term sum to that of h(q_k), of h(s_k), or of h(s_i - s_j) over pairs i < j."""
    if name == "largest_rival":
        raise Reject("the sum of the losses is of no form that is known where there is a largest rival")
    piece = loss.piece(name)
    if name == "pairwise":
        (phi,) = piece.nodes
        return piece.place, add(phi, substitute(phi, "t", neg(variable("t"))))
    own, other = piece.nodes
    return piece.place, add(own, mul(sub(variable(COUNT), ONE), other))


def shift_invariant(loss: EveryKLoss, evidence: object) -> None:
    """Every term is a function of probabilities or of differences of scores."""
    if "scores" in loss.terms:
        raise Reject("functions of single scores change under a shift")
