"""One side of the centre better at eta = 1/2, for a whole range of the parameter: what is accepted, what is not."""

from __future__ import annotations

from dataclasses import replace
from math import log
from typing import Any

import pytest

from losstheory.checker import Reject, check_certificate
from losstheory.claims import check
from losstheory.theory.phase import phase_diagram
from tests.checker.test_throughout import DECIDE, Row, label


def one_side(side: str, to: str, by: str = "slope", sign: dict[str, Any] = DECIDE, **more: Any) -> dict[str, Any]:
    """The sum of the partial losses falls towards the centre on one side, and is smaller beyond it."""
    floor = {"cuts": [], "floor": "0", "signs": [DECIDE]}
    cuts: dict[str, Any] = {"descent": {"cuts": [], "signs": [sign]}, "floor": floor, "domain": [[], []]}
    return {"side": side, "by": by, "to": to, **cuts, **more}


WEIGHTED, ASYMMETRIC = ("-c*log(p)", "-log(1 - p)"), ("-log(p)", "-p**g*log(1 - p)")
COST_HINGE, KINKS = ("c*max(0, 1 - t)", "max(0, 1 + t)"), [["1"], ["-1"]]
EVEN_ODDS, TIMES = "one side better at even odds", {"by": "times", "factor": "p", "positive": DECIDE, "then": DECIDE}
KINKED = {"descent": {"cuts": ["1"], "signs": [DECIDE, DECIDE]}, "domain": KINKS}
FLOORED_HINGE = {"floor": {"cuts": ["1"], "floor": "0", "signs": [DECIDE, DECIDE]}, **KINKED}
ONE_SIDE = [
    Row("calibrated", WEIGHTED, [["c", "0", "1"]], False, EVEN_ODDS, one_side("upper", "1/4"), "probability"),
    Row("calibrated", WEIGHTED, [["c", "1", "oo"]], False, EVEN_ODDS, one_side("lower", "3/4"), "probability"),
    Row(
        "calibrated",
        ASYMMETRIC,
        [["g", "0", "oo"]],
        False,
        EVEN_ODDS,
        one_side("lower", "3/4", sign=TIMES),
        "probability",
    ),
    Row(
        "calibrated",
        COST_HINGE,
        [["c", "0", "1"]],
        False,
        EVEN_ODDS,
        one_side("upper", "-1", by="point", **FLOORED_HINGE),
        "pair",
    ),
]
NOT_ONE_SIDE = [
    replace(ONE_SIDE[0], ranges=[["c", "0", "1001/1000"]]),
    replace(ONE_SIDE[0], evidence=one_side("lower", "3/4")),
    replace(ONE_SIDE[0], evidence=one_side("upper", "3/4")),
    replace(
        ONE_SIDE[0], evidence=one_side("upper", "1/4", by="point", floor={**one_side("", "")["floor"], "floor": "1"})
    ),
    replace(ONE_SIDE[1], ranges=[["c", "999/1000", "oo"]]),
    replace(ONE_SIDE[1], evidence=one_side("lower", "1")),
    replace(ONE_SIDE[2], ranges=[["g", "-1/1000", "oo"]]),
    replace(ONE_SIDE[2], evidence=one_side("lower", "999999/1000000", by="point", sign=TIMES)),
    replace(ONE_SIDE[3], ranges=[["c", "0", "1001/1000"]]),
    replace(ONE_SIDE[3], evidence=one_side("upper", "-4", by="point", **FLOORED_HINGE)),
    Row(
        "calibrated", ("(t**2 - 1)**2 - a*t", "0"), [["a", "0", "1"]], False, EVEN_ODDS, one_side("lower", "1"), "pair"
    ),
    Row("calibrated", ("-a*t - t**3", "t**3"), [["a", "0", "1"]], False, EVEN_ODDS, one_side("lower", "1"), "pair"),
    Row("calibrated", ("t**2", "t**2 + 0*a"), [["a", "0", "1"]], False, EVEN_ODDS, one_side("lower", "1"), "pair"),
]


@pytest.mark.parametrize("row", ONE_SIDE, ids=label)
def test_accepts(row: Row) -> None:
    assert check_certificate(row.certificate()).rule == EVEN_ODDS


@pytest.mark.parametrize("row", NOT_ONE_SIDE, ids=label)
def test_rejects_where_a_hypothesis_fails(row: Row) -> None:
    with pytest.raises(Reject):
        check_certificate(row.certificate())


def asymmetric(p: float, plus: float, minus: float, m: float) -> tuple[float, float]:
    shifted = max(p - m, 0)
    return -((1 - p) ** plus) * log(p), -(shifted**minus) * log(1 - shifted)


def weighted(p: float, cost: float) -> tuple[float, float]:
    return -cost * log(p), -log(1 - p)


@pytest.mark.parametrize(
    ("family", "settings", "regions", "losses"),
    [
        ("weighted_log", {}, (("(0, 1)", "fails"), ("{1}", "holds"), ("(1, oo)", "fails")), weighted),
        ("asl", {"gamma_pos": 0, "gamma_neg": (0, None), "m": 0}, (("{0}", "holds"), ("(0, oo)", "fails")), None),
        ("asl", {"gamma_pos": (0, None), "gamma_neg": 0, "m": 0}, (("{0}", "holds"), ("(0, oo)", "fails")), None),
    ],
)
def test_families_that_favour_one_side(family, settings, regions, losses):
    """The best forecast at eta = 1/2 -+ 1/1000 is on the same side of 1/2 for each value inside a cell that fails."""
    diagram = phase_diagram(family, "calibrated", **settings)
    assert diagram.regions == regions
    assert all(check(cell.verdict.statement, cell.verdict) for cell in diagram.cells)
    grid = [k / 1000 for k in range(1, 1000)]
    for value in (0.2, 0.5, 2, 7):
        own = {name: value if isinstance(x, tuple) else x for name, x in settings.items()}
        table = [
            losses(p, value) if losses else asymmetric(p, own["gamma_pos"], own["gamma_neg"], own["m"]) for p in grid
        ]
        best = [
            min(zip(table, grid, strict=True), key=lambda item, eta=eta: eta * item[0][0] + (1 - eta) * item[0][1])[1]
            for eta in (0.499, 0.501)
        ]
        assert (best[0] - 0.5) * (best[1] - 0.5) > 0
