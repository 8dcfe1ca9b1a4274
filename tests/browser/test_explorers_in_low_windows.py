"""Every explorer in a low window: picture and controls in sight, nothing too small to read or hit.

Each stands on its page, without Jupyter.
"""

import pytest

from gdlab.explorers import declared

SHARE = 0.6  # of the window's height, for the picture, its controls and the line below
SMALLEST = """() => Math.min(...[...document.querySelectorAll('.gd-stage *')]
    .filter(e => e.textContent.trim() && !e.closest('svg, style'))
    .map(e => parseFloat(getComputedStyle(e).fontSize)))"""
LEAST = """() => Math.min(...[...document.querySelectorAll(
    '.gd-stage input[type=range], .gd-choice label, .gd-bar button, .gd-hit')]
    .map(e => e.getBoundingClientRect().height))"""


@pytest.fixture(params=declared(), ids=lambda explorer: explorer.name)
def page(looking, site, request):
    page = looking(viewport={"width": 900, "height": 700})
    page.goto((site / f"{request.param.name}.html").as_uri())
    page.wait_for_function("() => document.querySelector('.gd-read')?.textContent")
    return page


def test_picture_and_controls_are_in_sight_together(page):
    assert page.locator(".gd-stage").bounding_box()["height"] <= SHARE * 700 + 2


def test_words_can_be_read_and_fingers_hit(page):
    assert page.evaluate(SMALLEST) >= 11
    assert page.evaluate(LEAST) >= 23.9  # less rounding
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_nothing_leaves_the_window_at_the_last_stops(page):
    height = page.locator(".gd-stage").bounding_box()["height"]
    for slider in page.get_by_role("slider").all():
        slider.press("End")
    page.wait_for_function("() => new Promise(requestAnimationFrame).then(() => true)")
    assert page.locator(".gd-stage").bounding_box()["height"] == pytest.approx(height, abs=1)
