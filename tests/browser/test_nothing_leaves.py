"""A whole lesson, its mathematics and its moving pictures, without a word to any other machine."""

import shutil
from urllib.parse import urlsplit

import pytest

from tools.jupyter_page import ROOT, open_in

LESSON = ROOT / "notebooks" / "04_learning_rate.ipynb"
# JupyterLab keeps only the cells in view: all of them, so that none comes or goes under the keys
ALL_IN_VIEW = {"width": 1200, "height": 25_000}
ASKS_OUTSIDE = ("/lab/api/news", "/lab/api/update", "/lab/api/extensions")  # the server would


@pytest.fixture(scope="module")
def watched(chromium, lab):
    """(the lesson, run in JupyterLab to its end, every address the browser asked for)."""
    address, folder = lab
    shutil.copy(LESSON, folder / LESSON.name)
    asked = []
    context = chromium.new_context(viewport=ALL_IN_VIEW)
    context.on("request", lambda request: asked.append(request.url))
    context.on("page", lambda page: page.on("websocket", lambda socket: asked.append(socket.url)))
    book = open_in(context, address, LESSON.name, None, run=False)
    book.run_to_end()
    yield book, asked
    context.close()


def test_every_request_goes_to_the_own_machine(watched):
    book, asked = watched
    handle = book.slider("learning rate lr")
    handle.focus()
    before = book.moving()
    book.page.keyboard.press("ArrowLeft")
    book.until_moved(before)
    outward = {urlsplit(url).scheme for url in asked} - {"http", "ws", "data", "blob"}
    hosts = {urlsplit(url).hostname for url in asked if not url.startswith(("data:", "blob:"))}
    assert len(asked) > 50 and not outward
    assert hosts == {"127.0.0.1"}


def test_nor_does_the_server_look_for_news_or_updates(watched):
    paths = [urlsplit(url).path for url in watched[1]]
    assert not [path for path in paths if path.startswith(ASKS_OUTSIDE)]


def test_the_mathematics_is_set_with_letters_of_its_own(watched):
    """MathJax and its fonts come with JupyterLab."""
    book, _ = watched
    book.page.locator("mjx-container").first.wait_for(state="attached")
    assert book.page.locator("mjx-container").count() > 5
    book.page.evaluate("() => document.fonts.ready")
    assert book.page.evaluate("() => document.fonts.size") > 0
    book.page.set_viewport_size({"width": 1200, "height": 1000})
    book.shot("nothing_leaves")
