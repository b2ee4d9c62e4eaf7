"""The pytest plugin: claims are tests, Python files are run only when they are named, and other runs pay nothing."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
CLAIMS = """
[[claim]]
id = "thm 1"
loss = "hinge"
property = "convex"

[[claim]]
id = "lem 2"
loss = "ramp"
property = "convex"

[[claim]]
id = "odd"
loss = "hinge"
property = "convexx"
"""
PYTHON = """
from pathlib import Path
Path("ran").touch()
from losstheory import Claim, Convex, loss
CLAIMS = [Claim("own", Convex(loss("hinge")), "ours")]
"""
LONG = """
from losstheory import Calibrated, Claim, loss
FORMULA = "+".join(f"exp(-{k}*t/7)*sin({k}*t)" for k in range(1, 41)) + "+t**2"
CLAIMS = [Claim("own", Calibrated(loss(FORMULA)), "ours")]
"""


def run(folder: Path, *typed: str) -> tuple[int, str]:
    """Pytest with this plugin alone in a process of its own."""
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "losstheory.pytest_plugin", "-p", "no:cacheprovider", *typed],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "COLUMNS": "200"},
    )
    return result.returncode, result.stdout + result.stderr


def test_a_claim_is_a_test_with_its_verdict_in_the_report(tmp_path: Path) -> None:
    (tmp_path / "claims.toml").write_text(CLAIMS)
    (tmp_path / "pyproject.toml").write_text("[tool.pytest.ini_options]\naddopts = ['--strict-markers']")
    code, told = run(tmp_path, "-v", "-rA", "--junitxml", "junit.xml", "-W", "error")
    assert code == 1
    assert re.findall(r"^claims.toml::(.+?) (PASSED|FAILED)", told, re.M) == [
        ("thm 1", "PASSED"), ("lem 2", "FAILED"), ("fault 1", "FAILED"),
    ]  # fmt: skip
    assert "PROVED convex partial losses" in told and "contradicted: lem 2\nexpected: true\nfound: REFUTED" in told
    assert "statement: the margin loss" in told and "Traceback" not in told
    assert "claims.toml:15: claim 'odd': property: there is no property or value 'convexx' here" in told
    (suite,) = ElementTree.parse(tmp_path / "junit.xml").getroot()
    named = {
        case.attrib["name"]: {p.attrib["name"]: p.attrib["value"] for p in case.iter("property")} for case in suite
    }
    assert (named["thm 1"]["verdict"], named["thm 1"]["outcome"]) == ("PROVED", "agrees")
    assert named["lem 2"]["verdict"] == "REFUTED" and len(named["lem 2"]["certificate"]) == 64


def test_words_and_markers_choose_claims_and_python_files_are_named(tmp_path: Path) -> None:
    (tmp_path / "paper.claims.toml").write_text(CLAIMS)
    (tmp_path / "other.toml").write_text("[[claim]]\nid = 3")
    (tmp_path / "own.py").write_text(PYTHON)
    (tmp_path / "test_own.py").write_text("CLAIMS = 'not those'\n\n\ndef test_it():\n    pass\n")
    code, told = run(tmp_path, "--collect-only", "-q", "-m", "claim")
    assert code == 0 and not (tmp_path / "ran").exists()
    assert [line for line in told.splitlines() if "::" in line] == [
        "paper.claims.toml::thm 1", "paper.claims.toml::lem 2"
    ]  # fmt: skip
    code, told = run(tmp_path, "-v", "own.py", "test_own.py", "paper.claims.toml", "-k", "own or thm")
    assert code == 0 and (tmp_path / "ran").exists()
    assert re.findall(r"^(\S+::.+?) PASSED", told, re.M) == [
        "own.py::own", "test_own.py::test_it", "paper.claims.toml::thm 1",
    ]  # fmt: skip


def test_the_ini_options_list_python_files_and_allow_open_claims(tmp_path: Path) -> None:
    ini = "[pytest]\nlosstheory_claims = paper/*.py\nlosstheory_allow_undecided = true\nlosstheory_timeout = 0.25\n"
    (tmp_path / "pytest.ini").write_text(ini)
    (tmp_path / "paper").mkdir()
    (tmp_path / "paper" / "own.py").write_text(LONG)
    (tmp_path / "own.py").write_text("raise SystemExit(3)")
    code, told = run(tmp_path, "-rA")
    assert code == 0 and "UNDECIDED stopped after 0.25 s" in told
    (tmp_path / "pytest.ini").write_text(ini.replace("true", "false"))
    code, told = run(tmp_path, "-rA")
    assert code == 1 and "open: own" in told and "FAILED paper/own.py::own" in told


def test_a_run_without_claims_loads_nothing_of_the_library(tmp_path: Path) -> None:
    (tmp_path / "test_mine.py").write_text(
        "import sys\n\n\ndef test_it():\n"
        "    print('loaded', *sorted(x for x in sys.modules if x.startswith(('losstheory', 'sympy', 'numpy'))))\n"
    )
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "own.py").write_text(PYTHON)
    code, told = run(tmp_path, "-s", "-q")
    assert code == 0
    loaded = next(line for line in told.splitlines() if line.startswith("loaded"))
    assert loaded.split()[1:] == ["losstheory", "losstheory.pytest_plugin", "losstheory.runs", "losstheory.runs.naming"]


def test_pytest_finds_the_plugin_by_its_entry_point() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    (place,) = project["entry-points"]["pytest11"].values()
    assert callable(import_module(place).pytest_collect_file)


def test_a_broken_file_is_one_failure(tmp_path: Path) -> None:
    names = ("claims.toml", "thm.claims.toml", "thm_claims.toml")
    for name in names:
        (tmp_path / name).write_text("[[claim]\n")
    code, told = run(tmp_path, "-q")
    assert code == 1 and "3 failed" in told and "Traceback" not in told
    assert all(f"{name}:1: not TOML" in told for name in names)


def test_a_script_without_a_guard_may_start_pytest(tmp_path: Path) -> None:
    """The workers do not run it again, so that it does not start pytest in each of them."""
    (tmp_path / "claims.toml").write_text(CLAIMS)
    typed = ["-p", "losstheory.pytest_plugin", "-p", "no:cacheprovider", "-k", "thm", "claims.toml"]
    (tmp_path / "script.py").write_text(f"import sys, pytest\nprint('begun')\nsys.exit(pytest.main({typed}))\n")
    done = subprocess.run(
        [sys.executable, "script.py"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        timeout=100,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
    )
    assert done.returncode == 0 and "1 passed" in done.stdout
    assert (done.stdout + done.stderr).count("begun") == 1
