"""A loss as a surface, in a real Chromium: chosen, and turned by pointer and by key."""

import pytest

from gdcore.data import lecture
from gdcore.landscapes import AMP_PHASE
from gdlab.explorers import step_by_step, turn
from gdlab.stage.page import to_html

SHOWN = "e => e.style.display !== 'none' && e.getAttribute('viewBox')"


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("surface")
    X, y, start, _ = lecture()
    for name, stage in (
        ("steps", step_by_step(X, y, 0.02, 30, start)),
        ("saddle", turn(AMP_PHASE)),
    ):
        (folder / f"{name}.html").write_text(to_html(stage, name), encoding="utf-8")
        stage.close()
    return folder


@pytest.fixture
def show(chromium, pages):
    contexts = []

    def show_(name, **options):
        context = chromium.new_context(viewport={"width": 1300, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.trouble = []
        page.on("pageerror", lambda error: page.trouble.append(str(error)))
        page.on("console", lambda message: page.trouble.append(message.text))
        page.goto((pages / f"{name}.html").as_uri())
        page.wait_for_function("() => document.querySelector('.gd-read')?.textContent")
        return page

    yield show_
    for context in contexts:
        context.close()


def frame(page):
    """Which part of the strip is seen: nothing where no film is."""
    return page.locator(".gd-picture svg svg").evaluate(SHOWN)


def test_the_map_is_chosen_as_a_surface_and_back(show):
    page = show("steps")
    slider = page.get_by_role("slider", name="turn the surface")
    assert not frame(page) and not slider.is_visible()
    mark = page.locator(".gd-mark")
    assert mark.is_visible()
    page.get_by_role("radio", name="the side").check()
    page.wait_for_function("() => document.querySelector('.gd-picture svg svg image').href.baseVal")
    assert frame(page) and slider.is_visible() and not mark.is_visible()
    page.get_by_role("radio", name="above").check()
    page.wait_for_function(f"() => !({SHOWN})(document.querySelector('.gd-picture svg svg'))")
    assert mark.is_visible() and page.trouble == []


def changes(page, act):
    """Do something, and wait until another frame is seen."""
    before = frame(page)
    act()
    page.wait_for_function(
        f"before => ({SHOWN})(document.querySelector('.gd-picture svg svg')) !== before", arg=before
    )
    return frame(page)


@pytest.mark.parametrize("name", ["steps", "saddle"])
def test_a_surface_is_turned_by_pointer_and_by_key(show, name):
    page = show(name)
    if name == "steps":
        page.get_by_role("radio", name="high up").check()
    slider = page.get_by_role("slider", name="turn").first
    slider.focus()
    changes(page, lambda: page.keyboard.press("ArrowRight"))
    box = page.locator(".gd-drag").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def pull():
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + 60, y, steps=5)
        page.mouse.up()

    at = slider.input_value()
    changes(page, pull)
    assert slider.input_value() != at and page.trouble == []


def test_the_film_is_decoded_and_not_empty(show):
    page = show("saddle")
    sizes = page.locator(".gd-picture svg svg image").evaluate(
        """async (e) => { const image = new Image(); image.src = e.href.baseVal;
        await image.decode(); return [image.naturalWidth, image.naturalHeight,
            Number(e.getAttribute('width')), Number(e.getAttribute('height'))]; }"""
    )
    assert sizes[:2] == sizes[2:] and sizes[0] > 100
