"""Every explorer that is declared, in a real JupyterLab: opened, moved by key and by pointer.

One notebook shows them all, so that one kernel and one page serve every test here.
"""

import pytest

from gdlab.explorers import declared
from tools.jupyter_page import open_in, write_notebook

ALL = declared()
SHOW = "from gdlab.explorers import declared\nshown = [one.open() for one in declared()]"
OUTLINE = "e => [...e.querySelectorAll('svg path')].map(p => p.getAttribute('d')).join('|')"
OTHER = f"([e, before]) => ({OUTLINE})(e) !== before"


@pytest.fixture(scope="module")
def book(chromium, lab):
    """All explorers, each in a cell of its own, in one notebook that has been run."""
    address, folder = lab
    cells = [SHOW, *(f"shown[{number}]  # {one.name}" for number, one in enumerate(ALL))]
    write_notebook(folder / "every_explorer.ipynb", cells)
    context = chromium.new_context(viewport={"width": 1200, "height": 1000})
    opened = open_in(context, address, "every_explorer.ipynb", f".gdlab-{ALL[-1].name} svg path")
    yield opened
    context.close()


class Seen:
    """One explorer in the page; what a reader can do to it."""

    def __init__(self, book, explorer):
        self.book, self.page, self.name = book, book.page, explorer.name
        self.box = self.page.locator(f".gdlab-{explorer.name}")
        self.box.locator("svg path").first.wait_for(state="attached")
        self.box.scroll_into_view_if_needed()

    def moves(self, act):
        """Do something, and wait until other moving parts are drawn."""
        before = self.box.evaluate(OUTLINE)
        act()
        self.page.wait_for_function(OTHER, arg=[self.box.element_handle(), before])

    def pull(self, thing, place, across, down):
        """Press the pointer on a place of something, and move it."""
        thing.scroll_into_view_if_needed()
        box = thing.bounding_box()
        x, y = box["x"] + box["width"] * place, box["y"] + box["height"] / 2
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + across, y + down, steps=6)
        self.page.mouse.up()


@pytest.fixture(params=ALL, ids=lambda explorer: explorer.name)
def seen(request, book):
    return Seen(book, request.param)


WHERE = """e => {
    const [now, low, high] = e.tagName === 'INPUT' ? [e.value, e.min, e.max]
        : ['now', 'min', 'max'].map(name => e.getAttribute(`aria-value${name}`));
    const share = (now - low) / (high - low);
    return [share, e.tagName === 'INPUT' ? share : 0.5]; }"""


def test_every_slider_moves_the_picture_by_key_and_by_pointer(seen):
    seen.book.shot(seen.name)
    for slider in seen.box.get_by_role("slider").all():
        slider.focus()
        share, _ = slider.evaluate(WHERE)
        key = "ArrowLeft" if share > 0.5 else "ArrowRight"
        seen.moves(lambda key=key: seen.page.keyboard.press(key))
        share, thumb = slider.evaluate(WHERE)
        across = -200 if share > 0.5 else 200
        seen.moves(lambda s=slider, at=thumb, by=across: seen.pull(s, at, by, 0))
    seen.book.shot(f"{seen.name}_moved")
    seen.book.check()


def test_every_choice_moves_the_picture_by_key_and_by_pointer(seen):
    for group in seen.box.locator(".widget-toggle-buttons").all():
        others = group.locator("button:not(.mod-active)")
        others.last.focus()
        seen.moves(lambda: seen.page.keyboard.press("Enter"))
        seen.moves(others.first.click)
    seen.book.check()


def test_every_ring_moves_the_picture_by_key_and_by_pointer(seen):
    for ring in seen.box.locator(".gd-handle").all():
        ring.focus()
        seen.moves(lambda: seen.page.keyboard.press("ArrowUp"))
        seen.moves(lambda ring=ring: seen.pull(ring, 0.5, -20, -30))
    seen.book.check()
