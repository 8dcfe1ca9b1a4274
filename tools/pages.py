"""Export every explorer to site/: pages that move without Jupyter, and an index of them.

    python -m tools.pages

Each page is one file that needs no network: put it on a web server, in a learning-management
system, on a USB stick.
"""

import html
import importlib
import shutil
import tempfile
from pathlib import Path
from typing import NamedTuple

import numpy as np

from gdcore.data import diabetes, lecture
from gdcore.landscapes import AMP_PHASE, TWO_TONE
from gdcore.scale.disk import write_rows
from gdlab.stage.page import to_html

SITE = Path(__file__).resolve().parent.parent / "site"
HEAD = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Gradient descent: pictures that move</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; color: #1a1a1a; margin: 0 auto; padding: 8px; }
body { max-width: 1000px; }
ul { list-style: none; padding: 0; display: grid; gap: 16px; }
ul { grid-template-columns: repeat(auto-fill, minmax(min(300px, 100%), 1fr)); }
li { border: 1px solid #aaa; border-radius: 4px; padding: 8px; }
img { width: 100%; height: auto; }
a { color: #005a8c; }
</style>
</head>
<body>
<h1>Gradient descent: pictures that move</h1>
<p>Each page is one file and needs neither Python nor a network. Your own functions, and points
dragged freely, live in the notebooks.</p>
<ul>
"""


class Exhibit(NamedTuple):
    """One page: the explorer's name, its lesson, what the page says, and how to call it."""

    name: str
    lesson: int
    title: str
    words: str
    make: object


def exhibits():
    """All of them, in the lessons' order."""
    four, patients = lecture(), diabetes()
    return [
        Exhibit(
            "fit_line",
            1,
            "The line that fits best, by the pseudo-inverse",
            "Five points, their line, and the squares of the residuals; beta, rank and condition "
            "number beside them. In the notebook every point can be dragged.",
            lambda show: show(),
        ),
        Exhibit(
            "gradient_at",
            2,
            "A gradient, taken apart",
            "Minus the gradient as an arrow on the contours, and its components as slopes of two "
            "slices; for the mean of squares and for its root. In the notebook the point moves.",
            lambda show: show(four.X, four.y, at=[6.0, 1.0, 3.0]),
        ),
        Exhibit(
            "step_by_step",
            3,
            "One step at a time",
            "The lecture's four points and its start. Press step: the predictions, the path in "
            "coefficient space and the loss move together. In the notebook the same picture runs "
            "your own gradient.",
            lambda show: show(four.X, four.y, 0.02, T=100, start=four.start),
        ),
        Exhibit(
            "learning_rate",
            4,
            "How large may a step be?",
            "Drag the learning rate towards the black line: up to there every path arrives, "
            "slowly or in jumps. Beyond it every path leaves.",
            lambda show: show(four.X, four.y, four.start),
        ),
        Exhibit(
            "modes",
            4,
            "Every direction shrinks by its own factor",
            "One learning rate serves all directions: the steep ones limit it, the flat ones "
            "wait. Ten measurements of 442 patients, and the intercept.",
            lambda show: show(patients.X),
        ),
        Exhibit(
            "chord",
            5,
            "A chord above the curve, or cut by it",
            "A curve is convex when it rises above none of its chords. Move the two ends, also on "
            "the map of all chords: orange ones are cut.",
            lambda show: show(),
        ),
        Exhibit(
            "basins",
            5,
            "Start and learning rate pick the minimum",
            "A loss with a best minimum and a worse one. Each start leads to one of them, if the "
            "learning rate lets it settle at all.",
            lambda show: show(TWO_TONE),
        ),
        Exhibit(
            "turn",
            5,
            "A saddle, from all sides",
            "Drag the surface to turn it. On the saddle the slope is zero and nothing moves; a "
            "hundredth beside it, the side decides which minimum it ends in.",
            lambda show: show(AMP_PHASE),
        ),
        Exhibit(
            "minibatch_surface",
            6,
            "Each batch sees a surface of its own",
            "Grey: the loss of all rows. Orange: the loss of the rows in this batch, with a "
            "minimum and a limit of its own. The black step goes down the orange one.",
            lambda show: show(patients.X[:24, [2, 10]], patients.y[:24]),
        ),
        Exhibit(
            "race",
            6,
            "Who is ahead depends on what is counted",
            "All rows, batches and single rows, at equal updates, passes, rows, bytes or "
            "seconds; the seconds were measured where this page was made.",
            lambda show: show(patients.X[:, [2, 8]], patients.y - patients.y.mean()),
        ),
        Exhibit(
            "memory_budget",
            7,
            "How many bytes, and where do they fit?",
            "The lecture's million images, or any others: the whole set and one batch, in exact "
            "bytes, against the memory of well-known devices and of a laptop with 16 GB.",
            lambda show: show(16 * 10**9),
        ),
        Exhibit(
            "pipeline_timeline",
            7,
            "Read, prepare and train at the same time",
            "Every bar is one batch in one stage, measured where this page was made. Let other "
            "threads read and prepare ahead, and see what is won and what is not.",
            _with_images,
        ),
    ]


def _with_images(show):
    """The explorer on 1024 images on disk; what it shows was measured when they go."""
    rng = np.random.default_rng(7)
    pieces = ((rng.integers(0, 256, (256, 64, 64, 3), np.uint8), np.ones(256)) for _ in range(4))
    with tempfile.TemporaryDirectory() as folder:
        rows = write_rows(Path(folder) / "images", pieces, 1024, (64, 64, 3), "uint8")
        return show(rows, lambda X, y: (X.reshape(len(X), -1) / np.float32(127.5) - 1, y))


def export(exhibit, folder):
    """Write one page and its still picture; the index's entry for it."""
    module = importlib.import_module(f"gdlab.explorers.{exhibit.name}")
    stage = exhibit.make(getattr(module, exhibit.name))
    page = to_html(stage, exhibit.title, exhibit.words)
    (folder / f"{exhibit.name}.html").write_text(page, encoding="utf-8", newline="\n")
    (folder / f"{exhibit.name}.png").write_bytes(stage.still)
    seen = html.escape(stage.alternative)
    stage.close()
    return (
        f'<li><a href="{exhibit.name}.html"><img src="{exhibit.name}.png" alt="{seen}"><br>'
        f"{html.escape(exhibit.title)}</a> (lesson {exhibit.lesson})<br>"
        f"{html.escape(exhibit.words)}</li>\n"
    )


def build(site):
    """Write the whole site anew, its index last."""
    shutil.rmtree(site, ignore_errors=True)
    site.mkdir(parents=True)
    entries = [export(exhibit, site) for exhibit in exhibits()]
    index = HEAD + "".join(entries) + "</ul>\n</body>\n</html>\n"
    (site / "index.html").write_text(index, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    build(SITE)
    print(f"built site/index.html and {len(exhibits())} explorers")
