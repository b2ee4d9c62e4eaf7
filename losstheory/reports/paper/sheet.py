"""The page of a figure: its size, its fonts, and the bytes of the file, the same for each run."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from losstheory.reports.paper.latex import escaped
from losstheory.reports.paper.venues import column_width, text_width

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FORMATS = ("pdf", "svg", "png")
DPI = 300
NARROW, WIDE = 2.0, 4.3  # inches: narrower panels stand one above another, wider ones become no higher
ROOM = 0.005  # inches that a label may reach beyond the page: antialiasing, no letter
SAME_BYTES: dict[str, Any] = {
    "svg.hashsalt": "losstheory",
    "svg.fonttype": "path",
    "path.simplify_threshold": 0.2,
    "pdf.fonttype": 42,
}
PAPER: dict[str, Any] = {
    "font.family": "STIXGeneral",
    "mathtext.fontset": "stix",
    "font.size": 8,
    "axes.titlesize": 8,
    "axes.labelsize": 8,
    "legend.fontsize": 7,
    "legend.title_fontsize": 7,
    "xtick.labelsize": 7,
    "ytick.labelsize": 7,
    "axes.linewidth": 0.6,
    "hatch.linewidth": 0.6,
}
LATEX: dict[str, Any] = {"text.usetex": True, "font.family": "serif", "font.serif": ["Times"]}


@dataclass(frozen=True)
class Sheet:
    """How figures are written.

    Attributes:
        venue: what ``text_width`` takes; None: the page and the fonts of the house itself.
        width: of the text in inches, instead of the venue's.
        column: ``"half"`` or ``"full"`` for all; None: what each figure says.
        format: ``"pdf"``, ``"svg"`` or ``"png"``.
        latex: texts are set by LaTeX.
    """

    venue: str | None = None
    width: float | None = None
    column: str | None = None
    format: str = "pdf"
    latex: bool = False

    def inches(self, column: str) -> float:
        """The width of a figure whose usual column is that one.

        Raises:
            PageError: no width of the venue is known.
        """
        text = text_width(self.venue) if self.width is None else self.width
        return column_width(text, self.column or column)

    @property
    def settings(self) -> dict[str, Any]:
        """What matplotlib is set to, beginning from its own defaults."""
        from losstheory.figures.style import SETTINGS

        fonts = SETTINGS if self.venue is None and self.width is None else PAPER
        return {**fonts, **SAME_BYTES, **(LATEX if self.latex else {})}


def blank_sheet(width: float, aspect: float, panels: int) -> Figure:
    """An empty figure of that width with its panels side by side, or one above another where they would be narrow."""
    from matplotlib.figure import Figure

    across = panels if width / panels >= NARROW else 1
    height = min(width / across, WIDE) * aspect * (panels // across)
    figure = Figure(figsize=(width, height), layout="constrained")
    figure.subplots(panels // across, across)
    return figure


def resized(figure: Figure, width: float) -> Figure:
    """The figure at that width, its height in proportion."""
    own = figure.get_size_inches()
    figure.set_size_inches(width, width * own[1] / own[0])
    return figure


def file_content(figure: Figure, sheet: Sheet) -> bytes:
    """The bytes of the file; nothing of the moment goes into it."""
    if sheet.latex:
        _escape(figure)
    stream = BytesIO()
    dates: dict[str, dict[str, Any]] = {"pdf": {"CreationDate": None}, "svg": {"Date": None}, "png": {}}
    figure.savefig(stream, format=sheet.format, dpi=DPI, metadata=dates[sheet.format])
    return stream.getvalue()


def beyond(figure: Figure) -> float:
    """How far a label reaches beyond the page, in inches; 0 if all is on it."""
    box = figure.get_tightbbox()
    width, height = figure.get_size_inches()
    over = max(-box.x0, -box.y0, box.x1 - width, box.y1 - height)
    return float(over) if over > ROOM else 0.0


def _escape(figure: Figure) -> None:
    from matplotlib.text import Text

    for text in figure.findobj(Text):
        if isinstance(text, Text):
            text.set_text(escaped(text.get_text()))
