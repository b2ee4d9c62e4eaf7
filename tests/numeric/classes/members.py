"""The multiclass catalogue by numbers of classes, and its formulas in mpmath."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import mpmath

from losstheory.formulas.tree import Tree
from losstheory.losses.multiclass import AnyMulticlass, multiclass_catalogue

FEW = {"sparsemax": 3, "entmax": 2, "spherical_fenchel_young": 2, "ldr_l2": 3}
"""Families whose closed form grows, with the largest number of classes that is tested."""


def members(count: int) -> Iterator[AnyMulticlass]:
    """The losses of ``count`` classes at the default parameters, with even priors."""
    for name in multiclass_catalogue:
        if count <= FEW.get(name, count):
            family = multiclass_catalogue[name]
            missing = {p.name: 1 for p in family.parameters if p.default is None}
            yield family(count, **missing)


def truth(tree: Tree, scores: Sequence[float]) -> mpmath.mpf:
    """The value of a formula in s1, …, sK at scores, which are binary numbers."""
    if tree.value is not None:
        return mpmath.mpf(tree.value.numerator) / tree.value.denominator
    if tree.op == "variable":
        return mpmath.mpf(scores[int(tree.args[0][1:]) - 1])
    if tree.op == "piecewise":
        pairs = zip(tree.args[::2], tree.args[1::2], strict=True)
        return truth(
            next(value for value, condition in pairs if condition.op == "true" or truth(condition, scores)), scores
        )
    parts = [truth(arg, scores) for arg in tree.args]
    match tree.op:
        case "<":
            return parts[0] < parts[1]
        case "add":
            return mpmath.fsum(parts)
        case "mul":
            return mpmath.fprod(parts)
        case "max":
            return max(parts)
        case "min":
            return min(parts)
        case "pow":
            return mpmath.power(*parts)
        case "exp":
            return mpmath.exp(*parts)
        case "log":
            return mpmath.log(*parts)
    raise ValueError(f"no {tree.op} in the catalogue")
