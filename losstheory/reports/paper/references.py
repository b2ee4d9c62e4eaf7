"""The entries of a bibliography that are used."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from functools import partial

from losstheory.claims import Entry
from losstheory.formulas.errors import LossTheoryError
from losstheory.losses.multiclass import multiclass
from losstheory.losses.typed import loss
from losstheory.reports.paper.figure import PaperFigure
from losstheory.reports.shipment import shipped_path

CLASSES = 3  # the source of a multiclass loss is the same for any number of classes
KEY = re.compile(r"(?<![\w/.])[a-z]+(?:19|20)\d\d[a-z]+(?!\w)")
ENTRY = re.compile(r"^@\w+\{([^,\s]+),\n.*?^\}$", re.MULTILINE | re.DOTALL)


def cited_keys(texts: Iterable[str]) -> list[str]:
    """The keys in some texts, each once, in alphabetical order.

    >>> cited_keys(["leng2022polyloss, Section 3", "ours", "bartlett2006convexity"])
    ['bartlett2006convexity', 'leng2022polyloss']
    """
    return sorted({key for text in texts for key in KEY.findall(text)})


def bibliography_of(figures: Iterable[PaperFigure], entries: Iterable[Entry]) -> tuple[str, list[str]]:
    """The same for all that figures and claims cite, and for the losses of recipes."""
    texts = [text for figure in figures for text in (*figure.sources, *_loss_sources(figure))]
    return bibliography(cited_keys([*texts, *(entry.claim.source for entry in entries)]))


def bibliography(keys: Iterable[str]) -> tuple[str, list[str]]:
    """The entries of those keys as a BibTeX file, and the keys that ``refs.bib`` does not have."""
    known = {match[1]: match[0] for match in ENTRY.finditer(shipped_path("refs.bib").read_text("utf-8"))}
    wanted = list(keys)
    return "\n\n".join(known[key] for key in wanted if key in known) + "\n", [key for key in wanted if key not in known]


def _loss_sources(figure: PaperFigure) -> list[str]:
    """The sources of the losses of a recipe that have a name in the catalogue."""
    if figure.recipe is None:
        return []
    arguments = figure.recipe["arguments"]
    terms = [arguments["loss"]] if "loss" in arguments else arguments.get("losses", [])
    found = list[str]()
    for term in terms:
        for read in (loss, partial(multiclass, classes=CLASSES)):
            with suppress(LossTheoryError):
                found.append(read(term).source)
    return found
