"""How the parts of an explorer look: a box with its own style, which touches nothing else on the page."""

from __future__ import annotations

from losstheory.reports.html.markup import element

STYLE = """
.lt-explore { --ink: #1b1b1f; --soft: #55565e; --line: #d4d4ce; --holds: #0072b2; --fails: #c04e00; --c1: #c04e00;
  background: #fff; color: var(--ink); font: 14px/1.45 system-ui, sans-serif; padding: 4px 8px; }
.lt-explore .pictures { display: flex; flex-wrap: wrap; gap: 8px 16px; }
.lt-explore figure { margin: 0; width: 320px; }
.lt-explore figure svg { width: 100%; height: auto; display: block; }
.lt-explore figcaption { color: var(--soft); font-size: 12.5px; padding-left: 40px; }
.lt-explore svg text { font: 10px system-ui, sans-serif; fill: var(--soft); }
.lt-explore svg .name { font-style: italic; fill: var(--ink); }
.lt-explore .frame { fill: none; stroke: var(--line); } .lt-explore .grid { stroke: var(--line); stroke-width: .5; }
.lt-explore .curve { fill: none; stroke: currentColor; stroke-width: 1.8; }
.lt-explore .c0 { color: var(--holds); } .lt-explore .c1 { color: var(--c1); stroke-dasharray: 5 2; }
.lt-explore .ring { fill: #fff; stroke: currentColor; } .lt-explore .point { fill: currentColor; }
.lt-explore .dot, .lt-explore .here { fill: var(--ink); }
.lt-explore .legend { display: flex; flex-wrap: wrap; gap: 0 1em; list-style: none; margin: 0; padding: 0; }
.lt-explore .legend li::before { content: "— "; font-weight: 700; }
.lt-explore .legend .c1::before { content: "- - "; }
.lt-explore table { border-collapse: collapse; margin: 4px 0; }
.lt-explore td { text-align: left; padding: 2px 12px 2px 0; border-bottom: 1px solid var(--line); background: none; }
.lt-explore td svg { width: 240px; height: 16px; display: block; }
.lt-explore .PROVED { color: var(--holds); font-weight: 600; }
.lt-explore .REFUTED { color: var(--fails); font-weight: 600; }
.lt-explore .soft { color: var(--soft); }
.lt-explore rect.holds { fill: var(--holds); } .lt-explore rect.fails { fill: var(--fails); }
.lt-explore rect.undecided { fill: #fff; stroke: var(--soft); stroke-dasharray: 2 2; stroke-width: .7; }
.lt-explore .wrong { stroke: var(--ink); stroke-width: .9; }
"""


def boxed(*parts: str) -> str:
    """Markup in a box of this style."""
    return element("div", element("style", STYLE), *parts, class_="lt-explore")
