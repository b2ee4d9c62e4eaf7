"""Phase diagrams: for which parameters of a family a property holds, and for which it fails."""

from losstheory.theory.phase.boxes import BoxCell, BoxDiagram, phase_boxes
from losstheory.theory.phase.diagram import Cell, PhaseDiagram
from losstheory.theory.phase.search import confirm_diagram, phase_diagram
from losstheory.theory.phase.throughout import Throughout

__all__ = [
    "BoxCell", "BoxDiagram", "Cell", "PhaseDiagram", "Throughout", "confirm_diagram", "phase_boxes", "phase_diagram",
]  # fmt: skip
