"""A stage as one HTML file that moves in any browser, without Jupyter and without a network.

The picture, the table and stage.js are inside; the controls are the browser's own. What needs
Python, a handle dragged anywhere, is left out, and a line says where it lives.
"""

import base64
import html
import json
from pathlib import Path
from string import Template

import ipywidgets as widgets

FOLDER = Path(__file__).parent
COPIED = ("size", "boxes", "parts", "strings", "readout", "names", "labels", "texts", "plays")
COPIED += ("drags",)
LEFT_OUT = "Left out here: dragging ({}). That needs Python; the lesson's notebook has it."


def to_html(stage, title, words=""):
    """The page's text: `stage` at its present stops, under a title and a sentence of plain text.

    Raises ValueError without a title: a page needs one, for its tab and for a screen reader.
    """
    if not title.strip():
        raise ValueError("a page needs a title, got an empty one; try what the explorer shows")
    page = Template((FOLDER / "page.html").read_text(encoding="utf-8"))
    dragged = ", ".join(handle["label"] for handle in stage.picture.handles)
    return page.substitute(
        title=html.escape(title),
        words=_paragraph(words),
        note=_paragraph(LEFT_OUT.format(dragged) if dragged else ""),
        seen=html.escape(stage.alternative),
        still=_text(stage.still),
        state=json.dumps(_state(stage), ensure_ascii=False).replace("<", r"\u003c"),
        stage_js=(FOLDER / "stage.js").read_text(encoding="utf-8"),
    )


def _paragraph(text):
    return f"<p>{html.escape(text)}</p>" if text else ""


def _state(stage):
    """What stage.js reads, as JSON can hold it."""
    sliders = [stage.slider[name] for name in stage.picture.names]
    return {
        **{name: getattr(stage.picture, name) for name in COPIED},
        "picture": _text(stage.picture.picture),
        "table": _text(stage.picture.table),
        "starts": [slider.index for slider in sliders],
        "kinds": [_kind(slider) for slider in sliders],
    }


def _kind(slider):
    return "choice" if isinstance(slider, widgets.ToggleButtons) else "slider"


def _text(data):
    return base64.b64encode(data).decode()
