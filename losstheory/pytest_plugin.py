"""The pytest plugin: each claim of a claims file is a test.

Files called ``claims.toml``, ``*_claims.toml`` or ``*.claims.toml`` are collected. A Python file with ``CLAIMS`` is run
by that, so it is collected only if the command line names it, and it is no test module, or if the ini option
``losstheory_claims`` lists it. A test run without such files loads no more of the library than this file.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from losstheory.runs.naming import is_claims_file

if TYPE_CHECKING:
    from losstheory.claims import Entry
    from losstheory.reports import Collected, CollectionError

CLAIMS, TIMEOUT, UNDECIDED = "losstheory_claims", "losstheory_timeout", "losstheory_allow_undecided"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini(CLAIMS, "Python files with CLAIMS, patterns relative to the root folder", type="args", default=[])
    parser.addini(TIMEOUT, "seconds for one claim (default: 120)", default="120")
    parser.addini(UNDECIDED, "a claim that stays open is no failure", type="bool", default=False)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "claim: a claim about a loss function, decided by losstheory")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> ClaimsFile | None:
    if file_path.suffix == ".toml":
        wanted = is_claims_file(file_path.name)
    else:
        wanted = file_path.suffix == ".py" and (_is_listed(file_path, parent) or _is_named(file_path, parent))
    return ClaimsFile.from_parent(parent, path=file_path) if wanted else None


def _is_listed(file: Path, parent: pytest.Collector) -> bool:
    root, patterns = parent.config.rootpath, parent.config.getini(CLAIMS)
    return any(fnmatch(str(file), str(root / pattern)) for pattern in patterns)


def _is_named(file: Path, parent: pytest.Collector) -> bool:
    """Whether it is a Python file with CLAIMS that stands on the command line."""
    if not parent.session.isinitpath(file):
        return False
    is_test = any(fnmatch(file.name, pattern) for pattern in parent.config.getini("python_files"))
    return not is_test and _has_claims(file)


def _has_claims(file: Path) -> bool:
    """Whether it assigns the name CLAIMS; nothing is run to see that."""
    try:
        body = ast.parse(file.read_bytes()).body
    except (SyntaxError, ValueError):
        return False
    targets = [t for node in body if isinstance(node, ast.Assign) for t in node.targets]
    targets += [node.target for node in body if isinstance(node, ast.AnnAssign)]
    return any(isinstance(target, ast.Name) and target.id == "CLAIMS" for target in targets)


class ClaimsFile(pytest.File):
    """A file of claims."""

    def collect(self) -> Iterator[pytest.Item]:
        from losstheory.reports import collect

        faults: list[CollectionError] = []
        for found in collect([self.path], faults.append):
            yield ClaimItem.from_parent(self, name=found.claim.label, found=found)
        for number, fault in enumerate(faults, 1):
            yield FaultItem.from_parent(self, name=f"fault {number}", fault=fault)


class Contradicted(Exception):
    """A claim that fails its test; the message is what is shown."""


class ClaimItem(pytest.Item):
    """A claim; it passes if the answer is the expected one."""

    def __init__(self, *, found: Collected, **known: object) -> None:
        super().__init__(**known)  # type: ignore[arg-type]
        self.found = found
        self.add_marker("claim")

    def runtest(self) -> None:
        from losstheory.claims import OPEN, Outcome
        from losstheory.reports.limited import verify_within_limits

        run = verify_within_limits([self.found], timeout=float(self.config.getini(TIMEOUT)))
        if run.interrupted:
            raise KeyboardInterrupt
        (verified,) = run.found
        entry = verified.entry
        self._tell(entry)
        if entry.outcome is Outcome.SKIPPED:
            pytest.skip(entry.text)
        allowed = isinstance(entry.claim.expected, OPEN) or self.config.getini(UNDECIDED)
        if entry.outcome is not Outcome.AGREES and not (entry.outcome is Outcome.OPEN and allowed):
            raise Contradicted(_explained(entry) + (f"\n{verified.trace}" if verified.trace else ""))

    def _tell(self, entry: Entry) -> None:
        """The verdict in the report: as a section, and as properties, which JUnit XML carries."""
        self.user_properties.append(("outcome", str(entry.outcome)))
        if entry.verdict is not None:
            self.user_properties.append(("verdict", str(entry.verdict.status)))
        if entry.verdict is not None and entry.verdict.sha256 is not None:
            self.user_properties.append(("certificate", entry.verdict.sha256))
        self.add_report_section("call", "verdict", entry.text)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None) -> str:
        if isinstance(excinfo.value, Contradicted):
            return str(excinfo.value)
        return str(super().repr_failure(excinfo))

    def reportinfo(self) -> tuple[Path, int | None, str]:
        line = self.found.line
        return self.path, None if line is None else line - 1, f"claim {self.name}"


class FaultItem(pytest.Item):
    """Something in a claims file that cannot be used; it fails."""

    def __init__(self, *, fault: CollectionError, **known: object) -> None:
        super().__init__(**known)  # type: ignore[arg-type]
        self.fault = fault

    def runtest(self) -> None:
        raise self.fault

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None) -> str:
        return str(excinfo.value)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        return self.path, None, self.name


def _explained(entry: Entry) -> str:
    claim = entry.claim
    expected = claim.expected if isinstance(claim.expected, bool) else f"open ({claim.expected.reason})"
    lines = [f"{entry.outcome}: {claim.label}", f"expected: {str(expected).lower()}", f"found: {entry.text}"]
    return "\n".join([*lines, f"statement: {claim.statement}", f"source: {claim.source}"])
