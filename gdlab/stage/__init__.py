"""A picture that matplotlib drew once and whose parts move in the browser."""

from gdlab.stage.controls import Control, Readout
from gdlab.stage.frame import framed
from gdlab.stage.handles import Drag, Handle
from gdlab.stage.parts import Area, Arrow, Bars, Beyond, Dots, Film, Label, Line
from gdlab.stage.pixels import Panel, defaults
from gdlab.stage.stage import Stage

__all__ = [
    "Area",
    "Arrow",
    "Bars",
    "Beyond",
    "Control",
    "Dots",
    "Drag",
    "Film",
    "Handle",
    "Label",
    "Line",
    "Panel",
    "Readout",
    "Stage",
    "defaults",
    "framed",
]
