"""Claims of TOML files against the same claims written in Python, and faults that name line and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from losstheory.claims import OPEN, Claim, Statement
from losstheory.formulas.parser import parse
from losstheory.losses.multiclass import multiclass
from losstheory.losses.simplex import simplex_loss
from losstheory.losses.typed import loss
from losstheory.reports.claims_file import Fault, Read, read_claims
from losstheory.theory import Calibrated, Convex, Equal, Exists, InfimumIs, Less, LimitIs, Lipschitz, ValueIs, by_kind
from losstheory.theory.consistency import HConsistencyBound, SoftmaxTransform, TransformIs
from losstheory.theory.constants import LipschitzConstantIs, SmoothnessConstantIs
from losstheory.theory.derived.link import LinkIs
from losstheory.theory.derived.psi import PsiIs
from losstheory.theory.derived.weights import WeightIs
from losstheory.theory.multiclass import Calibrated as CalibratedForClasses
from losstheory.theory.multiclass import (
    NoiseExcessAtMost,
    NoiseExcessUnbounded,
    NoiseTolerant,
    SumRangeIs,
    TopKCalibrated,
    statements,
)
from losstheory.theory.multiclass.every_k import EveryK
from losstheory.theory.simplex import forecast_statements
from losstheory.theory.threshold import ThresholdIs


def read(folder: Path, text: str) -> list[Read | Fault]:
    (folder / "claims.toml").write_text(text, "utf-8")
    return list(read_claims(folder / "claims.toml"))


def claim(folder: Path, body: str) -> Claim:
    (found,) = read(folder, f"[[claim]]\nid = 'x'\n{body}")
    assert isinstance(found, Read), found
    return found.claim


def fault(folder: Path, body: str) -> tuple[int | None, str]:
    """The fault of one claim, whose body begins in line 3."""
    (found,) = read(folder, f"[[claim]]\nid = 'x'\n{body}")
    assert isinstance(found, Fault), found
    return found.line, found.reason


FOCAL = loss("focal:gamma=2")
MAE = multiclass("mae", classes=3)
SAME: tuple[tuple[str, Statement], ...] = (
    ("loss = 'hinge'\nproperty = 'calibrated'", Calibrated(loss("hinge"))),
    ("loss = 'focal'\nparameters = {gamma = 2}\nproperty = 'calibrated'", Calibrated(FOCAL)),
    ("loss = 'gce'\nparameters.q = 0.7\nproperty = 'calibrated'", Calibrated(loss("gce:q=7/10"))),
    ("loss = ['exp(-t)', 'exp(t)']\nproperty = 'convex'", Convex(loss("exp(-t)", "exp(t)"))),
    ("loss = 'r**2'\nproperty = 'lipschitz'\nexpect = false", Lipschitz(loss("r**2"))),
    ("loss = 'max(0, a - t)'\nparameters.a = '1/2'\nproperty = 'convex'", Convex(loss("max(0, 1/2 - t)"))),
    ("loss = 'hinge'\nproperty = 'lipschitz'\nexpect = 1", LipschitzConstantIs(loss("hinge"), "1")),
    ("loss = 'hinge'\nproperty = 'smoothness'\nexpect = 'oo'", SmoothnessConstantIs(loss("hinge"), "oo")),
    ("loss = 'hinge'\nproperty = 'psi'\nexpect = 'theta'", PsiIs(loss("hinge"), "theta")),  # type: ignore[arg-type]
    (
        "loss = 'hinge'\nproperty = 'link'\nexpect = 'sign(2*eta - 1)'\nexceptions = ['1/2']",
        LinkIs(loss("hinge"), "sign(2*eta - 1)", ("1/2",)),  # type: ignore[arg-type]
    ),
    ("loss = 'log'\nproperty = 'weight'\nexpect = '1/(p*(1 - p))'", WeightIs(loss("log"), "1/(p*(1 - p))")),
    (
        "loss = ['exp(-t)', 'exp(t)']\nproperty = 'threshold'\ncost = 0.25\nexpect = '-log(3)/2'",
        ThresholdIs(loss("exp(-t)", "exp(t)"), parse("-log(3)/2", set()), "1/4"),  # type: ignore[arg-type]
    ),
    (
        "loss = 'hinge'\nproperty = 'transform'\nhypotheses = 'linear:1,1/2'\nexpect = 'theta/2'",
        TransformIs(loss("hinge"), "theta/2", "linear:1,1/2"),  # type: ignore[arg-type]
    ),
    (
        "loss = 'logistic'\nproperty = 'h_consistency'\nhypotheses = 'all'\nexpect = 'theta**2/2'",
        HConsistencyBound(loss("logistic"), "theta**2/2", "all"),  # type: ignore[arg-type]
    ),
    (
        "loss = '1 - q'\nclasses = 3\nproperty = 'transform'\nhypotheses = 'all'\nexpect = 'theta/2'",
        SoftmaxTransform(multiclass("1 - q", classes=3), "theta/2"),  # type: ignore[arg-type]
    ),
    ("loss = 'mae'\nclasses = 3\nproperty = 'calibrated'", CalibratedForClasses(MAE)),
    ("loss = 'mae'\nclasses = 3\nproperty = 'topk_calibrated'\nk = 2", TopKCalibrated(MAE, 2)),
    ("loss = 'mae'\nclasses = 3\nproperty = 'top2_calibrated'", TopKCalibrated(MAE, 2)),
    ("loss = 'mae'\nclasses = 3\nproperty = 'noise_tolerant'\nnoise = 'symmetric:2/5'", NoiseTolerant(MAE, "2/5")),  # type: ignore[arg-type]
    ("loss = 'mae'\nclasses = 3\nproperty = 'sum_range'\nexpect = [4, 4]", SumRangeIs(MAE, "4", "4")),
    (
        "loss = 'mae'\nclasses = 3\nproperty = 'noise_excess'\nnoise = 0.4\nexpect = 0",
        NoiseExcessAtMost(MAE, "2/5", "0"),  # type: ignore[arg-type]
    ),
    (
        "loss = '-log(q)'\nclasses = 3\nproperty = 'noise_excess'\nnoise = 0.4\nexpect = 'oo'",
        NoiseExcessUnbounded(multiclass("-log(q)", classes=3), "2/5"),  # type: ignore[arg-type]
    ),
    (
        "loss = 'max(0, 1 + s2 - s1) + max(0, 1 + s3 - s1)'\nclasses = 3\nsum_to_zero = true\nproperty = 'convex'",
        statements(multiclass("max(0, 1 + s2 - s1) + max(0, 1 + s3 - s1)", classes=3, sum_to_zero=True))["convex"],
    ),
    (
        "loss = 'mae'\nclasses = 'every'\nproperty = 'noise_tolerant'\nnoise = '1/3'",
        EveryK(NoiseTolerant, multiclass("mae", classes="every"), rate="1/3"),
    ),
    (
        "loss = '-log(q)'\nkind = 'simplex'\nclasses = 3\nproperty = 'proper'",
        forecast_statements(simplex_loss("-log(q)", classes=3))["proper"],
    ),
    (
        "statement = 'equal'\nleft = 'sin(x)**2'\nright = '1 - cos(x)**2'\nvariable = 'x'",
        Equal("sin(x)**2", "1 - cos(x)**2", "x"),
    ),
    ("statement = 'less'\nleft = 't'\nright = 't'\nstrict = false\nlower = 0", Less("t", "t", "t", "0", strict=False)),
    ("statement = 'exists'\nleft = 't'\nright = 3\nrelation = '=='\nupper = 'oo'", Exists("t", "3", relation="==")),
    (
        "statement = 'value'\nexpression = 't**2'\nvariable = 't'\nat = 3\nvalue = 9",
        ValueIs("t**2", "t", "value", "3", "9"),
    ),
    (
        "statement = 'one_sided'\nquantity = 'slope_left'\nexpression = 'abs(t)'\nvariable = 't'\nat = 0\nvalue = -1",
        ValueIs("abs(t)", "t", "slope_left", "0", "-1"),
    ),
    (
        "statement = 'limit'\nexpression = 'exp(-t)'\nvariable = 't'\nat = 'oo'\nvalue = 0",
        LimitIs("exp(-t)", "t", "oo", "0"),
    ),
    ("statement = 'infimum'\nexpression = 't**2'\nvariable = 't'\nvalue = 0", InfimumIs("t**2", "t", "0")),
)


@pytest.mark.parametrize(("body", "statement"), SAME, ids=range(len(SAME)))
def test_a_table_is_the_statement_that_python_would_write(body: str, statement: Statement, tmp_path: Path) -> None:
    assert claim(tmp_path, body).statement == statement


@pytest.mark.parametrize(
    ("kind", "formulas"),
    [
        ("margin", ["exp(-t)"]),
        ("pair", ["exp(-t)", "exp(t)"]),
        ("probability", ["-log(p)", "-log(1-p)"]),
        ("residual", ["r**2"]),
    ],
)
def test_every_property_of_a_kind_can_be_claimed(kind: str, formulas: list[str], tmp_path: Path) -> None:
    bodies = [
        f"[[claim]]\nid = '{name}'\nloss = {formulas}\nkind = '{kind}'\nproperty = '{name}'" for name in by_kind[kind]
    ]
    found = read(tmp_path, "\n".join(bodies))
    assert [item.claim.statement.to_json()["property"] for item in found if isinstance(item, Read)] == list(
        by_kind[kind]
    )


def test_what_is_expected_and_where_it_comes_from(tmp_path: Path) -> None:
    body = "loss = 'hinge'\nproperty = 'convex'\n"
    plain = claim(tmp_path, body)
    assert (plain.label, plain.source, plain.expected) == ("x", "claims.toml", True)
    assert claim(tmp_path, f"{body}expected = false\nsource = 'mine2026, Lemma 1'") == Claim(
        "x", Convex(loss("hinge")), "mine2026, Lemma 1", False
    )
    assert claim(tmp_path, f"{body}expect = {{open = 'hard'}}").expected == OPEN("hard")


HINGE = "loss = 'hinge'\n"
CONVEX = "property = 'convex'\n"
WRONG: tuple[tuple[str, int, str], ...] = (
    (HINGE + "property = 'convexx'", 4, "property: there is no property or value 'convexx' here; did you mean convex"),
    (HINGE + "property = 'strictly_proper'", 4, "property: there is no property or value 'strictly_proper'"),
    ("loss = 'focal:gamma=-1'\n" + CONVEX, 3, "loss: gamma (focusing exponent) must be a rational in [0, oo), got -1"),
    ("loss = 'focal'\nproperty = 'proper'\n[claim.parameters]\ngamma = -1", 3, "must be a rational in [0, oo), got -1"),
    ("loss = 'focal'\nproperty = 'proper'\n[claim.parameters]\ngamma = true", 6, "parameters.gamma: expected a"),
    ("loss = 'a*t'\nproperty = 'convex'\n[claim.parameters]\na = 'b'", 6, "parameters.a: unknown name 'b'"),
    ("loss = 'a*t'\nproperty = 'convex'\nparameters = {t = 1, a = 2}", 5, "parameters.t: it cannot be the name"),
    ("loss = 'focal + brier'\nparameters = {gamma = 2}\nproperty = 'proper'", 4, "parameters: they belong to one"),
    ("loss = 'hinge'\nparameters = 3\n" + CONVEX, 4, "parameters: expected a table"),
    ("loss = 'a*t'\nparameters = {a = 1, b = 2}\n" + CONVEX, 4, "parameters.b: it does not occur in the formulas"),
    ("loss = 'hing'\n" + CONVEX, 3, "loss: there is no loss 'hing' in the catalogue; did you mean hinge"),
    ("loss = 'log(x)'\n" + CONVEX, 3, "loss: unknown name 'x'"),
    ("loss = 3.5.1\n" + CONVEX, 3, "not TOML"),
    ("loss = []\n" + CONVEX, 3, "loss: expected a formula or a number, got an array"),
    ("loss = {a = 1}\n" + CONVEX, 3, "loss: expected a formula or a number, got a table"),
    ("loss = 1979-05-27\n" + CONVEX, 3, "loss: expected a formula or a number, got date"),
    ("los = 'hinge'\n" + CONVEX, 3, "los: there is no such key; did you mean loss?"),
    (CONVEX, 1, "a property needs the key loss"),
    (HINGE, 1, "expected one of the keys property and statement"),
    (HINGE + CONVEX + "statement = 'less'", 5, "statement: expected one of the keys property and statement"),
    (HINGE + CONVEX + "label = 'x'", 5, "label: expected one of the keys id and label"),
    (HINGE + CONVEX + "expect = true\nexpected = true", 6, "expected: expect and expected mean the same"),
    (HINGE + CONVEX + "expect = 'yes'", 5, "expect: convex is true, false or {open = 'reason'}, got 'yes'"),
    (HINGE + CONVEX + "expect = {opn = 'x'}", 5, "expect: expected true, false, {open = 'reason'} or a value"),
    (HINGE + CONVEX + "expect = {open = ''}", 5, "expect: expected a line of text"),
    (HINGE + CONVEX + "k = 2", 5, "k: it does not belong to the property convex, which takes no other key"),
    (HINGE + CONVEX + "source = 3", 5, "source: expected a line of text, got 3"),
    (HINGE + CONVEX + "kind = 'marginal'", 5, "kind: there is no kind 'marginal'; did you mean margin?"),
    (HINGE + CONVEX + "sum_to_zero = true", 5, "sum_to_zero: it belongs to a multiclass loss"),
    (HINGE + "property = 'psi'", 1, "expect: psi is a value: expected the formula or the number that it is, got true"),
    (HINGE + "property = 'psi'\nexpect = 't'", 5, "expect: unknown name 't'"),
    (HINGE + "property = 'psi'\nexpect = ['theta']", 5, "expect: "),
    (HINGE + "property = 'transform'\nexpect = 'theta'", 1, "the property transform needs the key hypotheses"),
    (HINGE + "property = 'transform'\nexpect = 'theta'\nhypotheses = 'balls'", 6, "hypotheses: "),
    ("loss = 'nce'\n" + CONVEX, 3, "loss: nce is a multiclass loss: say how many classes"),
    ("loss = 'nce'\nclasses = 0\n" + CONVEX, 4, "classes: expected a positive whole number, got 0"),
    ("loss = 'nce'\nclasses = 1\n" + CONVEX, 4, "classes: expected a number of classes from 2 to 12, got 1"),
    ("loss = 'nce'\nclasses = 'three'\n" + CONVEX, 4, "classes: expected a positive whole number, got 'three'"),
    ("loss = 'mae'\nclasses = 3\nproperty = 'noise_tolerant'", 1, "the property noise_tolerant needs the key noise"),
    ("loss = 'mae'\nclasses = 3\nproperty = 'noise_tolerant'\nnoise = 2", 6, "noise: the rate of the flips is a"),
    ("loss = 'mae'\nclasses = 3\nproperty = 'noise_tolerant'\nnoise = nan", 6, "noise: expected an exact number"),
    ("loss = 'mae'\nclasses = 3\nproperty = 'noise_tolerant'\nnoise = '1/0'", 6, "noise: division by zero"),
    ("loss = 'mae'\nclasses = 3\nproperty = 'noise_tolerant'\nnoise = 'pi'", 6, "noise: expected a rational such as"),
    (HINGE + "property = 'threshold'\nexpect = 0\ncost = 'half'", 6, "cost: unknown name 'half'"),
    (HINGE + "property = 'lipschitz'\nexpect = inf", 5, "a value without bound is 'oo'"),
    ("loss = 'mae'\nclasses = 3\nproperty = 'sum_range'\nexpect = 4", 6, "expect: expected an array of the two ends"),
    ("loss = 'mae'\nclasses = 3\nproperty = 'topk_calibrated'\nk = 'a'", 6, "k: expected a positive whole number"),
    ("statement = 'lesss'\nleft = 't'\nright = 't'", 3, "statement: there is no statement 'lesss'; did you mean less?"),
    ("statement = 'less'\nleft = 't'", 1, "the statement less needs the key right"),
    ("statement = 'less'\nleft = 't'\nright = 't'\nrelation = '<'", 6, "relation: it does not belong to the"),
    ("statement = 'less'\nleft = 't'\nright = 't'\nexpect = 3", 6, "expect: expected true, false or {open"),
    ("statement = 'less'\nleft = 't'\nright = 'x'", 3, "statement: unknown name 'x'"),
    ("statement = 'less'\nleft = 't'\nright = 3\nlower = 2\nupper = '3/2'", 7, "upper: expected more than lower"),
)  # fmt: skip


@pytest.mark.parametrize(("body", "line", "reason"), WRONG, ids=range(len(WRONG)))
def test_what_is_wrong_is_said_with_its_line_and_key(body: str, line: int, reason: str, tmp_path: Path) -> None:
    at, told = fault(tmp_path, body)
    assert (at, reason in told) == (line, True), (at, told)
    assert told.startswith("claim 'x': ") or "not TOML" in told or "label" in told


def test_a_label_that_comes_twice_keeps_the_first(tmp_path: Path) -> None:
    table = "[[claim]]\nid = 'a'\nloss = 'hinge'\nproperty = 'convex'\n"
    first, second, third = read(tmp_path, table + table + table.replace("'a'", "'b'"))
    assert isinstance(first, Read) and isinstance(third, Read) and (first.line, third.line) == (1, 9)
    assert second == Fault(5, "the label 'a' occurs twice, first in line 1")


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("[[claims]]\nid = 'x'", 1, "claims: there is no such table or key; did you mean claim?"),
        ("\n[claim]\nid = 'x'", 2, "expected tables [[claim]], with two brackets"),
        ("claim = 3", 1, "expected tables [[claim]], with two brackets"),
        ("[[claim]]\nloss = 'hinge'", 1, "expected one of the keys id and label"),
        ("[[claim]]\nid = ''", 2, "id: expected a line of text, got ''"),
        ('[[claim]]\nid = "a\\u001b[2J"', 2, "id: expected a line of text, got 'a\\x1b[2J'"),
        (f"[[claim]]\nid = '{'x' * 201}'", 2, "id: expected at most 200 characters"),
        ("[[claim]]\nid =", 2, "not TOML: Invalid value"),
    ],
)
def test_what_is_wrong_with_a_file(text: str, line: int, reason: str, tmp_path: Path) -> None:
    (found,) = read(tmp_path, text)
    assert isinstance(found, Fault) and (found.line, reason in found.reason) == (line, True), found


def test_inline_tables_are_claims_too(tmp_path: Path) -> None:
    (found,) = read(tmp_path, "\nclaim = [{id = 'x', loss = 'hinge', property = 'convex'}]")
    assert isinstance(found, Read) and found.line == 2 and found.claim.statement == Convex(loss("hinge"))


def test_a_file_without_claims_and_one_with_figures_have_none(tmp_path: Path) -> None:
    assert read(tmp_path, "") == read(tmp_path, "[[figure]]\nname = 'x'") == []


HOSTILE = (
    "__import__('os').system('touch HERE')",
    "().__class__.__bases__[0].__subclasses__()",
    "open('HERE', 'w')",
    "exec(open)",
    "9**9**9**9",
    "exp(exp(exp(exp(9**9))))",
    "factorial(10**7)",
    "lambda t: t",
    "t" + "+t" * 1999,
    "(" * 300 + "t" + ")" * 300,
    "1e999999999*t",
    "t.__class__",
    "{open}",
    "1e-999999999",
)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_key_runs_what_it_holds(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    typed = f'"{text}"'
    bodies = [
        f"loss = 'mae'\nclasses = 3\nproperty = 'noise_tolerant'\nnoise = {typed}",
        f"loss = 'logistic'\nproperty = 'threshold'\nexpect = 0\ncost = {typed}",
        f"loss = 'focal'\nparameters.gamma = {typed}\nproperty = 'convex'",
        f"loss = {typed}\nproperty = 'convex'",
        f"loss = {typed}\nclasses = 3\nproperty = 'convex'",
        f"loss = 'a*t'\nparameters.a = {typed}\nproperty = 'convex'",
        f"loss = 'hinge'\nproperty = 'psi'\nexpect = {typed}",
        f"loss = 'hinge'\nproperty = 'transform'\nhypotheses = {typed}\nexpect = 'theta'",
        f"statement = 'less'\nleft = {typed}\nright = 0",
        f"statement = 'less'\nleft = 't'\nright = 0\nlower = {typed}",
    ]
    if text.startswith("t+"):
        bodies = [*bodies[:3], *bodies[6:8]]
    found = read(tmp_path, "\n".join(f"[[claim]]\nid = '{i}'\n{body}" for i, body in enumerate(bodies)))
    assert [type(item) for item in found] == [Fault] * len(bodies)
    assert [path.name for path in tmp_path.iterdir()] == ["claims.toml"]
