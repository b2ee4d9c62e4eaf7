"""The house keeps its rules, each of them can fail, and none sees ghosts."""

from __future__ import annotations

import pytest

from tests.architecture import (
    ROOT,
    RULES,
    Rule,
    arrows,
    checker_stands_alone,
    errors_are_named,
    files_fit,
    files_have_a_concept,
    heavy_imports_wait,
    names_hide_no_module,
    no_blob_formats,
    no_code_from_strings,
    no_derivative_across_a_kink,
    no_hidden_state,
    nobody_imports_shipped_data,
    numbers_are_exact,
    only_the_command_line_prints,
    read_sources,
    symbols_have_one_home,
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_its_rules(rule: Rule) -> None:
    assert rule(read_sources()) == []


BROKEN: tuple[tuple[Rule, str, str], ...] = (
    (arrows, "losses/hinge.py", "from losstheory.theory import Convex"),
    (arrows, "losses/hinge.py", "from losstheory import theory"),
    (arrows, "losses/hinge.py", "from ..theory.convexity import Convex"),
    (arrows, "rigor/decide.py", "def decide():\n    import losstheory.checker"),
    (arrows, "theory/convexity.py", "if TYPE_CHECKING:\n    from losstheory.reports import Report"),
    (arrows, "runs/pool.py", "import losstheory.claims.verdict"),
    (arrows, "attic/old.py", "x = 1"),
    (checker_stands_alone, "checker/nodes.py", "import numpy"),
    (checker_stands_alone, "checker/nodes.py", "from ..formulas import tree"),
    (checker_stands_alone, "checker/rules/convexity.py", "def check():\n    from flint import arb"),
    (nobody_imports_shipped_data, "reports/collect.py", "import analyses.bartlett2006convexity"),
    (heavy_imports_wait, "figures/losses.py", "import matplotlib.pyplot as plt"),
    (heavy_imports_wait, "numeric/callables.py", "try:\n    import torch\nexcept ImportError:\n    torch = None"),
    (heavy_imports_wait, "reports/html.py", "from losstheory.figures import draw_losses"),
    (no_code_from_strings, "formulas/parser.py", "value = eval(text)"),
    (no_code_from_strings, "formulas/parser.py", "value = sympy.sympify(text)"),
    (no_code_from_strings, "formulas/parser.py", "from sympy.parsing.sympy_parser import parse_expr as read"),
    (errors_are_named, "rigor/decide.py", "try:\n    f()\nexcept Exception:\n    pass"),
    (errors_are_named, "rigor/decide.py", "try:\n    f()\nexcept (ValueError, BaseException) as error:\n    pass"),
    (errors_are_named, "rigor/decide.py", "try:\n    f()\nexcept:\n    pass"),
    (errors_are_named, "rigor/decide.py", "with suppress(Exception):\n    f()"),
    (files_have_a_concept, "rigor/utils.py", ""),
    (files_fit, "rigor/decide.py", "x = 1\n" * 301),
    (files_fit, "claims/verdict.py", "x = 1\n" * 501),
    (symbols_have_one_home, "losses/margin.py", "t = sympy.Symbol('t')"),
    (numbers_are_exact, "losses/margin.py", "HALF = 0.5"),
    (no_derivative_across_a_kink, "theory/convexity.py", "slope = phi.diff(t).subs(t, kink)"),
    (only_the_command_line_prints, "reports/text.py", "def show():\n    print('no')"),
    (no_hidden_state, "rigor/decide.py", "def f():\n    global best\n    best = 1"),
    (no_hidden_state, "numeric/callables.py", "np.random.seed(0)"),
    (no_blob_formats, "claims/ledger.py", "import pickle"),
)
HIDING = {
    "losstheory/reports/__init__.py": "from losstheory.reports.collection import shipped",
    "losstheory/reports/shipped.py": "",
}


@pytest.mark.parametrize(("rule", "path", "text"), BROKEN, ids=lambda part: getattr(part, "__name__", None))
def test_each_rule_can_fail(rule: Rule, path: str, text: str) -> None:
    assert rule({f"losstheory/{path}": text})


def test_a_name_that_a_module_would_take_is_noticed() -> None:
    assert names_hide_no_module(HIDING)
    assert not names_hide_no_module({**HIDING, "losstheory/reports/__init__.py": ""})


def test_every_rule_is_shown_to_fail() -> None:
    assert {names_hide_no_module, *(rule for rule, _, _ in BROKEN)} == set(RULES)


INNOCENT = {
    "losstheory/checker/rules/convexity.py": "from ..nodes import Node\nfrom . import evidence\nimport fractions",
    "losstheory/figures/losses.py": (
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from matplotlib.axes import Axes\n"
        "    from losstheory.claims import Verdict\n\n\ndef draw():\n    import matplotlib\n    return 0.5"
    ),
    "losstheory/landscape/slices.py": "import torch\n\nmodel.eval()",
    "losstheory/claims/kernel.py": "from losstheory.checker import check_certificate",
    "losstheory/formulas/symbols.py": "from sympy import Symbol\n\nt = Symbol('t', real=True)",
    "losstheory/formulas/parser.py": "try:\n    tree = ast.parse(text)\nexcept (SyntaxError, ValueError):\n    pass",
    "losstheory/__init__.py": "def loss():\n    from losstheory.losses import MarginLoss",
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_no_rule_sees_ghosts(rule: Rule) -> None:
    assert rule(INNOCENT) == []


def test_tests_and_benchmarks_read_no_formula_by_running_it() -> None:
    """Only lambdify, of expressions that are sympy's already, is theirs."""
    paths = [path for folder in ("tests", "benchmarks", "analyses") for path in ROOT.glob(f"{folder}/**/*.py")]
    found = no_code_from_strings({str(path.relative_to(ROOT)): path.read_text("utf-8") for path in paths})
    assert {line.split(": ")[1] for line in found} <= {"calls lambdify"}, found
