"""Verdicts over the catalogue, families at their default parameters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from tqdm import tqdm

from losstheory.losses.catalogue import catalogue
from losstheory.losses.families import Family
from losstheory.losses.loss import AnyLoss
from losstheory.losses.typed import loss
from losstheory.rigor import decide
from losstheory.theory import by_kind, properties


@dataclass(frozen=True)
class Timing:
    """One verdict: how long it took, the checker included, and its certificate if there is one."""

    loss: str
    property: str
    status: str
    seconds: float
    certificate: dict[str, Any] | None


def losses(names: Sequence[str]) -> list[AnyLoss]:
    """The losses of these names, of the whole catalogue if there is none; built here, so that building is not timed."""
    entries = [catalogue[name] for name in names or catalogue]
    return [entry() if isinstance(entry, Family) else entry for entry in entries]


def measure(names: Sequence[str] = ()) -> list[Timing]:
    """Decide every property of every loss once, in one process, as ``analyze`` does."""
    for name in by_kind["margin"]:
        decide(properties[name](loss("exp(-t) + max(0, 1 - t)")))
    return list(tqdm(_timings(losses(names)), desc="verdicts", unit="", leave=False))


def _timings(members: list[AnyLoss]) -> Iterator[Timing]:
    for member in members:
        for name in by_kind[member.kind]:
            start = perf_counter()
            verdict = decide(properties[name](member))
            yield Timing(member.name, name, str(verdict.status), perf_counter() - start, verdict.certificate)
