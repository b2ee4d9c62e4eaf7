import json
import pickle
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.parser import parse
from losstheory.losses import margin, probability
from losstheory.losses.catalogue import TABLE, CatalogueError, catalogue
from losstheory.losses.families import Family, ParameterError

CASES = json.loads((Path(__file__).parents[1] / "cases" / "truth_binary.json").read_text(encoding="utf-8"))["cases"]
NAMED = [case for case in CASES if "catalogue" in case]
POINTS = {"t": (-4.0, -2.25, -1.0, -0.3, 0.0, 0.3, 1.0, 1.75, 5.0), "p": (0.05, 0.25, 0.5, 0.6, 0.9)}


@pytest.mark.parametrize("name", catalogue.names())
def test_every_entry_builds_a_hashable_picklable_loss(name):
    entry = catalogue[name]
    loss = entry() if isinstance(entry, Family) else entry
    assert entry.name == name
    assert TABLE[name].startswith(f"{loss.kind}.")
    assert pickle.loads(pickle.dumps(loss)) == loss
    assert len({loss, pickle.loads(pickle.dumps(loss))}) == 1
    assert catalogue[name] is entry
    assert catalogue.parse(name) == loss


@pytest.mark.parametrize("case", NAMED, ids=lambda case: case["id"])
def test_catalogue_agrees_with_the_answered_cases(case, evaluate):
    loss = catalogue.parse(case["catalogue"])
    assert loss.kind == case["kind"]
    for tree, text in zip(loss.expressions, case["expressions"], strict=True):
        other = parse(text, {loss.variable})
        for point in POINTS[loss.variable]:
            assert evaluate(tree, point) == pytest.approx(evaluate(other, point), rel=1e-9, abs=1e-12)


def test_names_are_sorted_and_collide_with_no_variable_or_constant():
    assert list(TABLE) == sorted(TABLE)
    assert not set(TABLE) & {"t", "p", "s", "r", "y", "f", "eta", "theta", "pi", "E", "oo", "K"}


def test_names_of_one_kind():
    assert "hinge" in catalogue.names("margin")
    assert "hinge" not in catalogue.names("probability")
    assert sum(len(catalogue.names(kind)) for kind in ("margin", "pair", "probability", "residual")) == len(catalogue)


def test_importing_the_catalogue_builds_no_loss():
    code = "import losstheory.losses.catalogue, sys; sys.exit('losstheory.losses.margin' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[2], check=False).returncode == 0


def test_terms_are_summed_pointwise(evaluate):
    loss = catalogue.parse(" 2*hinge + 1/2 * logistic+0.25*alpha_loss:alpha=3/4 ")
    parts = (margin.HINGE, margin.LOGISTIC, margin.alpha_loss(alpha=Fraction(3, 4)))
    for point in POINTS["t"]:
        expected = sum(w * evaluate(part.phi, point) for w, part in zip((2, 0.5, 0.25), parts, strict=True))
        assert evaluate(loss.phi, point) == pytest.approx(expected, rel=1e-14)
    assert loss.name == "2*hinge+1/2*logistic+0.25*alpha_loss:alpha=3/4"


def test_settings_may_be_negative_and_several():
    assert catalogue.parse("poly1:epsilon=-1") == probability.poly1(epsilon=-1)
    assert catalogue.parse("asl: gamma_neg=4, m=0.05") == probability.asl(gamma_neg=4, m=Fraction(1, 20))


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("hing", CatalogueError, "did you mean hinge"),
        ("Hinge+logistik", CatalogueError, "no loss 'Hinge'"),
        ("zzzzzz", CatalogueError, r"catalogue.names\(\)"),
        ("focal:gama=2", ParameterError, "did you mean gamma"),
        ("focal:gamma=-1", ParameterError, r"\[0, oo\)"),
        ("focal:gamma", ParameterError, "key=value"),
        ("focal:gamma=1e9", ParameterError, "key=value"),
        ("focal:gamma=1,gamma=2", ParameterError, "twice"),
        ("hinge:width=1", ParameterError, "without parameters"),
        ("hinge+brier", CatalogueError, "hinge is a margin loss, brier is a probability loss"),
        ("0*hinge", CatalogueError, "must be positive"),
        ("-1*hinge", CatalogueError, "must be positive"),
        ("1/0*hinge", CatalogueError, "divides by zero"),
        ("hinge++ramp", CatalogueError, "no catalogue term"),
        ("", CatalogueError, "no catalogue term"),
        ("hinge+" * 40 + "hinge", CatalogueError, "at most 32 terms"),
        ("9" * 3000 + "*hinge", CatalogueError, "at most 2000 characters"),
        ("9" * 50 + "*hinge", CatalogueError, "no catalogue term"),
    ],
)
def test_errors_say_what_to_do(text, error, message):
    with pytest.raises(error, match=message):
        catalogue.parse(text)
    assert issubclass(error, LossTheoryError)


@pytest.mark.parametrize("text", ["hinge", "2*hinge+ramp", "focal:gamma=2", "hinge+brier", "focal:gama=2"])
def test_catalogue_terms_are_recognized(text):
    assert catalogue.recognizes(text)


@pytest.mark.parametrize(
    "text", ["t", "1-t", "t+hinge", "log(1+exp(-t))", "Max(0,1-t)", "", "+", "hinge+", "pi", "x" * 5000]
)
def test_expressions_are_not(text):
    assert not catalogue.recognizes(text)
