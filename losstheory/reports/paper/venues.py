r"""How wide a figure may be: ``\textwidth`` and ``\columnwidth`` as the style files of the venues set them.

============  =========  ==========  ==================================================================
venue         full (in)  half (in)   set by
============  =========  ==========  ==================================================================
neurips       5.5        2.625       ``neurips_2024.sty`` to ``neurips_2026.sty``: ``textwidth=5.5in``
icml          6.75       3.25        ``icml2024.sty`` to ``icml2026.sty``: two columns, 0.25 in between
iclr          5.5        2.625       ``iclr2024_conference.sty`` to ``iclr2027_…``: ``5.5 true in``
jmlr          6.0        2.875       ``jmlr2e.sty``: ``\textwidth 6.0 true in``
aistats       6.75       3.25        ``aistats2024.sty`` to ``aistats2026.sty``: as icml
thesis        390 pt     2.573       the classes ``report`` and ``book`` at 12 pt
============  =========  ==========  ==================================================================

An inch has 72.27 points of TeX. Where a page has one column, half is one of two figures with 0.25 in between.
"""

from __future__ import annotations

import re
from difflib import get_close_matches

from losstheory.formulas.errors import LossTheoryError

POINTS, GAP = 72.27, 0.25
SCREEN = 8.6  # inches of the pages of the house itself
WIDTHS = {"neurips": 5.5, "icml": 6.75, "iclr": 5.5, "jmlr": 6.0, "aistats": 6.75, "thesis": 390 / POINTS}
YEARS = {
    "neurips": range(2024, 2027),
    "icml": range(2024, 2027),
    "iclr": range(2024, 2028),
    "aistats": range(2024, 2027),
}
UNITS = {"in": 1.0, "pt": POINTS, "bp": 72.0, "cm": 2.54, "mm": 25.4}  # in an inch
NARROWEST, WIDEST = 1.0, 50.0


class PageError(LossTheoryError, ValueError):
    """A venue or a length that is not known."""


def text_width(venue: str | None) -> float:
    """The width of the text in inches; None: the page of the house itself.

    >>> text_width("icml2026"), text_width("jmlr")
    (6.75, 6.0)

    Raises:
        PageError: there is no such venue, or no style file of that year was read.
    """
    if venue is None:
        return SCREEN
    match = re.fullmatch(r"([a-z]+)(?:[-_ ]?([0-9]{4}))?", venue.lower())
    name, year = (match[1], match[2]) if match else (venue, None)
    if name not in WIDTHS:
        close = get_close_matches(name, WIDTHS, 1)
        hint = f"did you mean {close[0]}?" if close else "give the width of its text with --width"
        raise PageError(f"there is no venue {venue!r}; expected one of {', '.join(WIDTHS)}; {hint}")
    if year is not None and int(year) not in YEARS.get(name, ()):
        known = f"{YEARS[name][0]} to {YEARS[name][-1]}" if name in YEARS else "without a year"
        raise PageError(f"the width of {name} is known {known}, not for {year}; give it with --width")
    return WIDTHS[name]


def read_length(text: str) -> float:
    """Inches of a length with its unit.

    >>> read_length("5.5in"), read_length("144bp")
    (5.5, 2.0)

    Raises:
        PageError: it is none, or no page is as narrow or as wide.
    """
    match = re.fullmatch(r"([0-9]{1,4}(?:\.[0-9]{1,6})?) ?(in|pt|bp|cm|mm)", text.strip())
    if match is None:
        raise PageError(f"expected a length such as 5.5in, 390pt or 14cm, got {text!r}")
    inches = float(match[1]) / UNITS[match[2]]
    if not NARROWEST <= inches <= WIDEST:
        raise PageError(f"expected a width between {NARROWEST:g} and {WIDEST:g} inches, got {text}")
    return inches


def column_width(text: float, column: str) -> float:
    """The width of a ``"half"`` or ``"full"`` column of a text of that width."""
    return text if column == "full" else (text - GAP) / 2
