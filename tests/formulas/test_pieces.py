"""Pieces agree with the formula as it stands, branch by branch and at the cuts."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest

from losstheory.formulas.calculus import normal
from losstheory.formulas.constants import bounds, compare
from losstheory.formulas.errors import DomainError, ParseError, Unresolved
from losstheory.formulas.parser import parse
from losstheory.formulas.pieces import pieces, value_at
from losstheory.formulas.tree import BRANCHING, number

ENDS = {"t": ("-oo", "oo"), "p": (number(0), number(1))}
POINTS = {"t": [-7.3 + 0.37 * i for i in range(40)], "p": [0.011 + 0.0489 * i for i in range(20)]}


def split(text, name="t"):
    tree = parse(text, [name])
    return tree, pieces([tree], name, *ENDS[name])


def middle(constant):
    return float(sum(bounds(constant)) / 2)


def agrees(tree, found, points, evaluate):
    cuts = [middle(cut) for cut in found.cuts]
    assert cuts == sorted(cuts)
    for x in (x for x in points if all(abs(x - cut) > 1e-6 for cut in cuts)):
        part = found.parts[sum(cut < x for cut in cuts)]
        try:
            expected, value = evaluate(tree, x), evaluate(part.trees[0], x)
        except OverflowError:
            continue
        if math.isfinite(expected) and math.isfinite(value):
            assert value == pytest.approx(expected, rel=1e-5, abs=1e-5)


def test_losses_of_the_literature(loss_case, evaluate):
    name = loss_case["variable"]
    tree, found = split(loss_case["text"], name)
    agrees(tree, found, POINTS[name], evaluate)
    assert len(found.parts) == len(found.cuts) + 1
    assert [part.lower for part in found.parts[1:]] == [part.upper for part in found.parts[:-1]] == list(found.cuts)
    assert not any(node.op in BRANCHING for part in found.parts for node in part.trees[0].walk())
    for cut in found.cuts:
        assert middle(value_at(tree, name, cut)) == pytest.approx(evaluate(tree, middle(cut)), abs=1e-12)


def test_cuts_are_where_something_branches(pieces_case, evaluate):
    tree, found = split(pieces_case["text"])
    expected = [normal(parse(text, [])) for text in pieces_case["cuts"]]
    assert len(found.cuts) == len(expected)
    assert all(compare(a, b) == 0 for a, b in zip(found.cuts, expected, strict=True))
    agrees(tree, found, POINTS["t"], evaluate)


def test_irrational_cuts(crossing_case, evaluate):
    tree, found = split(crossing_case["text"])
    assert [evaluate(cut, 0.0) for cut in found.cuts] == pytest.approx(crossing_case["cuts"], abs=1e-9)
    agrees(tree, found, POINTS["t"], evaluate)
    for cut in found.cuts:
        value = value_at(tree, "t", cut)
        assert evaluate(value, 0.0) == pytest.approx(evaluate(tree, evaluate(cut, 0.0)), abs=1e-9)


def test_undefined_points_are_named(undefined):
    text, point = undefined
    with pytest.raises(DomainError, match="is not defined at") as caught:
        split(text)
    assert str(caught.value).endswith(point)


def test_a_branch_needs_its_domain_only_where_it_is_taken():
    split("log(t) if t > 0 else 0")
    split("Piecewise((0, t <= 0), (1, log(t) < 0), (2, True))")
    split("1 if t > 0 and log(t) > 1 else 0")
    split("Piecewise((1/t, t != 0), (0, True))")
    with pytest.raises(DomainError):
        split("1 if log(t) > 1 and t > 0 else 0")


def test_random_formulas(generator, evaluate):
    source, resolved = generator(23), 0
    while resolved < 150:
        try:
            tree = parse(source(3), ["t"])
            found = pieces([tree], "t")
        except (ParseError, Unresolved):
            continue
        except DomainError as error:
            assert _is_undefined(tree, str(error), evaluate)
            continue
        agrees(tree, found, POINTS["t"][::3], evaluate)
        resolved += 1


def _is_undefined(tree, message, evaluate):
    """Whether the point that the message names is irrational, or the formula fails there."""
    point = message.rpartition(" = ")[2]
    if not all(c in "-/0123456789" for c in point):
        return True
    try:
        return not math.isfinite(evaluate(tree, float(parse(point, []).value)))
    except (ValueError, ZeroDivisionError, OverflowError):
        return True


def test_pairs_share_their_cuts():
    positive, negative = parse("max(0, 1 - t)", ["t"]), parse("max(0, 2 + t)", ["t"])
    found = pieces([positive, negative], "t")
    assert found.cuts == (number(-2), number(1))
    assert all(len(part.trees) == 2 for part in found.parts)


def test_many_pieces():
    text = " + ".join(f"abs(t - {i})" for i in range(12))
    tree, found = split(text)
    assert found.cuts == tuple(map(number, range(12)))
    assert all(compare(a, b) < 0 for a, b in pairwise(found.cuts))
    assert value_at(tree, "t", number(0)) == number(sum(range(12)))
