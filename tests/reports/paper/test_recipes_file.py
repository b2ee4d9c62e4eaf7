"""Figures in TOML: every fault has its line, and nothing of the file is run."""

from __future__ import annotations

from pathlib import Path

import pytest

from losstheory.reports.paper.figure import FigureError
from losstheory.reports.paper.recipes_file import read_recipes

GOOD = '[[figure]]\nname = "psi"\nkind = "function"\nlosses = ["hinge"]\nparameters = { name = "psi" }\n'


def file(folder: Path, text: str) -> Path:
    path = folder / "figures.toml"
    path.write_text(text)
    return path


def test_a_table_is_a_figure_with_exact_numbers(tmp_path: Path) -> None:
    text = (
        '[[figure]]\nname = "risk"\nkind = "conditional_risk"\nloss = "hinge"\ncolumn = "full"\naspect = 0.5\n'
        'claims = ["thm3"]\nsources = ["bartlett2006convexity"]\n[figure.parameters]\neta = 0.625\n'
    )
    (figure,) = read_recipes(file(tmp_path, text)).figures
    assert (figure.name, figure.column, figure.aspect, figure.claims) == ("risk", "full", 0.5, ("thm3",))
    assert figure.recipe == {"kind": "conditional_risk", "arguments": {"loss": "hinge", "eta": "0.625"}}


def test_the_content_is_that_of_the_table_alone(tmp_path: Path) -> None:
    other = GOOD.replace("psi", "link")
    first, second = read_recipes(file(tmp_path, GOOD + other)).figures
    (again,) = read_recipes(file(tmp_path, f"# moved\n{GOOD}")).figures
    assert first.content == again.content != second.content


@pytest.mark.parametrize(
    ("change", "line", "message"),
    [
        (('kind = "function"', 'kind = "functoin"'), 3, "did you mean function"),
        (('kind = "function"', 'kind = "landscape"'), 3, "others need Python files"),
        (('kind = "function"', "kind = 3"), 3, "expected one of losses"),
        (('["hinge"]', '"hinge"'), 4, "expected names or formulas"),
        (("losses", "loss"), 4, "loss: function takes losses"),
        (('name = "psi" }', 'nmae = "psi" }'), 5, "did you mean name"),
        (("parameters", "paramters"), 5, "did you mean parameters"),
        (('name = "psi"\n', "name = 3\n"), 2, "expected a text"),
        (("parameters = { name", 'column = "third"\nparameters = { name'), 5, "expected half or full"),
    ],
)
def test_a_fault_has_its_line_and_the_others_go_on(
    change: tuple[str, str], line: int, message: str, tmp_path: Path
) -> None:
    found = read_recipes(file(tmp_path, GOOD.replace(*change, 1) + GOOD.replace('"psi"', '"link"')))
    assert [figure.name for figure in found.figures] == ["link"]
    (told,) = found.refused.values()
    assert f"figures.toml:{line}: " in told and message in told


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[figure]\n", "figures.toml:1: not TOML"),
        ('venue = "icml"\n' + GOOD, "figures.toml:1: venue"),
        ('claims = "claims.py"\n' + GOOD, "expected a TOML file"),
        ('[figure]\nname = "psi"\n', "with two brackets"),
    ],
)
def test_a_file_that_cannot_be_read_at_all_is_refused(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(FigureError, match="figures.toml") as caught:
        read_recipes(file(tmp_path, text))
    assert message in str(caught.value)


def test_labels_are_looked_up_in_the_named_file_else_in_the_file_itself(tmp_path: Path) -> None:
    (named,) = read_recipes(file(tmp_path, f'claims = "claims.toml"\n{GOOD}')).figures
    (own,) = read_recipes(file(tmp_path, f'{GOOD}[[claim]]\nid = "x"\n')).figures
    (none,) = read_recipes(file(tmp_path, GOOD)).figures
    assert named.library == str(tmp_path / "claims.toml")
    assert own.library == str(tmp_path / "figures.toml") and none.library is None
