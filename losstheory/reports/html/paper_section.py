"""A paper on the page: its claims in its order, and what of them was refuted or holds under a condition."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from losstheory.reports.html.claim_section import badge, claim_link, claim_section
from losstheory.reports.html.items import Item
from losstheory.reports.html.markup import element, text
from losstheory.reports.html.references import work_of


def paper_section(origin: str, items: Sequence[Item]) -> str:
    """The claims of one file in order, below what was found."""
    counts = Counter(item.status for item in items)
    told = [badge(status) + f" {number}" for status, number in sorted(counts.items())]
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


def _findings(name: str, items: Sequence[Item]) -> str:
    if not items:
        return ""
    rows = (element("li", claim_link(item), text(f" ({item.condition})" if item.condition else "")) for item in items)
    head = element("summary", f"{name}: {len(items)}")
    return element("details", head, element("ul", *rows), class_="findings")
