"""``--executor``: one message for an address that cannot be used, before anything is decided or drawn."""

from __future__ import annotations

from pathlib import Path

import pytest

from losstheory.cli import main
from losstheory.cli.executor import expect_workers
from losstheory.runs.foreign import ExecutorLost

HINGE = Path(__file__).parents[2] / "analyses" / "bartlett2006convexity.py"
FIGURE = Path(__file__).parents[2] / "paper_figures" / "losses.py"
COMMANDS = {
    "verify": [str(HINGE), "-k", "hinge", "--no-cache"],
    "report": [str(HINGE), "-k", "hinge", "--no-cache"],
    "phase": ["poly1_margin", "convex"],
    "trial": ["ce", "mae", "--epochs", "1"],
    "figures": [str(FIGURE)],
}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("address", ["ray://10.0.0.7:1", "10.0.0.7:8786"])
def test_other_schemes_are_a_usage_error(
    command: str, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if command == "trial":
        pytest.importorskip("torch")
    if command == "figures":
        pytest.importorskip("matplotlib")
    monkeypatch.chdir(tmp_path)
    assert main([command, *COMMANDS[command], "--executor", address]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == (
        f"losstheory {command}: error: --executor: expected dask://HOST:PORT, the scheduler of a Dask cluster, "
        f"got {address!r}\n"
    )


def test_a_ledger_is_replayed_here(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "ledger.json").write_text("{}")
    command = ["report", str(tmp_path / "ledger.json"), "-o", str(tmp_path / "page.html"), "--executor", "dask://x:1"]
    assert main(command) == 2
    assert "--executor is for claims" in capsys.readouterr().err and not (tmp_path / "page.html").exists()


def test_lost_workers_are_told_with_what_is_finished() -> None:
    expect_workers("", 0, 5)
    with pytest.raises(ExecutorLost, match="the executor is gone, all dead; 3 of 5 tasks are finished"):
        expect_workers("all dead", 3, 5)
