"""The house rules over syntax trees: who imports whom, and what nobody writes.

Each rule maps sources (path of a module in the repository to its text) to violations.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

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
    "theory": {"formulas", "claims", "rigor", "losses", "runs"},
    "numeric": {"formulas", "losses"},
    "programs": PROGRAMS,
    "landscape": LANDSCAPE,
    "nn": NN,
    "empirical": {"nn", "landscape", "runs"} | NN | LANDSCAPE,
    "figures": {"formulas", "losses", "theory", "numeric"},
    "reports": EVERYTHING - {"cli", "checker"},
    "cli": EVERYTHING,
    "__main__": {"cli"},
    "pytest_plugin": {"claims", "reports", "runs"},
    "__init__": EVERYTHING - {"checker", "cli"},
}
TORCH_HOUSES = {"landscape", "empirical", "nn"}
CODE_RUNNERS = {"eval", "exec", "compile", "__import__"}
STRING_RUNNERS = {"sympify", "parse_expr", "lambdify", "nsimplify"}
SHAPELESS_NAMES = {"utils", "util", "helpers", "helper", "misc", "common"}
BLOB_FORMATS = {"pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib"}
RUNS_STRANGERS = {"losstheory/reports/collection.py"}
MAX_LINES, MAX_KERNEL_LINES = 300, 500


def read_sources() -> Sources:
    """The sources of the package."""
    return {str(path.relative_to(ROOT)): path.read_text("utf-8") for path in sorted(ROOT.glob("losstheory/**/*.py"))}


@cache
def parsed(path: str, text: str) -> ast.Module:
    return ast.parse(text, path)


def house(path: str) -> str:
    """The package of ``losstheory`` that a file belongs to, or the name of a file at its top."""
    return path.split("/")[1].removesuffix(".py")


def found(sources: Sources, look: Callable[[str, ast.Module], Iterator[tuple[ast.AST, str]]]) -> list[str]:
    """The violations that ``look`` sees, as ``path:line: message``."""
    return [
        f"{path}:{getattr(node, 'lineno', 1)}: {message}"
        for path, text in sources.items()
        for node, message in look(path, parsed(path, text))
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
    """No ``except Exception``, no bare ``except``, no ``suppress(Exception)``, but where a stranger's file is run."""
    broad = {"Exception", "BaseException"}

    def look(path: str, tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
        for node in ast.walk(tree) if path not in RUNS_STRANGERS else ():
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
    """No floating-point literal in losses and theory, but for the searches, which may look at floats."""

    def look(path: str, tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
        for node in ast.walk(tree) if house(path) in ("losses", "theory") and "/theory/search/" not in path else ():
            if isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
                yield node, f"the float {node.value}"

    return found(sources, look)


def no_derivative_across_a_kink(sources: Sources) -> list[str]:
    def look(path: str, tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
        for node in ast.walk(tree):
            if called(node) == "subs" and called(getattr(getattr(node, "func", None), "value", node)) == "diff":
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


def names_hide_no_module(sources: Sources) -> list[str]:
    """A package's name from one module is not that of another module of it, which would take its place when loaded."""

    def look(path: str, tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
        folder = path.removesuffix("__init__.py")
        for node in ast.walk(tree) if path != folder else ():
            for name in node.names if isinstance(node, ast.ImportFrom) and node.module else ():
                known = name.asname or name.name
                is_module = f"{folder}{known}.py" in sources or f"{folder}{known}/__init__.py" in sources
                if is_module and node.module.split(".")[-1] not in (known, folder.split("/")[-2]):
                    yield node, f"{known} is a module of {folder}, too"

    return found(sources, look)


RULES: tuple[Rule, ...] = (
    arrows, checker_stands_alone, nobody_imports_shipped_data, heavy_imports_wait, no_code_from_strings,
    errors_are_named, files_have_a_concept, files_fit, symbols_have_one_home, numbers_are_exact,
    no_derivative_across_a_kink, only_the_command_line_prints, no_hidden_state, no_blob_formats, names_hide_no_module,
)  # fmt: skip
