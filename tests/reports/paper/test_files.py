"""Figure files are read without being run: their literals, their panels' claims, and what is wrong with them."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from losstheory.reports.paper.figure import ASPECT, FigureError
from losstheory.reports.paper.files import collect_figures

DRAW = "def draw(ax):\n    pass\n"


def file(folder: Path, text: str, name: str = "one.py") -> Path:
    path = folder / name
    path.write_text(text)
    return path


def test_a_file_is_read_and_not_run(tmp_path: Path) -> None:
    path = file(
        tmp_path,
        '"""What is seen.\n\nMore."""\nraise SystemExit\nCOLUMN, ASPECT = "full", 0.5\nCLAIMS: tuple = ("a", "b")\n'
        f'SOURCES = ["key"]\nINPUTS = ("data.csv",)\nOTHER = open("missing")\n{DRAW}',
    )
    (figure,) = collect_figures([path]).figures
    assert (figure.name, figure.about, figure.column, figure.aspect) == ("one", "What is seen.", "full", 0.5)
    assert (figure.claims, figure.sources, figure.inputs) == (("a", "b"), ("key",), ("data.csv",))
    assert figure.content == sha256(path.read_bytes()).hexdigest()


def test_what_a_file_does_not_say_is_usual(tmp_path: Path) -> None:
    (figure,) = collect_figures([file(tmp_path, DRAW)]).figures
    assert (figure.column, figure.aspect, figure.claims, figure.about) == ("half", ASPECT, (), "")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("def draw(", "no Python"),
        ("x = 1", "expected a function draw"),
        (f'COLUMN = "third"\n{DRAW}', "column: expected half or full"),
        (f"ASPECT = 0\n{DRAW}", "aspect: expected height over width"),
        (f'CLAIMS = "one"\n{DRAW}', "claims: expected an array of texts"),
        (f"COLUMN = choose()\n{DRAW}", "one.py:1: COLUMN must be a literal"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_message_and_the_others_go_on(
    text: str, message: str, tmp_path: Path
) -> None:
    found = collect_figures([file(tmp_path, text), file(tmp_path, DRAW, "two.py")])
    assert [figure.name for figure in found.figures] == ["two"]
    assert list(found.refused) == ["one"] and message in found.refused["one"]


def test_of_a_folder_the_files_without_an_underscore_are_taken_in_order(tmp_path: Path) -> None:
    for name in ("b.py", "a.py", "_shared.py", "notes.txt"):
        file(tmp_path, DRAW, name)
    assert [figure.name for figure in collect_figures([tmp_path]).figures] == ["a", "b"]


def test_a_name_is_used_once_and_is_a_name(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    found = collect_figures([file(tmp_path, DRAW), file(tmp_path / "other", DRAW), file(tmp_path, DRAW, "a b.py")])
    assert [Path(figure.origin).parent for figure in found.figures] == [tmp_path]
    assert "is in" in found.refused["one"] and "no name for a figure" in found.refused["a b"]


@pytest.mark.parametrize("name", ["missing.py", "figures.json"])
def test_other_paths_are_refused(name: str, tmp_path: Path) -> None:
    if name.endswith("json"):
        file(tmp_path, "{}", name)
    with pytest.raises(FigureError, match=name):
        collect_figures([tmp_path / name])
