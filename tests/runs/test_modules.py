"""Files that are run: under a name of their own, and what they raise is raised."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from losstheory.runs.modules import module_of


def test_a_file_hides_no_module_of_its_name(tmp_path: Path) -> None:
    (tmp_path / "json.py").write_text("answer = 42")
    before = sys.modules.get("json")
    module = module_of(tmp_path / "json.py", "claims")
    assert (module.answer, module.__name__) == (42, "losstheory_claims_json")
    assert sys.modules.get("json") is before


def test_what_a_file_raises_is_raised(tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text("1/0")
    with pytest.raises(ZeroDivisionError):
        module_of(tmp_path / "broken.py", "claims")


def test_other_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "claims.txt").write_text("CLAIMS = ()")
    with pytest.raises(ImportError, match="cannot be loaded as Python"):
        module_of(tmp_path / "claims.txt", "claims")
