"""Drawing one figure, in a worker process: the file is run there, and what it prints goes to standard error."""

from __future__ import annotations

import inspect
import sys
from contextlib import redirect_stdout
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from losstheory.reports.paper.figure import FigureError, PaperFigure
from losstheory.reports.paper.recipes import KINDS
from losstheory.reports.paper.sheet import Sheet, beyond, blank_sheet, file_content, resized
from losstheory.runs.modules import module_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class Drawn:
    """The file of a figure.

    Attributes:
        content: its bytes.
        format: ``"pdf"``, ``"svg"`` or ``"png"``.
        width, height: of the page, in inches.
        beyond: how far a label reaches beyond the page, in inches.
    """

    content: bytes
    format: str
    width: float
    height: float
    beyond: float

    @property
    def sha256(self) -> str:
        return sha256(self.content).hexdigest()


def draw_figure(figure: PaperFigure, sheet: Sheet) -> Drawn:
    """Draw a figure as a file; the fonts and the width are those of the sheet, whatever the user's settings are.

    Raises:
        FigureError: ``draw`` is no function, or returns no figure; and whatever the file raises.
    """
    import matplotlib
    from matplotlib import style

    matplotlib.use("agg")
    with redirect_stdout(sys.stderr), style.context(["default", sheet.settings]):
        made = _drawn(figure, sheet.inches(figure.column))
        content = file_content(made, sheet)
        width, height = (float(x) for x in made.get_size_inches())
        return Drawn(content, sheet.format, width, height, beyond(made))


def _drawn(figure: PaperFigure, width: float) -> Figure:
    from matplotlib.figure import Figure

    if figure.recipe is not None:
        sheet = blank_sheet(width, figure.aspect, 1)
        KINDS[figure.recipe["kind"]](sheet.axes[0], **figure.recipe["arguments"])
        return sheet
    file = Path(figure.origin)
    sys.path.insert(0, str(file.resolve().parent))  # its folder is importable, as for a script
    draw = getattr(module_of(file, "figure"), "draw", None)
    if not callable(draw):
        raise FigureError(f"expected a function draw, got {type(draw).__name__}")
    parameters = inspect.signature(draw).parameters.values()
    panels = sum(parameter.default is parameter.empty for parameter in parameters)
    if panels:
        sheet = blank_sheet(width, figure.aspect, panels)
        draw(*sheet.axes)
        return sheet
    made = draw()
    if not isinstance(made, Figure):
        raise FigureError(f"expected draw() to return a figure of matplotlib, got {type(made).__name__}")
    return resized(made, width)
