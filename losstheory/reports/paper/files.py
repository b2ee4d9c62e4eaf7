"""The figures of Python files, of folders of them and of TOML files. Nothing runs until a figure is drawn."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from losstheory.reports.claims_file.keys import KeyFault
from losstheory.reports.paper.figure import Collected, FigureError, PaperFigure
from losstheory.reports.paper.recipes_file import read_recipes
from losstheory.reports.paper.settings import read_settings

SETTINGS = {"COLUMN", "ASPECT", "CLAIMS", "SOURCES", "INPUTS"}
USUAL = "figures.toml"


def collect_figures(paths: Iterable[str | Path]) -> Collected:
    """Every figure of the files, and of the Python files of the folders, in order.

    A Python file defines ``draw`` with one parameter for each panel, or ``draw()`` that returns a figure of matplotlib;
    its settings are the literals ``COLUMN``, ``ASPECT``, ``CLAIMS``, ``SOURCES`` and ``INPUTS``.

    Raises:
        FigureError: a path does not exist, or a TOML file cannot be read at all.
    """
    figures, refused = list[PaperFigure](), dict[str, str]()
    for file in (file for path in paths for file in _files(Path(path))):
        if file.suffix == ".toml":
            found = read_recipes(file)
            figures += found.figures
            refused |= found.refused
            continue
        try:
            figures.append(_from_python(file))
        except FigureError as error:
            refused[file.stem] = str(error)
    return _told_apart(figures, refused)


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(file for file in path.glob("*.py") if not file.name.startswith("_"))
    if not path.is_file():
        raise FigureError(
            f"{path}: no such file or folder; name a Python file with draw, a folder of them, or a TOML file"
        )
    if path.suffix not in (".py", ".toml"):
        raise FigureError(f"{path}: figures are read from Python files (.py) and TOML files (.toml)")
    return [path]


def _from_python(file: Path) -> PaperFigure:
    """What the file says without being run."""
    content = file.read_bytes()
    try:
        tree = ast.parse(content, str(file))
    except (SyntaxError, ValueError) as error:
        raise FigureError(f"{file}: no Python: {error}") from None
    found = dict[str, object]()
    for name, value in _assigned(tree):
        if name in SETTINGS:
            try:
                found[name.lower()] = ast.literal_eval(value)
            except ValueError:
                raise FigureError(f"{file}:{value.lineno}: {name} must be a literal, since it is read unrun") from None
    if not any(isinstance(node, ast.FunctionDef) and node.name == "draw" for node in tree.body):
        raise FigureError(f"{file}: expected a function draw, with one parameter for each panel")
    about = (ast.get_docstring(tree) or "").partition("\n")[0]
    try:
        return PaperFigure(file.stem, str(file), sha256(content).hexdigest(), about, **read_settings(found))
    except KeyFault as fault:
        raise FigureError(f"{file}: {fault}") from None


def _assigned(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """The names that a module assigns at its top, each with what is assigned; also several at once."""
    for node in tree.body:
        if isinstance(node, ast.AnnAssign) and node.value is not None:
            yield from _named(node.target, node.value)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                yield from _named(target, node.value)


def _named(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for one, part in zip(target.elts, value.elts, strict=False):
            yield from _named(one, part)


def _told_apart(figures: list[PaperFigure], refused: dict[str, str]) -> Collected:
    """The figures, but for those whose name is taken by one before."""
    kept = dict[str, PaperFigure]()
    for figure in figures:
        first = kept.setdefault(figure.name, figure)
        if first is not figure:
            refused[figure.name] = f"{figure.origin}: a figure {figure.name!r} is in {first.origin} already"
    return Collected(tuple(kept.values()), refused)
