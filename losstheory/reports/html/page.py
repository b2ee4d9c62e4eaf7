"""The page: one HTML file that needs no network and no other file."""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

import losstheory
from losstheory.claims import Ledger
from losstheory.losses.loss import Loss
from losstheory.reports.html.claim_section import badge
from losstheory.reports.html.items import Item, items_of, losses_of, papers_of
from losstheory.reports.html.loss_section import loss_section
from losstheory.reports.html.markup import element, text
from losstheory.reports.html.paper_section import paper_section, papers_overview
from losstheory.reports.html.references import work_of
from losstheory.reports.ledger_table import ledger_summary
from losstheory.reports.recorded import read_ledger
from losstheory.reports.values import Value

LANGUAGE = "en"


def report(
    ledger: Ledger | str | Path,
    values: Mapping[Loss, Mapping[str, Value]] | None = None,
    title: str = "What the claims are worth",
) -> str:
    """A ledger as one HTML file: claims with their evidence, losses with their curves, filters and search.

    Its policy forbids the browser to load or to run anything else. The certificates are inside:
    ``losstheory recheck report.html`` replays them.

    Args:
        ledger: what ``lt.verify`` returns, or a file that ``losstheory verify -o FILE`` wrote, which is replayed.
        values: what was derived from losses, by name (see ``derive_values``).
        title: the heading.

    Raises:
        LedgerError: the file is no ledger.

    >>> import losstheory as lt
    >>> claim = lt.Claim("hinge is convex", lt.Convex(lt.loss("hinge")), "ours")
    >>> page = report(lt.verify(claim))
    >>> page.startswith("<!doctype html>"), "hinge is convex" in page
    (True, True)
    """
    known = ledger if isinstance(ledger, Ledger) else read_ledger(ledger)
    style, script = _asset("report.css"), _asset("report.js")
    items = items_of(known)
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=_policy(style, script)),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", text(title)),
        f"<style>{style}</style>",
    )
    body = element("body", *_body(known, items, values or {}, title), f"<script>{script}</script>")
    return f"<!doctype html>\n{element('html', head, body, lang=LANGUAGE)}\n"


def _asset(name: str) -> str:
    return files("losstheory.reports.html").joinpath(name).read_text("utf-8")


def _policy(style: str, script: str) -> str:
    """Nothing is loaded, and only this style and this script count."""
    style_hash, script_hash = (b64encode(sha256(part.encode()).digest()).decode() for part in (style, script))
    return f"default-src 'none'; style-src 'sha256-{style_hash}'; script-src 'sha256-{script_hash}'"


def _body(
    ledger: Ledger, items: Sequence[Item], values: Mapping[Loss, Mapping[str, Value]], title: str
) -> tuple[str, ...]:
    papers, losses = papers_of(items), losses_of(items, values)
    links = [element("a", "Claims", href="#claims"), element("a", "Losses", href="#losses") if losses else ""]
    stopped = " The run was interrupted; what was finished is shown." if ledger.interrupted else ""
    summary = ledger_summary(ledger, len(items))
    header = element(
        "header",
        element("h1", text(title)),
        element(
            "p",
            text(f"{len(items)} claims: {summary}.{stopped} "),
            f"{_statuses(items)}losstheory {losstheory.__version__}.",
        ),
        _legend(),
        element("nav", *links, aria_label="Parts of the page"),
    )
    claims = element(
        "section",
        element("h2", "Claims"),
        papers_overview(papers) if len(papers) > 1 else "",
        _filters(items, papers),
        *(paper_section(origin, group) for origin, group in papers.items()),
        element("p", "No claim matches.", id="none", hidden=True),
        id="claims",
    )
    shown = element("section", element("h2", "Losses"), *map(loss_section, losses), id="losses") if losses else ""
    skip = element("a", "To the claims", href="#claims", class_="skip")
    off = element("noscript", element("p", "Scripts are switched off: all is here, but search and filters are not."))
    return skip, header, off, element("main", claims, shown)


def _statuses(items: Sequence[Item]) -> str:
    counts = Counter(item.status for item in items)
    told = ", ".join(f"{number} {badge(status)}" for status, number in sorted(counts.items()))
    return f"{told}. " if told else ""


def _legend() -> str:
    """What the words of the page are worth."""
    words = (
        "PROVED and REFUTED come from a certificate that the checker has replayed; SUPPORTED is measured; UNDECIDED "
        "has its reason. The status is that of the statement, which is seen when a claim is unfolded, and not of its "
        "label: a claim that something does not hold agrees where the statement that it holds is REFUTED. Curves are "
        "measured on a grid and prove nothing. To replay every certificate of this page: "
    )
    return element("p", text(words), element("code", "losstheory recheck report.html"), class_="words")


def _filters(items: Sequence[Item], papers: Mapping[str, Sequence[Item]]) -> str:
    """The controls, which the script shows: without it nothing is hidden."""
    choices = {
        "status": Counter(item.status for item in items),
        "outcome": Counter(str(item.entry.outcome) for item in items),
        "property": Counter(item.topic for item in items),
        "paper": Counter({origin: len(group) for origin, group in papers.items()}),
    }
    search = element(
        "label",
        "Search",
        element("input", type="search", name="q", placeholder="words of a claim, loss or source", autocomplete="off"),
        class_="search",
    )
    condition = element("label", element("input", type="checkbox", name="condition", value="yes"), "under a condition")
    return element(
        "form",
        search,
        *(_choice(name, counts) for name, counts in choices.items() if len(counts) > 1),
        condition if any(item.condition for item in items) else "",
        element("button", "Clear", type="reset"),
        element("button", "Fold all", type="button", id="fold"),
        element("output", f"{len(items)} of {len(items)}", id="count", aria_live="polite"),
        element("p", *_keys(), class_="keys"),
        id="filters",
        role="search",
        hidden=True,
    )


def _keys() -> Iterator[str]:
    """What the keyboard does."""
    does = {"/": "searches", "Enter": "goes to the first claim", "↑ ↓": "go on", "→ ←": "unfold and fold"}
    yield "; ".join(f"{element('kbd', key)} {what}" for key, what in does.items())


def _told(name: str, value: str) -> str:
    """A choice as it is read: a paper by its authors and year, a property without underscores."""
    if name == "paper":
        authors, closing, _ = work_of(value).partition("), ")
        return authors + closing.rstrip(", ")
    return value.replace("_", " ") if name == "property" else value


def _choice(name: str, counts: Counter[str]) -> str:
    options = [element("option", "any", value="")]
    options += [
        element("option", text(f"{_told(name, value)} ({number})"), value=value)
        for value, number in sorted(counts.items())
    ]
    return element("label", name.capitalize(), element("select", *options, name=name))
