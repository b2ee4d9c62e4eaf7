"""The house rules over syntax trees: who imports whom, and what nobody writes.

Each rule maps sources (module path relative to the repository, text) to violations; the last
tests show that each of them can fail.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
Sources = dict[str, str]
Rule = Callable[[Sources], list[str]]

EVERYTHING = {
    "formulas", "claims", "checker", "rigor", "losses", "theory", "numeric", "programs", "landscape", "empirical",
    "nn", "figures", "runs", "reports", "cli",
}  # fmt: skip
PROGRAMS = {"formulas", "claims", "losses", "theory", "numeric"}
LANDSCAPE = PROGRAMS | {"runs"}
NN = {"losses", "numeric", "programs"}
ARROWS: dict[str, set[str]] = {
    "formulas": set(),
    "checker": set(),
    "runs": set(),
    "claims": {"formulas", "checker"},
    "rigor": {"formulas", "claims"},
    "losses": {"formulas"},
    "theory": {"formulas", "claims", "rigor", "losses"},
    "numeric": {"formulas", "losses"},
    "programs": PROGRAMS,
    "landscape": LANDSCAPE,
    "nn": NN,
    "empirical": {"nn", "landscape", "runs"} | NN | LANDSCAPE,
    "figures": {"formulas", "losses", "theory", "numeric"},
    "reports": EVERYTHING - {"cli", "checker"},
    "cli": EVERYTHING,
    "__main__": {"cli"},
    "__init__": EVERYTHING - {"checker", "cli"},
}
TORCH_HOUSES = {"landscape", "empirical", "nn"}
CODE_RUNNERS = {"eval", "exec", "compile", "__import__"}
STRING_RUNNERS = {"sympify", "parse_expr", "lambdify", "nsimplify"}
SHAPELESS_NAMES = {"utils", "util", "helpers", "helper", "misc", "common"}
BLOB_FORMATS = {"pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib"}
MAX_LINES, MAX_KERNEL_LINES = 300, 500


def read_sources() -> Sources:
    return {str(path.relative_to(ROOT)): path.read_text("utf-8") for path in sorted(ROOT.glob("losstheory/**/*.py"))}


def house(path: str) -> str:
    """The package of ``losstheory`` that a file belongs to, or the name of a file at its top."""
    return path.split("/")[1].removesuffix(".py")


def found(sources: Sources, look: Callable[[str, ast.Module], Iterator[tuple[ast.AST, str]]]) -> list[str]:
    """The violations that ``look`` sees, as ``path:line: message``."""
    return [
        f"{path}:{getattr(node, 'lineno', 1)}: {message}"
        for path, text in sources.items()
        for node, message in look(path, ast.parse(text, path))
    ]


def imported(path: str, node: ast.AST) -> list[str]:
    """The full names of the modules that an import statement loads, relative ones resolved."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if not isinstance(node, ast.ImportFrom):
        return []
    if not node.level:
        base = node.module or ""
    else:
        package = path.removesuffix(".py").split("/")[: -node.level]
        base = ".".join([*package, *([node.module] if node.module else [])])
    if base.count(".") == 0 and base in ("losstheory",):
        return [f"{base}.{alias.name}" for alias in node.names]
    return [base]


def top_level(tree: ast.Module) -> Iterator[ast.AST]:
    """The nodes that run on import: not those inside functions, nor under ``TYPE_CHECKING``."""
    stack: list[ast.AST] = [tree]
    while stack:
        node = stack.pop()
        yield node
        for child in ast.iter_child_nodes(node):
            if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) and not for_types(child):
                stack.append(child)


def for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


def without_type_blocks(tree: ast.Module) -> Iterator[ast.AST]:
    hidden = {id(inner) for node in ast.walk(tree) if for_types(node) for inner in ast.walk(node)}
    return (node for node in ast.walk(tree) if id(node) not in hidden)


def called(node: ast.AST) -> str:
    """The last name of what is called, or nothing."""
    if not isinstance(node, ast.Call):
        return ""
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def arrows(sources: Sources) -> list[str]:
    """Imports go where DESIGN lets them; result types for figures may be named under TYPE_CHECKING."""

    def look(path: str, tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
        own = house(path)
        allowed = ARROWS.get(own)
        if allowed is None:
            yield tree, f"{own} has no place in the house"
            return
        for node in without_type_blocks(tree) if own in ("figures", "__init__") else ast.walk(tree):
            for name in imported(path, node):
                parts = name.split(".")
                if (
                    parts[0] == "losstheory"
                    and len(parts) > 1
                    and parts[1] in ARROWS
                    and parts[1] not in allowed | {own}
                ):
                    yield node, f"{own} imports {parts[1]}"

    return found(sources, look)


def checker_stands_alone(sources: Sources) -> list[str]:
    """The checker imports the standard library and itself."""

    def look(path: str, tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
        for node in ast.walk(tree) if house(path) == "checker" else ():
            for name in imported(path, node):
                first = name.split(".")[0]
                if first not in sys.stdlib_module_names and not name.startswith("losstheory.checker"):
                    yield node, f"the checker imports {name}"

    return found(sources, look)


def nobody_imports_shipped_data(sources: Sources) -> list[str]:
    def look(path: str, tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
        for node in ast.walk(tree):
            for name in imported(path, node):
                if name.split(".")[0] in ("analyses", "paper_figures", "tests", "benchmarks"):
                    yield node, f"imports {name}, which is loaded by path"

    return found(sources, look)


def heavy_imports_wait(sources: Sources) -> list[str]:
    """matplotlib and cvxpy, and torch outside its packages, are imported inside functions; figures too."""

    def look(path: str, tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
        for node in top_level(tree):
            for name in imported(path, node):
                first = name.split(".")[0]
                if first in ("matplotlib", "cvxpy") or (first == "torch" and house(path) not in TORCH_HOUSES):
                    yield node, f"imports {first} when loaded"
                if name.startswith("losstheory.figures") and house(path) != "figures":
                    yield node, "imports figures when loaded"

    return found(sources, look)


def no_code_from_strings(sources: Sources) -> list[str]:
    def look(path: str, tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
        for node in ast.walk(tree):
            name = called(node)
            bare = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            if (bare and name in CODE_RUNNERS) or name in STRING_RUNNERS:
                yield node, f"calls {name}"
            if isinstance(node, ast.ImportFrom) and {alias.name for alias in node.names} & STRING_RUNNERS:
                yield node, "imports what runs strings"

    return found(sources, look)


def errors_are_named(sources: Sources) -> list[str]:
    """No ``except Exception``, no bare ``except``, no ``suppress(Exception)``."""
    broad = {"Exception", "BaseException"}

    def look(path: str, tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
        for node in ast.walk(tree):
            if isinstance(node, ast.ExceptHandler):
                names = {part.id for part in ast.walk(node.type) if isinstance(part, ast.Name)} if node.type else broad
            elif isinstance(node, ast.Call) and called(node) == "suppress":
                names = {arg.id for arg in node.args if isinstance(arg, ast.Name)}
            else:
                continue
            if names & broad:
                yield node, "catches everything"

    return found(sources, look)


def files_have_a_concept(sources: Sources) -> list[str]:
    return [f"{path}:1: says nothing" for path in sources if Path(path).stem in SHAPELESS_NAMES]


def files_fit(sources: Sources) -> list[str]:
    sizes = {path: len(text.splitlines()) for path, text in sources.items()}
    long = [f"{path}:1: {size} lines" for path, size in sizes.items() if size > MAX_LINES]
    kernel = sum(size for path, size in sizes.items() if house(path) == "claims")
    return long + [f"losstheory/claims:1: {kernel} lines"] * (kernel > MAX_KERNEL_LINES)


def symbols_have_one_home(sources: Sources) -> list[str]:
    def look(path: str, tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
        for node in ast.walk(tree) if path != "losstheory/formulas/symbols.py" else ():
            if called(node) in ("Symbol", "symbols", "Function"):
                yield node, f"calls {called(node)} outside formulas/symbols.py"

    return found(sources, look)


def numbers_are_exact(sources: Sources) -> list[str]:
    """No floating-point literal in losses and theory."""

    def look(path: str, tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
        for node in ast.walk(tree) if house(path) in ("losses", "theory") else ():
            if isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
                yield node, f"the float {node.value}"

    return found(sources, look)


def no_derivative_across_a_kink(sources: Sources) -> list[str]:
    def look(path: str, tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
        for node in ast.walk(tree):
            if called(node) == "subs" and isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                if called(node.func.value) == "diff":
                    yield node, ".diff().subs()"

    return found(sources, look)


def only_the_command_line_prints(sources: Sources) -> list[str]:
    def look(path: str, tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
        for node in ast.walk(tree) if house(path) != "cli" else ():
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and called(node) == "print":
                yield node, "prints"

    return found(sources, look)


def no_hidden_state(sources: Sources) -> list[str]:
    def look(path: str, tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
        for node in ast.walk(tree):
            if isinstance(node, ast.Global):
                yield node, "rebinds a module's name"
            if called(node) in ("seed", "manual_seed"):
                yield node, "seeds a global generator"

    return found(sources, look)


def no_blob_formats(sources: Sources) -> list[str]:
    """pickle is for the pipes between processes of one run alone."""

    def look(path: str, tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
        for node in ast.walk(tree) if house(path) != "runs" else ():
            for name in imported(path, node):
                if name.split(".")[0] in BLOB_FORMATS:
                    yield node, f"imports {name}"

    return found(sources, look)


RULES: tuple[Rule, ...] = (
    arrows, checker_stands_alone, nobody_imports_shipped_data, heavy_imports_wait, no_code_from_strings,
    errors_are_named, files_have_a_concept, files_fit, symbols_have_one_home, numbers_are_exact,
    no_derivative_across_a_kink, only_the_command_line_prints, no_hidden_state, no_blob_formats,
)  # fmt: skip


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


@pytest.mark.parametrize(("rule", "path", "text"), BROKEN, ids=lambda part: getattr(part, "__name__", None))
def test_each_rule_can_fail(rule: Rule, path: str, text: str) -> None:
    assert rule({f"losstheory/{path}": text})


def test_every_rule_is_shown_to_fail() -> None:
    assert {rule for rule, _, _ in BROKEN} == set(RULES)


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


def python(code: str, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *options, "-c", code], capture_output=True, text=True, cwd=ROOT)


HEAVY = ("sympy", "numpy", "scipy", "flint", "torch", "cvxpy", "matplotlib", "pebble", "tqdm")


@pytest.mark.parametrize(
    ("modules", "heavy"),
    [
        ("losstheory", HEAVY),
        ("losstheory.cli", HEAVY),
        ("losstheory.checker", HEAVY),
        ("losstheory.runs.files", HEAVY),
        ("losstheory.theory, losstheory.losses.margin", ("torch", "cvxpy", "matplotlib", "scipy", "numpy", "pebble")),
        ("losstheory.reports", ("torch", "cvxpy", "matplotlib", "scipy", "pebble")),
    ],
)
def test_what_loading_a_package_does_not_load(modules: str, heavy: tuple[str, ...]) -> None:
    result = python(f"import sys, {modules}\nprint(*(name for name in {heavy!r} if name in sys.modules))")
    assert (result.stdout.strip(), result.stderr) == ("", "")


def test_the_checker_loads_where_nothing_is_installed() -> None:
    code = f"import sys\nsys.path.insert(0, {str(ROOT)!r})\nimport losstheory.cli.recheck, losstheory.checker"
    result = python(code, "-I", "-S")
    assert (result.returncode, result.stderr) == (0, "")
