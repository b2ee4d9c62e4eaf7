"""Claims are found by their labels: in the files named, in the figure's own file, in shipped analyses."""

from __future__ import annotations

from pathlib import Path

from losstheory.reports.paper.claims import find_claims
from losstheory.reports.paper.figure import PaperFigure

TOML = '[[claim]]\nid = "thm3"\nloss = "hinge"\nproperty = "convex"\nexpect = true\n'
SHIPPED = "bartlett2006convexity: hinge is calibrated"


def figure(*claims: str, library: str | None = None) -> PaperFigure:
    return PaperFigure("one", "one.py", "", claims=claims, library=library)


def test_each_place_is_searched_and_a_claim_comes_once(tmp_path: Path) -> None:
    path = tmp_path / "claims.toml"
    path.write_text(TOML)
    for found, troubles in (
        find_claims([figure("thm3", SHIPPED, "thm3")], [str(path)]),
        find_claims([figure("thm3", SHIPPED, library=str(path)), figure(SHIPPED)]),
    ):
        assert [item.claim.label for item in found] == ["thm3", "hinge is calibrated"] and troubles == []


def test_a_label_that_nobody_has_is_told_and_the_others_go_on(tmp_path: Path) -> None:
    missing = str(tmp_path / "missing.toml")
    found, troubles = find_claims([figure("thm9", f"../{SHIPPED}", "nobody1999: x", SHIPPED, library=missing)])
    assert [item.claim.label for item in found] == ["hinge is calibrated"]
    assert len(troubles) == 4 and "missing.toml" in troubles[0] and "no claim 'thm9'" in troubles[1]
