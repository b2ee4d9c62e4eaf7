"""The examples in the docstrings hold."""

from __future__ import annotations

import doctest
from importlib import import_module

import pytest


@pytest.mark.parametrize(
    "name",
    ["reports.claims_file.document", "reports.claims_file.sentences", "reports.claims_file.subjects"]
    + ["reports.claims_file.wanted", "reports.tables", "runs.naming"],
)
def test_examples_hold(name: str) -> None:
    found = doctest.testmod(import_module(f"losstheory.{name}"))
    assert found.attempted > 0 and found.failed == 0
