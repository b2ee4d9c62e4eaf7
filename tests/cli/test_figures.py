"""``losstheory figures``: what is listed, drawn and written, and the exit codes."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from losstheory.cli import main

Capture = pytest.CaptureFixture[str]
FIGURE = '[[figure]]\nname = "{name}"\nkind = "losses"\nlosses = ["{loss}"]\n'
CLAIM = '[[claim]]\nid = "{id}"\nloss = "max(0, 1-t, 1-2*t)"\nproperty = "{property}"\nexpect = true\n'
DRAW = '"""Nothing much."""\n\ndef draw(ax):\n    ax.plot([0, 1])\n'


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder, and no answers kept."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def toml(name: str, *parts: str) -> None:
    Path(name).write_text("".join(parts))


def figure(name: str, loss: str = "hinge", *lines: str) -> str:
    return FIGURE.format(name=name, loss=loss) + "".join(f"{line}\n" for line in lines)


def test_figures_a_table_and_references_are_written_the_same_twice(capsys: Capture) -> None:
    toml("figures.toml", figure("one", "hinge", 'claims = ["convex"]'), CLAIM.format(id="convex", property="convex"))
    trees = []
    for folder in ("first", "second"):
        assert main(["figures", "--venue", "icml2026", "-o", folder]) == 0
        paths = sorted(path for path in Path(folder).rglob("*") if path.is_file())
        trees.append({str(path.relative_to(folder)): path.read_bytes() for path in paths})
    assert trees[0] == trees[1]
    assert list(trees[0]) == ["losstheory.bib", "one.pdf", "provenance.json", "tables/verdicts.tex"]
    assert b"MediaBox [ 0 0 234 " in trees[0]["one.pdf"] and b"cortes1995support" in trees[0]["losstheory.bib"]
    assert rb"convex & proved & agrees" in trees[0]["tables/verdicts.tex"]
    output, errors = capsys.readouterr()
    assert re.match(r"one\.pdf +drawn +3\.250 x 2\.405 in +[0-9a-f]{12}\nclaims: 1 agrees\n", output)
    assert "wrote first/provenance.json, first/losstheory.bib, first/tables/verdicts.tex" in errors


def test_the_list_draws_nothing(capsys: Capture) -> None:
    Path("one.py").write_text(DRAW.replace("ax.plot", "raise ValueError"))
    assert main(["figures", "--list", "--venue", "neurips", "--column", "full", "one.py"]) == 0
    assert capsys.readouterr().out == "one  full  5.500 in  Nothing much.\n"
    assert not Path("figures").exists()


@pytest.mark.parametrize(
    ("parts", "code", "messages"),
    [
        (
            (
                figure("bad", "no_such_loss"),
                figure("hostile", "__import__('os').system('touch pwned')"),
                figure("third", "logistic", 'claims = ["none"]'),
            ),
            4,
            ("error: bad: ", "error: hostile: ParseError", "no claim 'none'"),
        ),
        ((figure("bad").replace("losses =", "lossses ="),), 2, ("figures.toml:8: lossses",)),
        ((figure("bad", "logistic", 'claims = ["c"]'), CLAIM.format(id="c", property="calibrated")), 1, ()),
    ],
)
def test_what_fails_costs_itself_and_the_exit_code_tells(
    parts: tuple[str, ...], code: int, messages: tuple[str, ...], capsys: Capture
) -> None:
    toml("figures.toml", figure("good"), *parts)
    assert main(["figures"]) == code
    output, errors = capsys.readouterr()
    assert "good.pdf" in output and "Traceback" not in errors
    assert all(message in errors for message in messages)
    assert Path("figures/good.pdf").is_file() and not Path("pwned").exists()
    assert "good" in json.loads(Path("figures/provenance.json").read_text())["figures"]


def test_without_a_path_the_files_of_the_folder_are_taken(capsys: Capture) -> None:
    Path("mine.py").write_text(DRAW)
    assert main(["figures", "--list"]) == 0
    assert "psi" in capsys.readouterr().out  # those that are shipped
    toml("claims.toml", CLAIM.format(id="c", property="convex"), figure("own"))
    assert main(["figures", "--list"]) == 0
    assert capsys.readouterr().out.split()[0] == "own"
    toml("figures.toml", figure("first"))
    assert main(["figures", "--list"]) == 0
    assert capsys.readouterr().out.split()[0] == "first"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        (["--venue", "icmll"], "did you mean icml"),
        (["--width", "wide"], "expected a length"),
        (["missing.py"], "no such file"),
        (["--column", "third"], "invalid choice"),
    ],
)
def test_a_usage_error_writes_nothing(typed: list[str], message: str, capsys: Capture) -> None:
    toml("figures.toml", figure("one"))
    assert main(["figures", *typed]) == 2
    output, errors = capsys.readouterr()
    assert output == "" and message in errors and not Path("figures").exists()


def test_latex_is_refused_where_it_is_missing(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    toml("figures.toml", figure("one"))
    monkeypatch.setenv("PATH", str(Path("empty").resolve()))
    assert shutil.which("latex") is None
    assert main(["figures", "--latex"]) == 2
    assert "--latex needs latex and dvipng" in capsys.readouterr().err and not Path("figures").exists()


def test_nothing_to_draw_is_five(capsys: Capture) -> None:
    toml("figures.toml", figure("one"))
    assert main(["figures", "-k", "other"]) == 5
    assert capsys.readouterr().out == "no figures\n"
