r"""A table of verdicts for ``\input``: plain LaTeX, no package."""

from __future__ import annotations

import re
from collections.abc import Sequence

from losstheory.claims import Entry
from losstheory.reports.paper.latex import plain
from losstheory.reports.paper.references import KEY

HEAD = ("claim", "verdict", "outcome", "source")


def verdict_table(entries: Sequence[Entry]) -> str:
    r"""A row for each claim; comments above it have the statement in words, the rule and the hash of the certificate.

    The verdict is about the statement: where a source says that something fails, a refutation agrees with it.
    """
    rows = [r"\begin{tabular}{@{}p{0.45\linewidth}lll@{}}", r"\hline", f"{' & '.join(HEAD)} " + r"\\", r"\hline"]
    for entry in entries:
        rows += [f"% {line}" for line in _comments(entry)]
        rows.append(" & ".join(_cells(entry)) + r" \\")
    return "\n".join([*rows, r"\hline", r"\end{tabular}", ""])


def _cells(entry: Entry) -> tuple[str, ...]:
    status = "none" if entry.verdict is None else str(entry.verdict.status).lower()
    return plain(entry.claim.label), status, str(entry.outcome), _cited(entry.claim.source)


def _cited(source: str) -> str:
    r"""``\cite[{Theorem 2}]{key}`` for a key with its place.

    >>> print(_cited("bartlett2006convexity, Theorem 2"))
    \cite[{Theorem 2}]{bartlett2006convexity}
    """
    key, _, place = source.partition(", ")
    if not KEY.fullmatch(key):
        return plain(source)
    return rf"\cite[{{{plain(place)}}}]{{{key}}}" if place else rf"\cite{{{key}}}"


def _comments(entry: Entry) -> list[str]:
    verdict = entry.verdict
    found = [str(entry.claim.statement)]
    if verdict is None or verdict.certificate is None:
        found.append(entry.text)
    else:
        found.append(f"by the rule {verdict.rule!r}, certificate sha256 {verdict.sha256}")
    return [re.sub(r"\s+", " ", line) for line in found]
