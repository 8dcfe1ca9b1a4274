"""A widget as every reader can show it: moving, as a still page, as a picture, or in words."""

import base64
from typing import Any

VIEW = "application/vnd.jupyter.widget-view+json"


def view_of(model_id: str) -> dict[str, Any]:
    """What a notebook shows under VIEW: the widget with this model."""
    return {"version_major": 2, "version_minor": 0, "model_id": model_id}


def bundle(
    widget: Any, text: str, *, html: str | None = None, png: bytes | None = None
) -> dict[str, Any]:
    """{mime type: content} for a widget's `_repr_mimebundle_`; its reader takes the richest.

    text   always: what is seen, in words and numbers
    html   for a page in which no widget lives
    png    for GitHub, nbviewer and print

    ipywidgets 7 shows a widget through `_ipython_display_`, and would pass the bundle by: a class
    that uses this says `_ipython_display_ = None`.
    """
    shown: dict[str, Any] = {VIEW: view_of(widget.model_id), "text/plain": text}
    if html is not None:
        shown["text/html"] = html
    if png is not None:
        shown["image/png"] = base64.b64encode(png).decode()
    return shown
