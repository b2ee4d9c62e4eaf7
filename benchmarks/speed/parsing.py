"""The parser on hostile strings and on formulas of losses; the longest string counts."""

from __future__ import annotations

import json
from contextlib import suppress
from time import perf_counter

from losstheory.formulas.errors import LossTheoryError
from losstheory.formulas.parser import MAX_CHARACTERS, parse
from speed.processes import ROOT
from speed.spread import Spread


def generated() -> list[str]:
    """Strings that use up one bound of the parser each."""
    return [
        "(" * 199 + "t" + ")" * 199,
        "+".join(["t"] * 900),
        "*".join(["(1+t)"] * 390),
        "**".join(["t"] * 190),
        "exp(" * 150 + "t" + ")" * 150,
        "max(" + ",".join(["t"] * 32) + ")",
        "-" * 190 + "t",
        "9" * MAX_CHARACTERS,
        "t" * MAX_CHARACTERS,
        "+".join(f"{k}*t**{k % 64}/7" for k in range(200)),
        "Piecewise(" + ",".join(f"({k},t<{k})" for k in range(31)) + ",(0,True))",
        "1<" * 900 + "t",
        "cosh(" * 60 + "9" + ")" * 60,
    ]


def measure(runs: int) -> tuple[Spread, Spread]:
    """Seconds for each hostile string, and for each formula of a loss; the best of ``runs``."""
    data = json.loads((ROOT / "tests" / "cases" / "formulas.json").read_text("utf-8"))
    formulas = [case["text"] for case in data["losses"]]
    return tuple(
        Spread.of([_best(text, runs) for text in texts]) for texts in (data["hostile"] + generated(), formulas)
    )  # type: ignore[return-value]


def _best(text: str, runs: int) -> float:
    return min(_once(text) for _ in range(runs))


def _once(text: str) -> float:
    start = perf_counter()
    with suppress(LossTheoryError):
        parse(text, ("t", "p"))
    return perf_counter() - start
