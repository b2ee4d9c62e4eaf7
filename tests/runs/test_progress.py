"""The bar is for people at a terminal; stdout never sees it."""

from __future__ import annotations

import pytest

from losstheory.runs.progress import progress


def test_silent_where_stderr_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with progress(3, "claims") as step:
        step()
    assert capsys.readouterr() == ("", "")


def test_drawn_on_stderr_when_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    with progress(2, "claims", shown=True) as step:
        step()
        step()
    output, errors = capsys.readouterr()
    assert output == "" and "claims" in errors
