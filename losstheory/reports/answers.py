"""Answers of earlier runs, kept by what they are a function of.

The key is the statement, its rules, the budget, the sources of everything that reasons, and the versions
of what it runs on. A proof or a refutation that was kept is shown only after the checker has replayed it;
what a budget left open is kept too. What a limit on time or memory left open never comes here.
"""

from __future__ import annotations

import platform
from collections.abc import Collection
from dataclasses import dataclass, replace
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from time import perf_counter
from typing import Any

import losstheory
from losstheory.claims import Empirical, Observation, Statement, Status, Verdict, replay, support
from losstheory.claims.kernel import Reject
from losstheory.rigor import decide
from losstheory.rigor.decide import WORK
from losstheory.runs.cache import DamagedEntry, Store

SHOWING = ("cli", "figures", "reports", "runs", "_shipped")  # they carry answers and find none
KNOWN = ("losstheory", "builtins", "fractions")
PACKAGES = ("numpy", "python-flint", "sympy")


@dataclass(frozen=True)
class Answer:
    """A verdict, whether it was kept by an earlier run, and what was wrong with the cache, if anything was."""

    verdict: Verdict
    kept: bool = False
    trouble: str | None = None


@dataclass(frozen=True)
class Answers:
    """The answers in a folder, for the library as it is installed now."""

    store: Store
    setting: dict[str, str]

    @classmethod
    def within(cls, folder: Path) -> Answers:
        """The answers below ``folder``, which is made if need be.

        Raises:
            OSError: it cannot be made.
        """
        folder = folder / "verdicts"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        store = Store(folder)
        store.sweep()
        return cls(store, {"sources": hash_of_sources(), **versions()})

    def answer(self, statement: Statement, budget: int | None = None) -> Answer:
        """The answer that was kept if it still holds, else a new one, which is kept.

        Raises:
            DomainError: the formula is not a real function on its domain.
        """
        key = self.key(statement, budget)
        if key is None:
            return Answer(decide(statement, budget))
        trouble = None
        try:
            verdict = self._kept(statement, key)
            if verdict is not None:
                return Answer(verdict, kept=True)
        except DamagedEntry as damage:
            trouble = str(damage)
        verdict = decide(statement, budget)
        try:
            self.store.save(key, _value(verdict))
        except OSError as error:
            trouble = f"{self.store.path(key)}: {error.strerror or error}"
        return Answer(verdict, trouble=trouble)

    def key(self, statement: Statement, budget: int | None = None) -> dict[str, Any] | None:
        """What the answer is a function of; None if a stranger's class has a part in it: its sources are unknown."""
        form = type(statement)
        if not all(type(part).__module__.partition(".")[0] in KNOWN for part in (statement, *vars(statement).values())):
            return None
        return {
            "statement": statement.to_json(),
            "form": f"{form.__module__}.{form.__qualname__}",
            "rules": [[rule.name, str(rule.status), rule.source] for rule in statement.rules],
            "budget": WORK if budget is None else budget,
            **(statement.versions() if isinstance(statement, Empirical) else {}),
            **self.setting,
        }

    def _kept(self, statement: Statement, key: dict[str, Any]) -> Verdict | None:
        """The verdict of an entry; its time is that of the replay.

        Raises:
            DamagedEntry: the entry is none, or the checker does not accept its certificate.
        """
        start = perf_counter()
        match self.store.load(key):
            case None:
                return None
            case {"reason": str(reason), **rest} if not rest:
                verdict = Verdict(statement, Status.UNDECIDED, reason=reason)
            case {"measured": {"holds": bool() | None, "text": str(), "data": dict()} as seen, **rest} if (
                not rest and len(seen) == 3 and isinstance(statement, Empirical)
            ):
                verdict = support(statement, Observation(**seen))
            case {"certificate": dict(certificate), "witness": witness, **rest} if not rest and _is_witness(witness):
                try:
                    verdict = replay(statement, certificate, witness)
                except Reject as reject:
                    raise DamagedEntry(f"{self.store.path(key)}: the checker does not accept it: {reject}") from None
            case _:
                raise DamagedEntry(f"{self.store.path(key)}: it is no answer")
        return replace(verdict, seconds=perf_counter() - start)


def hash_of_sources(without: Collection[str] = SHOWING) -> str:
    """A hash of the names and texts of the sources, but for some packages: of all that reasons about a statement."""
    package = Path(losstheory.__file__).parent
    names = {path: path.relative_to(package).as_posix() for path in package.rglob("*.py")}
    total = sha256()
    for path, name in sorted(names.items(), key=lambda item: item[1]):
        if name.partition("/")[0] not in without:
            total.update(f"{name} {sha256(path.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


def versions() -> dict[str, str]:
    found = {name: version(name) for name in PACKAGES}
    return {"losstheory": losstheory.__version__, "python": platform.python_version(), **found}


def _value(verdict: Verdict) -> dict[str, Any]:
    if verdict.observation is not None:
        return {"measured": vars(verdict.observation)}
    if verdict.certificate is None:
        return {"reason": verdict.reason or ""}
    return {"certificate": verdict.certificate, "witness": verdict.witness}


def _is_witness(data: object) -> bool:
    return data is None or (isinstance(data, dict) and all(isinstance(text, str) for text in data.values()))
