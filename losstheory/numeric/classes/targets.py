"""Targets of losses of several classes: a class for each row of scores, or its law."""

from __future__ import annotations

from losstheory.numeric.arguments import CallableError

Shape = tuple[int, ...]


def are_laws(scores: Shape, target: Shape, classes: int, is_real: bool) -> bool:
    """Whether targets are laws of the class; they are classes if they are whole numbers.

    Raises:
        CallableError: the shapes do not belong together.
    """
    if not scores or scores[-1] != classes:
        raise CallableError(f"expected scores of shape (..., {classes}), the classes last; got {scores}")
    if is_real and target == scores:
        return True
    if is_real or target != scores[:-1]:
        raise CallableError(
            f"for scores of shape {scores} expected classes, whole numbers of shape {scores[:-1]}, or probabilities "
            f"of shape {scores}; got {'reals' if is_real else 'whole numbers'} of shape {target}"
        )
    return False
