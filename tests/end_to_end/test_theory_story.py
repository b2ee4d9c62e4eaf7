"""A surrogate that looks calibrated and is not, what bounded scores cost, and the claims of a paper."""

from __future__ import annotations

import json
import math
import re
from fractions import Fraction
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest
from scipy.optimize import linprog

from tests.end_to_end.installation import ROOT, WHEEL, Installation
from tests.formula_reader import sympy_of

CLAIMS = (ROOT / "tests" / "cases" / "claims_of_a_paper.toml").read_text("utf-8")


def test_it_is_the_installed_library_that_is_tested(here: Installation) -> None:
    place = here.find("import losstheory; found = losstheory.__file__")
    assert place.startswith(str(ROOT)) == (WHEEL is None)


def test_a_convex_surrogate_that_is_not_calibrated(here: Installation) -> None:
    done = here.type('losstheory check "max(0, 1-t, 1-2*t)" --require calibrated --certificates kink')
    assert done.code == 1
    told = dict(re.split(r"\s{2,}", line, maxsplit=1) for line in done.lines[2:])
    assert told["convex"].startswith("PROVED") and told["lipschitz"] == "2"
    assert told["psi"] == "max(0, (3*theta - 1)/2)"
    eta = told["calibrated"].partition("eta = ")[2].partition(",")[0]
    p, q = map(int, eta.split("/"))
    risk = [p / q * max(0, 1 - t, 1 - 2 * t) + (1 - p / q) * max(0, 1 + t, 1 + 2 * t) for t in np.linspace(-3, 3, 601)]
    assert told["calibrated"].startswith("REFUTED") and p / q != 1 / 2
    assert risk[300] == pytest.approx(min(risk))  # the score 0 is as good as any
    certificates = sorted(str(path.relative_to(here.folder)) for path in (here.folder / "kink").iterdir())
    assert here.recheck(*certificates).code == 0
    assert len(certificates) >= 8


def test_verdicts_transforms_and_what_is_no_truth_value(here: Installation) -> None:
    found = here.find("""
import losstheory as lt
verdict = lt.analyze("hinge").verdicts["calibrated"]
try:
    bool(verdict)
except TypeError as error:
    refused = type(error).__name__
found = {
    "status": str(verdict.status),
    "check": lt.check(verdict.statement, verdict),
    "other": lt.check(lt.Calibrated(lt.loss("perceptron")), verdict),
    "refused": refused,
    "psi": str(lt.psi("hinge")),
    "bounded": str(lt.h_consistency("hinge", "bounded:1/2").transform),
    "gap": str(lt.h_consistency("logistic", "bounded:1").transform.at("1/2")),
    "without": str(lt.calibration_function("logistic").at("1/2")),
}""")
    assert (found["status"], found["check"], found["other"]) == ("PROVED", True, False)
    assert (found["refused"], found["psi"], found["bounded"]) == ("UndecidedError", "theta", "theta/2")
    gap, without = (float(sympy_of(found[key])) for key in ("gap", "without"))

    def risk(t: float) -> float:
        return 0.75 * math.log1p(math.exp(-t)) + 0.25 * math.log1p(math.exp(t))

    assert gap == pytest.approx(risk(0) - risk(1), abs=1e-14) and gap == pytest.approx(0.1298, abs=1e-4)
    assert without == pytest.approx(risk(0) - risk(math.log(3)), abs=1e-14)
    assert without == pytest.approx(0.13081, abs=1e-5)


def test_a_hinge_of_three_classes_whose_best_scores_tie(here: Installation) -> None:
    found = here.find("""
import losstheory as lt
verdict = lt.analyze("crammer_singer", classes=3).verdicts["calibrated"]
found = {"status": str(verdict.status), **verdict.witness}""")
    assert found["status"] == "REFUTED"
    p, s = ([float(Fraction(x)) for x in found[key][1:-1].split(",")] for key in "ps")
    others = [(y, j) for y in range(3) for j in range(3) if y != j]
    rows = [[float(k == j) - float(k == y) for k in range(3)] + [-float(k == y) for k in range(3)] for y, j in others]
    least = linprog([0, 0, 0, *p], A_ub=rows, b_ub=[-1] * 6, bounds=[(None, None)] * 3 + [(0, None)] * 3).fun
    at = sum(p[y] * max(0, *(1 - s[y] + s[j] for j in range(3) if j != y)) for y in range(3))
    assert at == pytest.approx(least) and p[0] > p[1] and s[0] <= max(s[1:])


def test_the_claims_of_a_paper(here: Installation) -> None:
    (here.folder / "claims.toml").write_text(CLAIMS)
    done = here.type("losstheory verify claims.toml --format junit -o junit.xml")
    assert done.code == 1
    assert [line.split()[:3] for line in done.lines[:2]] == [
        ["PROVED", "agrees", "thm3"],
        ["REFUTED", "contradicted", "prop7"],
    ]
    assert done.lines[2] == "1 agree, 1 contradicted"
    (suite,) = ElementTree.parse(here.folder / "junit.xml").getroot()
    assert [suite.attrib[name] for name in ("tests", "failures", "errors")] == ["2", "1", "0"]
    assert [case.attrib["name"] for case in suite if case.find("failure") is not None] == ["prop7"]


def test_a_ledger_is_rechecked_without_any_dependency_and_no_digit_of_it_can_change(here: Installation) -> None:
    (here.folder / "claims.toml").write_text(CLAIMS)
    assert here.type("losstheory verify -o ledger.json").code == 1
    fine = here.recheck("ledger.json")
    assert fine.code == 0 and fine.output.endswith("2 of 2 certificates accepted\n")
    ledger = json.loads((here.folder / "ledger.json").read_text())
    text = json.dumps(ledger["entries"][1]["certificate"])
    digits = [match.start() for match in re.finditer(r"\d", text)]
    for begin, end in pairwise(range(0, len(digits) + 1, len(digits) // 4)):
        at = digits[(begin + end) // 2]
        spoiled = f"{text[:at]}{(int(text[at]) + 1) % 10}{text[at + 1 :]}"
        (here.folder / "spoiled.json").write_text(spoiled)
        assert here.recheck("spoiled.json").code == 1, spoiled
