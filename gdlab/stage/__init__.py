"""A picture that matplotlib drew once and whose parts move in the browser."""

from gdlab.stage.parts import Area, Bars, Control, Dots, Drag, Handle, Label, Line, Readout
from gdlab.stage.stage import Stage

__all__ = [
    "Area",
    "Bars",
    "Control",
    "Dots",
    "Drag",
    "Handle",
    "Label",
    "Line",
    "Readout",
    "Stage",
]
