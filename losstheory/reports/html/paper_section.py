"""A paper on the page: its claims in its order, and what of them was refuted or holds under a condition."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from losstheory.reports.html.claim_section import badge, claim_link, claim_section
from losstheory.reports.html.items import Item
from losstheory.reports.html.markup import deferred, element, text
from losstheory.reports.html.references import work_of


def paper_section(origin: str, items: Sequence[Item]) -> str:
    """The claims of one file in order, below what was found."""
    told = _counts(items)
    work = work_of(origin)
    heading = element("h3", text(work))
    key = element("p", element("code", text(origin)), " ", *told, class_="counts") if work != origin else ""
    return element(
        "section",
        heading,
        key or element("p", *told, class_="counts"),
        _findings("Refuted", [item for item in items if item.status == "REFUTED"]),
        _findings("Under a condition", [item for item in items if item.condition]),
        *map(claim_section, items),
        class_="paper",
        id=f"p-{origin}",
    )


def papers_overview(papers: Mapping[str, Sequence[Item]]) -> str:
    """A folded list of the papers, each with the statuses of its claims and how many are under a condition."""
    rows = []
    for origin, items in papers.items():
        link = element("a", text(work_of(origin)), href=f"#p-{origin}")
        conditional = sum(bool(item.condition) for item in items)
        told = [*_counts(items), f"; {conditional} under a condition" if conditional else ""]
        rows.append(element("li", link, element("span", *told, class_="counts")))
    head = element("summary", f"Papers: {len(papers)}")
    return element("details", head, deferred(element("ul", *rows)), class_="papers")


def _counts(items: Sequence[Item]) -> list[str]:
    counts = Counter(item.status for item in items)
    return [f"{badge(status)} {number}" for status, number in sorted(counts.items())]


def _findings(name: str, items: Sequence[Item]) -> str:
    if not items:
        return ""
    rows = (element("li", claim_link(item), text(f" ({item.condition})" if item.condition else "")) for item in items)
    head = element("summary", f"{name}: {len(items)}")
    return element("details", head, element("ul", *rows), class_="findings")
