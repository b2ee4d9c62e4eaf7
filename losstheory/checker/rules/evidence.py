"""Reading the evidence of a rule: fields by name, with a rejection where one is missing."""

from __future__ import annotations

from fractions import Fraction

from ..losses import Piece
from ..nodes import Node
from ..notation import parse_number
from ..places import Side, constant
from ..signs import check_sign
from ..work import Reject

Evidence = dict[str, object]


def field(evidence: object, name: str) -> object:
    if not isinstance(evidence, dict) or name not in evidence:
        raise Reject(f"the evidence lacks {name!r}")
    return evidence[name]


def items(evidence: object, name: str, count: int | None = None) -> list[object]:
    found = field(evidence, name)
    if not isinstance(found, list) or (count is not None and len(found) != count):
        raise Reject(f"{name!r} must be a list" + ("" if count is None else f" of {count}"))
    return found


def point(evidence: object, name: str) -> Node:
    return constant(field(evidence, name))


def fraction(evidence: object, name: str) -> Fraction:
    return parse_number(field(evidence, name))


def side(evidence: object, name: str) -> Side:
    """An end of an interval."""
    found = field(evidence, name)
    if found == "lower" or found == "upper":
        return found
    raise Reject(f"{name!r} must be 'lower' or 'upper'")


def whole(evidence: object, name: str, below: int) -> int:
    found = field(evidence, name)
    if isinstance(found, bool) or not isinstance(found, int) or not 0 <= found < below:
        raise Reject(f"{name!r} must be an integer from 0 to {below - 1}")
    return found


def check_each(pieces: list[Piece], nodes: list[Node], strict: bool, proofs: list[object]) -> None:
    """One sign proof for each piece."""
    if len(proofs) != len(pieces):
        raise Reject(f"{len(pieces)} pieces need as many proofs, got {len(proofs)}")
    for piece, node, proof in zip(pieces, nodes, proofs, strict=True):
        check_sign(piece.place, node, strict, proof)


def rationals(data: object, count: int) -> list[Fraction]:
    """A list of so many numbers p/q."""
    if not isinstance(data, list) or len(data) != count:
        raise Reject(f"expected a list of {count} numbers p/q")
    return list(map(parse_number, data))
