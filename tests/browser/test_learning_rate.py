"""learning_rate in a real JupyterLab, by keyboard and by pointer."""

import pytest

CELLS = [
    """from gdcore.data import lecture
from gdcore.explorers.learning_rate import learning_rate
data = lecture()
explorer = learning_rate(data.X, data.y, data.start)
explorer"""
]


@pytest.fixture
def book(open_notebook):
    return open_notebook(CELLS)


def test_every_control_moves_the_picture(book):
    book.shot("learning_rate_first")
    lr = book.slider("learning rate lr")
    lr.focus()
    before = book.moving()
    book.page.keyboard.press("ArrowRight")
    after = book.until_moved(before)
    assert "steps" in book.read_out()
    box = lr.bounding_box()
    book.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    book.page.mouse.down()
    book.page.mouse.move(box["x"] + 150, box["y"] + box["height"] / 2, steps=10)
    dragged = book.until_moved(after)
    book.page.mouse.up()
    book.shot("learning_rate_moved")
    before = dragged
    for name in ("reset", "step ▶", "◀ back", "▶ run"):
        book.page.locator(".gd-stage button", has_text=name).click()
        before = book.until_moved(before)
    book.check()
