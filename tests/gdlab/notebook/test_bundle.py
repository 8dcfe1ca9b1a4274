"""The bundle: the view and the words always, a page and a picture where there are any."""

import base64

import ipywidgets

from gdlab.notebook.bundle import VIEW, bundle


def test_the_view_and_the_words_are_always_there():
    label = ipywidgets.Label()
    assert bundle(label, "seen") == {
        VIEW: {"version_major": 2, "version_minor": 0, "model_id": label.model_id},
        "text/plain": "seen",
    }


def test_a_page_and_a_picture_where_there_are_any():
    shown = bundle(ipywidgets.Label(), "seen", html="<p>seen</p>", png=b"\x89PNG")
    assert shown["text/html"] == "<p>seen</p>"
    assert base64.b64decode(shown["image/png"]) == b"\x89PNG"
