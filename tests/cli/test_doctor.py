"""``losstheory doctor`` tells of every package that the library or an extra of it asks for."""

from __future__ import annotations

import json
import re
import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

from losstheory.cli import main

PROJECT = tomllib.loads((Path(__file__).resolve().parents[2] / "pyproject.toml").read_text("utf-8"))["project"]


def asked_for() -> dict[str, set[str]]:
    extras = {"core": PROJECT["dependencies"], **PROJECT["optional-dependencies"]}
    names = {extra: {re.split(r"[<>=~!\[; ]", line)[0] for line in lines} for extra, lines in extras.items()}
    return {extra: found for extra, found in names.items() if extra != "all"}


def installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def test_every_package_of_the_project_is_shown_with_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {extra: set(packages) for extra, packages in found["packages"].items()} == asked_for()
    shown = {name: number for packages in found["packages"].values() for name, number in packages.items()}
    assert shown == {name: installed(name) for name in shown}
    whole = {extra: None not in packages.values() for extra, packages in found["packages"].items()}
    assert found["complete"] == whole
