"""Lesson 7: a loss around its saddle, seen from any side, and descents that begin there."""

import numpy as np

from gdcore.arrays import as_number
from gdcore.landscapes import AMP_PHASE, Landscape
from gdlab.explorers.shared import N_, _, explorer, fixed, number, short, spelled
from gdlab.explorers.shared.endings import verdicts
from gdlab.explorers.shared.saddle import Saddle
from gdlab.stage import Readout, Stage


@explorer(
    lesson=7,
    title=N_("A saddle, from all sides"),
    words=N_(
        "Drag the surface to turn it. On the saddle the slope is zero and nothing moves; a "
        "hundredth beside it, the side decides which minimum it ends in."
    ),
    example=lambda show: show(AMP_PHASE),
)
def turn(
    landscape: Landscape,
    lr: float | None = None,
    around: float | None = None,
    above: float = 34,
) -> Stage:
    """The loss over two parameters, to be turned; gradient descent from its saddle or beside it.

    landscape is AMP_PHASE or TANH_UNIT; lr (a quarter of 2/L if None) that of the walk; around
    and above the first view, in degrees (a good one if None). Drag the picture, or use the sliders.
    """
    if around is not None:
        around = as_number("around", around)
    saddle = Saddle(landscape, lr, around, as_number("above", above))
    readout = _readout(saddle)

    def seen(*view):
        return saddle.parts(*view), readout

    controls = saddle.controls()
    parts, readout = seen(controls[0].start, controls[1].start)
    later = saddle.view, seen
    return Stage(saddle.panel, controls, parts, readout, drags=[saddle.drag()], later=later)


def _readout(saddle):
    terrain, paths = saddle.terrain, saddle.paths
    with np.errstate(over="ignore"):
        slope = np.linalg.norm(terrain.slope(paths), axis=-1)
    there = [[spelled(terrain.names, np.round(theta, 3)) for theta in path] for path in paths]
    words = verdicts(terrain, terrain.ends(saddle.starts, saddle.lr))
    words = np.where(terrain.is_flat(saddle.starts), _("The slope is zero: it stays."), words)
    columns = {
        "there": (np.array(there), ("start", "T")),
        "loss": (short(terrain.loss(paths), 3), ("start", "T")),
        "slope": (short(slope, 3), ("start", "T")),
        "lr": fixed(number(saddle.lr, 3)),
        "words": (words, ("start",)),
    }
    return Readout(
        _(
            "Seen from {around} around and {above} above. Start {start}, lr {lr}: after {T} steps "
            "{there}, loss {loss}, length of the gradient {slope}. {words}"
        ),
        columns,
    )
