"""Figures at the width of a page that come out the same twice, a page of claims, and programs with certificates."""

from __future__ import annotations

import json
import re
import zlib
from pathlib import Path

import pytest
from scipy.optimize import linprog

from tests.end_to_end.installation import Installation

FIGURES = """
claims = "claims.toml"

[[figure]]
name = "psi_transforms"
kind = "function"
losses = ["hinge", "logistic", "max(0, 1 - t, 1 - 2*t)"]
parameters = { name = "psi" }
claims = ["thm3"]

[[figure]]
name = "three_losses"
kind = "losses"
losses = ["hinge", "savage", "focal_margin:gamma=2"]
column = "full"
"""
CLAIMS = """
[[claim]]
id = "thm3"
loss = "log(1+exp(-t))"
property = "psi"
expect = "(1+theta)/2*log(1+theta) + (1-theta)/2*log(1-theta)"
"""


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def inside(pdf: bytes) -> bytes:
    """A PDF with its streams unpacked."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.S)
    return pdf + b"".join(zlib.decompressobj().decompress(stream) for stream in streams if stream[:1] == b"x")


def test_the_doctor_tells_what_is_there(here: Installation) -> None:
    done = here.type("losstheory doctor")
    assert done.code == 0
    found = {line.split()[0]: line.split()[1:] for line in done.lines if line.strip()}
    for name in ("losstheory", "python", "numpy", "sympy", "python-flint", "matplotlib", "cvxpy", "torch"):
        assert re.match(r"\d+\.\d+", found[name][0]), name
    assert {found[f"[{extra}]"][0] for extra in ("core", "figures", "programs", "torch")} == {"ok"}


def test_figures_have_the_width_of_the_page_and_come_out_the_same_twice(here: Installation) -> None:
    (here.folder / "figs.toml").write_text(FIGURES)
    (here.folder / "claims.toml").write_text(CLAIMS)
    for folder in ("paper/figs", "again"):
        done = here.type(f"losstheory figures figs.toml --venue icml2024 --column half -o {folder}")
        assert done.code == 0, done.errors
    first, second = tree(here.folder / "paper" / "figs"), tree(here.folder / "again")
    assert first == second
    assert set(first) == {
        "psi_transforms.pdf", "three_losses.pdf", "provenance.json", "losstheory.bib", "tables/verdicts.tex"
    }  # fmt: skip
    for name in ("psi_transforms.pdf", "three_losses.pdf"):
        text = inside(first[name])
        assert re.findall(rb"/MediaBox \[ 0 0 (\S+) ", text) == [b"234"]  # 3.25 in of 72 points
        assert b"/Type3" not in text and b"/FontFile2" in text
    assert b"thm3" in first["tables/verdicts.tex"] and b"@" in first["losstheory.bib"]
    assert str(here.folder).encode() not in b"".join(first.values())
    assert {"psi_transforms", "three_losses"} <= set(
        re.findall(r"\w+", json.dumps(json.loads(first["provenance.json"])))
    )


def test_the_page_of_the_claims_replays_where_nothing_is_installed(here: Installation) -> None:
    (here.folder / "claims.toml").write_text(CLAIMS)
    assert here.type("losstheory report claims.toml -o report.html").code == 0
    page = (here.folder / "report.html").read_text("utf-8")
    assert page.startswith("<!doctype html>") and "thm3" in page
    assert not re.search(r"""(?:src|href)\s*=\s*["'](?:https?:)?//""", page.replace("http://www.w3.org/", ""))
    assert here.recheck("report.html").code == 0


def test_a_robust_classifier_and_a_transport_plan_come_with_certificates(here: Installation) -> None:
    found = here.find("""
import json
from fractions import Fraction
from pathlib import Path
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import GridSearchCV
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import check_estimator
import losstheory as lt
from losstheory.programs.estimators import WassersteinLogisticRegression
X, y = load_breast_cancer(return_X_y=True)
X = StandardScaler().fit_transform(X)
model = WassersteinLogisticRegression(eps=0.1).fit(X, y)
search = GridSearchCV(WassersteinLogisticRegression(), {"eps": [0, 0.01, 0.1]}).fit(X, y)
checks = check_estimator(WassersteinLogisticRegression(), on_fail=None, on_skip=None)
cost = [[[(i - j) ** 2 + (j - k) ** 2 for k in range(3)] for j in range(3)] for i in range(3)]
plan = lt.transport(cost, [["1/2", "1/4", "1/4"], ["1/3", "1/3", "1/3"], ["1/8", "1/8", "3/4"]])
Path("plan.json").write_text(json.dumps(plan.certificate))
found = {
    "objective": model.objective_,
    "bounds": [float(model.certificate_.lower), float(model.certificate_.upper)],
    "gap": float(model.certificate_.gap),
    "problem": type(model.problem_).__name__,
    "best": search.best_params_["eps"],
    "failed": [check["check_name"] for check in checks if check["status"] == "failed"],
    "passed": sum(check["status"] == "passed" for check in checks),
    "value": float(plan.value),
    "exact": isinstance(plan.value, Fraction),
    "potentials": [len(potential) for potential in plan.potentials],
}""")
    assert found["objective"] == pytest.approx(0.245922491, abs=1e-8) and 0 <= found["gap"] < 1e-8
    assert found["bounds"][0] <= 0.245922491 + 5e-10 and found["bounds"][1] >= 0.245922491 - 5e-10
    assert found["problem"] == "Problem" and found["best"] in (0, 0.01, 0.1)
    assert found["failed"] == [] and found["passed"] > 40
    cells = [(i, j, k) for i in range(3) for j in range(3) for k in range(3)]
    rows = [[float(cell[axis] == at) for cell in cells] for axis in range(3) for at in range(3)]
    masses = [1 / 2, 1 / 4, 1 / 4, 1 / 3, 1 / 3, 1 / 3, 1 / 8, 1 / 8, 3 / 4]
    peer = linprog([(i - j) ** 2 + (j - k) ** 2 for i, j, k in cells], A_eq=rows, b_eq=masses).fun
    assert found["exact"] and found["value"] == pytest.approx(peer, abs=1e-9) and found["potentials"] == [3, 3, 3]
    assert here.recheck("plan.json").code == 0
