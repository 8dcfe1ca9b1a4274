"""Every explorer that is declared, in a real JupyterLab: opened, moved by key and by pointer.

One notebook shows them all, so that one kernel and one page serve every test here.
"""

import re

import pytest

from gdlab.explorers import declared
from tools.jupyter_page import open_in, write_notebook

ALL = declared()
SHOW = "from gdlab.explorers import declared\nshown = [one.open() for one in declared()]"
OUTLINE = """e => [...e.querySelectorAll('svg path, svg text')]
    .map(part => part.getAttribute('d') ?? part.textContent).join('|')"""
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
        above = self.box.get_by_role("radio", name="above")  # on a surface there are no rings
        if above.count() and not above.is_checked():
            self.moves(above.check)

    def moves(self, act):
        """Do something, and wait until other moving parts are drawn."""
        before = self.box.evaluate(OUTLINE)
        act()
        self.page.wait_for_function(OTHER, arg=[self.box.element_handle(), before])

    def pull(self, thing, place, across, down):
        """Press the pointer on a place of something, and move it."""
        thing.scroll_into_view_if_needed()
        box = thing.bounding_box()
        x = box["x"] + 10 + (box["width"] - 20) * place  # a thumb is 20 pixels wide
        y = box["y"] + box["height"] / 2
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + across, y + down, steps=6)
        self.page.mouse.up()


@pytest.fixture(params=ALL, ids=lambda explorer: explorer.name)
def seen(request, book):
    return Seen(book, request.param)


INWARD = """e => {
    const [own, all] = [e, e.closest(".gd-picture")].map(node => node.getBoundingClientRect());
    return [["left", "width"], ["top", "height"]].map(([from, size]) =>
        own[from] + own[size] / 2 < all[from] + all[size] / 2 ? 1 : -1);
}"""  # from a ring to the middle of its picture: there it has somewhere to go
SIDEWAYS = "path[d^='M-7 0']"  # the little arrows of a ring that moves across
WHERE = "e => (e.value - e.min) / (e.max - e.min)"


def test_every_slider_moves_the_picture_by_key_and_by_pointer(seen):
    seen.book.shot(seen.name)
    for slider in seen.box.get_by_role("slider").all():
        slider.focus()
        share = slider.evaluate(WHERE)
        key = "ArrowLeft" if share > 0.5 else "ArrowRight"
        seen.moves(lambda key=key: seen.page.keyboard.press(key))
        share = slider.evaluate(WHERE)
        far = min(200, 0.6 * slider.bounding_box()["width"])  # not to an end, where all may begin
        across = -far if share > 0.5 else far
        seen.moves(lambda s=slider, at=share, by=across: seen.pull(s, at, by, 0))
    seen.book.shot(f"{seen.name}_moved")
    seen.book.check()


def test_every_choice_moves_the_picture_by_key_and_by_pointer(seen):
    for group in seen.box.get_by_role("radiogroup").all():
        group.locator("input:checked").focus()
        seen.moves(lambda: seen.page.keyboard.press("ArrowRight"))
        seen.moves(group.locator("label:not(:has(:checked))").last.click)
    seen.book.check()


def test_every_ring_moves_the_picture_by_key_and_by_pointer(seen):
    for ring in seen.box.locator(".gd-handle").all():
        ring.focus()
        across, down = ring.evaluate(INWARD)
        keys = "ArrowRight" if across > 0 else "ArrowLeft", "ArrowDown" if down > 0 else "ArrowUp"
        upright = ring.locator(SIDEWAYS).count() == 0
        to = (0, 30 * down) if upright else (50 * across, 0)  # on a curve, both might cancel out
        seen.moves(lambda key=keys[upright]: seen.page.keyboard.press(key))
        seen.moves(lambda r=ring, to=to: seen.pull(r, 0.5, *to))
    seen.book.check()


def test_all_that_can_be_used_has_a_name(seen):
    """As a screen reader is told it: sliders, choices, buttons and rings each say what they are."""
    told = seen.box.aria_snapshot()
    used = re.findall(r"- '?(slider|radiogroup|radio|button|img)\b(.*)", told)
    assert {kind for kind, _rest in used} & {"slider", "radio", "button"}, told
    assert [kind for kind, rest in used if not rest.startswith(' "')] == [], told
