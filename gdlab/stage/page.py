"""A stage as one HTML file that moves in any browser, without Jupyter and without a network.

The pictures, the table and the script are inside. What needs Python, a handle dragged anywhere, is
left out, and a line says where it lives.
"""

import base64
import html
import json
from pathlib import Path
from string import Template

from gdlab.notebook.language import spoken
from gdlab.stage import words as said
from gdlab.stage.script import as_script
from gdlab.stage.stage import Stage

FOLDER = Path(__file__).parent


def to_html(stage: Stage, title: str, words: str = "", twin: str = "", alternates: str = "") -> str:
    """The page's text: `stage` at its present stops, under a title and a sentence of plain text.

    A page that has a twin in another language gets HTML: `twin`, a link to it, and `alternates`,
    the elements of its head that name both.

    Raises ValueError without a title: a page needs one, for its tab and for a screen reader.
    """
    if not title.strip():
        raise ValueError("a page needs a title, got an empty one; try what the explorer shows")
    stage.complete()
    page = Template((FOLDER / "page.html").read_text(encoding="utf-8"))
    dragged = ", ".join(stage.free_handles)
    return page.substitute(
        language=spoken(),
        title=html.escape(title),
        twin=twin,
        alternates=alternates,
        words=_paragraph(words),
        note=_paragraph(said.left_out(dragged) if dragged else ""),
        stands=html.escape(said.without_script()),
        seen=html.escape(stage.alternative),
        still=_text(stage.still),
        state=json.dumps(_state(stage), ensure_ascii=False).replace("<", r"\u003c"),
        script=as_script(),
    )


def _paragraph(text):
    return f"<p>{html.escape(text)}</p>" if text else ""


def _state(stage):
    """What page.js reads, as JSON can hold it."""
    return {
        "scene": _text(stage.scene),
        "pictures": [_text(picture) for picture in stage.pictures],
        "films": [_text(film) for film in stage.films],
        "places": stage.places,
        "message": stage.message,
        "starts": [slider.index for slider in stage.slider.values()],
        "old": said.too_old(),
    }


def _text(data):
    return base64.b64encode(data).decode()
