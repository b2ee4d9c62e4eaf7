"""A figure is drawn when something that it depends on has changed, and one that fails costs itself."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest

from losstheory.reports.paper.files import collect_figures
from losstheory.reports.paper.making import MakingRun, make_figures, write_account
from losstheory.reports.paper.sheet import Sheet
from losstheory.reports.paper.venues import PageError

DRAW = "def draw(ax):\n    ax.plot([0, 1], [0, {}])\n"
DATA = 'from pathlib import Path\nINPUTS = ("data.txt",)\n' + DRAW.format(
    "float(Path(__file__).with_name('data.txt').read_text())"
)


def write(folder: Path, **files: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text)
    return folder


def made(source: Path, folder: Path, venue: str = "icml") -> MakingRun:
    folder.mkdir(exist_ok=True)
    run = make_figures(collect_figures([source]).figures, folder, Sheet(venue))
    write_account(folder, run, [], {"losstheory.bib": "\n"})
    return run


def fates(run: MakingRun) -> list[str]:
    return [one.fate.value for one in run.made]


def test_only_what_has_changed_is_drawn_anew(tmp_path: Path) -> None:
    source, folder = write(tmp_path / "source", one=DRAW.format(1), two=DATA), tmp_path / "out"
    (source / "data.txt").write_text("2")
    first = made(source, folder)
    account = (folder / "provenance.json").read_bytes()
    assert fates(first) == ["drawn", "drawn"]
    assert fates(made(source, folder)) == ["unchanged", "unchanged"]
    assert (folder / "provenance.json").read_bytes() == account
    (source / "data.txt").write_text("3")
    assert fates(made(source, folder)) == ["unchanged", "drawn"]
    (folder / "one.pdf").write_bytes(b"spoiled")
    assert fates(made(source, folder)) == ["drawn", "unchanged"]
    assert fates(made(source, folder, "neurips")) == ["drawn", "drawn"]
    (folder / "provenance.json").write_text("[]")
    assert fates(made(source, folder, "neurips")) == ["drawn", "drawn"]


def test_an_executor_draws_the_same_bytes_and_what_it_loses_is_left(tmp_path: Path) -> None:
    source = write(tmp_path / "source", one=DRAW.format(1), two=DRAW.format(2))
    figures = collect_figures([source]).figures
    made(source, tmp_path / "here")
    (tmp_path / "there").mkdir()
    with ThreadPoolExecutor(2) as threads:
        run = make_figures(figures, tmp_path / "there", Sheet("icml"), executor=threads)
    assert fates(run) == ["drawn", "drawn"] and run.lost == ""
    for name in ("one.pdf", "two.pdf"):
        assert (tmp_path / "there" / name).read_bytes() == (tmp_path / "here" / name).read_bytes()
    gone = make_figures(figures, tmp_path / "there", Sheet("neurips"), executor=threads)  # it is shut down
    assert gone.made == () and gone.lost.startswith("no task is taken: RuntimeError")


def test_a_figure_that_fails_costs_itself(tmp_path: Path) -> None:
    source = write(
        tmp_path / "source",
        a="raise ValueError('at once')\ndef draw(ax): pass",
        b="def draw():\n    return 3",
        c="import os\ndef draw(ax):\n    os._exit(3)",
        d="def draw(ax):\n    print('loud')",
        e='INPUTS = ("missing.csv",)\ndef draw(ax): pass',
        f="from matplotlib.figure import Figure\ndef draw():\n    return Figure((4, 2))",
    )
    run = made(source, tmp_path / "out")
    assert fates(run) == ["failed", "failed", "failed", "drawn", "failed", "drawn"]
    told = [one.message for one in run.made]
    assert "at once" in told[0] and "figure of matplotlib" in told[1] and "exit code 3" in told[2]
    assert "missing.csv" in told[4]
    last = run.made[-1].account
    assert last is not None and last["inches"] == [3.25, 1.625]


def test_the_account_says_what_everything_was_made_from(tmp_path: Path) -> None:
    source = write(tmp_path / "source", one='SOURCES = ("a2000b",)\n' + DRAW.format(1))
    made(source, tmp_path / "out")
    account = json.loads((tmp_path / "out" / "provenance.json").read_text())
    one = account["figures"]["one"]
    assert one["content"] == sha256((source / "one.py").read_bytes()).hexdigest()
    assert one["sha256"] == sha256((tmp_path / "out" / "one.pdf").read_bytes()).hexdigest()
    assert one["origin"] == "one.py" and one["sources"] == ["a2000b"] and one["inches"][0] == 3.25
    assert account["sheet"]["venue"] == "icml" and {"losstheory", "matplotlib", "python"} <= set(account["versions"])
    assert account["files"] == {"losstheory.bib": sha256(b"\n").hexdigest()}
    assert str(tmp_path) not in json.dumps(account)


def test_a_venue_that_is_not_known_is_refused_before_anything_is_drawn(tmp_path: Path) -> None:
    with pytest.raises(PageError):
        made(write(tmp_path / "source", one=DRAW.format(1)), tmp_path / "out", "nowhere")
    assert list((tmp_path / "out").iterdir()) == []
