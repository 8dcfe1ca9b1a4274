"""What it costs to open an explorer, of what matplotlib alone takes to draw its figures.

Every explorer on the data of its page, in processor time, against `savefig` of the very figures it
draws, as sharp: the rest is the computing, the table, and the widgets.
"""

import io
import time
from unittest.mock import patch

from tqdm import tqdm

from bench._table import line
from gdlab.explorers import declared
from gdlab.stage.pixels import Panel, drawn

ROUNDS = 5
MEASURES = {"pipeline_timeline"}  # what it shows is measured when it opens


def figures_of(explorer):
    """The figures an explorer draws."""
    found = []

    def keep(panels):
        several = panels if isinstance(panels, list | tuple) else [panels]
        found.extend(one.figure if isinstance(one, Panel) else one for one in several)
        return drawn(panels)

    with patch("gdlab.stage.stage.drawn", keep):
        explorer.open().close()
    return found


def taken(act):
    """Milliseconds of the processor."""
    begun = time.process_time()
    act()
    return 1e3 * (time.process_time() - begun)


def lines():
    """A line for every explorer: opening it, of drawing its figures."""
    for explorer in declared():
        if explorer.name in MEASURES:
            continue
        figures = figures_of(explorer)

        def draw(figures=figures):
            for figure in figures:
                figure.savefig(io.BytesIO(), dpi=figure.dpi)

        opened, bare = [], []
        for _ in tqdm(range(ROUNDS), leave=False, delay=1, disable=None):
            opened.append(taken(lambda one=explorer: one.open().close()))
            bare.append(taken(draw))
        note = f"{min(opened):.0f} ms of the processor"
        yield line(f"{explorer.name} opened, of savefig alone", opened, bare, note)
