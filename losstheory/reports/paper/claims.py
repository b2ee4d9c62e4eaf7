"""The claims that figures belong to, found by their labels."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from losstheory.reports.collection import Collected, CollectionError, collect
from losstheory.reports.paper.figure import PaperFigure
from losstheory.reports.shipment import shipped_path


def find_claims(figures: Sequence[PaperFigure], files: Sequence[str] = ()) -> tuple[list[Collected], list[str]]:
    """The claims that figures name, each once and in order, and a message for each that is not found.

    A label is looked up in ``files``, which are run if they are Python, then in the claims file that the figure's TOML
    file names; ``"FILE: label"`` is a claim of the shipped analysis of that name.

    Raises:
        CollectionError: one of ``files`` cannot be used.
    """
    named = {item.claim.label: item for item in collect(files)}
    troubles = list[str]()

    @cache
    def library(path: str) -> dict[str, Collected]:
        try:
            found = collect([path], lambda fault: troubles.append(str(fault)))
        except CollectionError as error:
            troubles.append(str(error))
            return {}
        return {item.claim.label: item for item in found}

    found = dict[tuple[str, str], Collected]()
    for figure in figures:
        for label in figure.claims:
            item = named.get(label) or (library(figure.library).get(label) if figure.library else None)
            analysis, colon, rest = label.partition(": ")
            if item is None and colon and analysis.isidentifier():
                path = shipped_path("analyses") / f"{analysis}.py"
                item = library(str(path)).get(rest) if path.is_file() else None
            if item is None:
                troubles.append(f"{Path(figure.origin).name}: {figure.name}: there is no claim {label!r}")
            else:
                found[item.origin, item.claim.label] = item
    return list(found.values()), troubles
