"""``losstheory check --hypotheses``: two values more, in text and JSON, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from losstheory.checker import check_certificate
from losstheory.cli import main

Capture = pytest.CaptureFixture[str]


@pytest.mark.parametrize(
    ("over", "formula"),
    [("all", "theta"), ("bounded:1/4", "theta/4"), ("linear:3,1/2", "theta/2"), ("relu:2,1,1/4", "theta/2")],
)
def test_the_transform_of_the_hinge_is_min_of_the_least_reach_and_one(
    over: str, formula: str, capsys: Capture, tmp_path: Path
) -> None:
    asked = ["check", "hinge", "--hypotheses", over, "--format", "json", "--certificates", str(tmp_path)]
    assert main(asked) == 0
    found = json.loads(capsys.readouterr().out)["values"]
    assert found["transform"] == {"variable": "theta", "exact": formula, "at": [], "exceptions": []}
    bound = found["h_consistency"]
    assert list(bound) == ["hypotheses", "formula", "statement", "sha256"]
    assert (bound["hypotheses"], bound["formula"]) == (over, formula)
    assert "R01(h) - R01*(H) + M01(H)" in bound["statement"] and "for every h in H" in bound["statement"]
    (path,) = tmp_path.glob("h_consistency-*.json")
    accepted = check_certificate(json.loads(path.read_text()))
    assert (accepted.status, accepted.sha256) == ("PROVED", bound["sha256"])


def test_several_classes_have_a_transform_and_a_bound_over_all_scores_alone(capsys: Capture) -> None:
    asked = ["check", "1 - q", "--kind", "multiclass", "--classes", "3", "--format", "json", "--hypotheses"]
    found = []
    for over in ("all", "bounded:1"):
        assert main([*asked, over]) == 0
        found.append(json.loads(capsys.readouterr().out)["values"])
    assert found[0]["h_consistency"]["formula"] == "max(1/3*theta, -1/6 + 2/3*theta)"
    assert found[0]["transform"]["exact"].startswith("Piecewise((1/3*theta, theta < 1/2)")
    assert "all measurable" in found[1]["h_consistency"]["absent"] and "absent" in found[1]["transform"]


@pytest.mark.parametrize(
    ("typed", "because"),
    [
        (["hinge", "--hypotheses", "ball:1"], "there is no hypothesis set 'ball'"),
        (["hinge", "--hypotheses", "bounded:-1"], "must be positive"),
        (["hinge", "--hypotheses", "linear:1"], "expected linear:WEIGHTS,BIAS"),
        (["huber", "--hypotheses", "all"], "got a residual loss"),
        (["log", "--hypotheses", "all"], "got a probability loss"),
    ],
)
def test_bad_sets_are_refused_in_one_line(typed: list[str], because: str, capsys: Capture) -> None:
    assert main(["check", *typed]) == 2
    told = capsys.readouterr()
    assert because in told.err and told.err.count("\n") == 1
