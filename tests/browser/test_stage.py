"""The stage by itself in a real Chromium: panels, controls, handles, speech, at any width.

It stands in a page of its own, without Jupyter: what is tested here is the same script there.
"""

import re
from itertools import pairwise

import pytest
from axe_playwright_python.sync_playwright import Axe

from gdlab.stage.clip import UNIT
from gdlab.stage.page import to_html
from tests.helpers.stages import everything
from tools.jupyter_page import SCREENSHOTS

WIDTHS = [1300, 900, 600, 360]
HIGH = {1300: 900, 900: 900, 600: 900, 360: 740}


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    path = tmp_path_factory.mktemp("stage") / "everything.html"
    path.write_text(to_html(everything(), "Everything at once"), encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def show(chromium, address):
    """Open the stage in a window of this width; the page."""
    contexts = []

    def show_(width=1300, before=None, **options):
        context = chromium.new_context(
            viewport={"width": width, "height": HIGH.get(width, 900)}, offline=True, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.trouble = []
        page.on("pageerror", lambda error: page.trouble.append(str(error)))
        page.on("console", lambda message: page.trouble.append(message.text))
        if before:
            page.add_init_script(before)
        page.goto(address)
        page.wait_for_function("() => document.querySelector('.gd-read')?.textContent")
        for image in page.locator(".gd-picture img").all():
            image.evaluate("image => image.decode()")
        return page

    yield show_
    for context in contexts:
        context.close()


def says(page, words):
    page.locator(".gd-read").filter(has_text=words).wait_for()


def shot(page, name):
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"stage_{name}.png", full_page=True)


def middle(locator):
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def place(page, a, b):
    """Where in the window the point (a, b) of the first panel is."""
    box = page.locator(".gd-picture").first.bounding_box()
    scale = box["width"] / 400
    return box["x"] + (58 + 32.8 * a) * scale, box["y"] + (272 - 25.8 * b) * scale


def drag(page, start, end):
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=6)
    page.mouse.up()


@pytest.mark.parametrize("width", WIDTHS)
def test_text_can_be_read_and_fingers_hit_at_every_width(show, width):
    page = show(width)
    shot(page, width)
    scale = page.locator(".gd-picture").first.bounding_box()["width"] / 400
    assert scale * 10 * 100 / 72 >= 11 - 0.01  # matplotlib's ten points
    for part in page.locator(".gd-hit, input[type=range], .gd-choice label, .gd-bar button").all():
        assert part.bounding_box()["height"] >= 24
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    labels = "e => e.map(t => parseFloat(getComputedStyle(t).fontSize))"
    assert scale * min(page.locator(".gd-picture text").evaluate_all(labels)) >= 11 - 0.01
    sizes = page.evaluate(
        "() => [...document.querySelectorAll('.gd-stage *')].filter(e => e.textContent.trim())"
        ".map(e => parseFloat(getComputedStyle(e).fontSize))"
    )
    assert min(sizes) >= 11
    assert page.trouble == []


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing(show, width):
    found = Axe().run(show(width))
    assert found.violations_count == 0, found.generate_report()


def rows(page):
    """How many panels stand in each row."""
    tops = [round(p.bounding_box()["y"]) for p in page.locator(".gd-panel").all()]
    return [tops.count(top) for top in sorted(set(tops))]


def test_panels_stand_side_by_side_where_there_is_room(show):
    page = show(1300)
    assert rows(page) == [3]
    assert page.locator(".gd-stage").bounding_box()["height"] <= 0.6 * 900 + 1
    page.set_viewport_size({"width": 800, "height": 900})
    page.wait_for_function(
        "() => new Set([...document.querySelectorAll('.gd-panel')].map(p => p.offsetTop)).size == 2"
    )
    assert rows(page) == [2, 1]


def test_on_a_phone_one_panel_with_its_control_at_a_time_and_the_next_by_a_swipe(show):
    page = show(360, has_touch=True, is_mobile=True)
    area = page.locator(".gd-panels")
    assert rows(page) == [3] and area.evaluate("e => e.scrollWidth > e.clientWidth * 2")
    shot(page, "phone_first")
    one = page.locator(".gd-panel").nth(1)
    area.evaluate("e => e.scrollTo({ left: e.clientWidth * 0.9, behavior: 'instant' })")
    page.wait_for_function(
        "() => { const [, b] = document.querySelectorAll('.gd-panel'), left = (e) =>"
        "e.getBoundingClientRect().left; return Math.abs(left(b) - left(b.parentNode)) < 2; }"
    )
    box, slider = one.bounding_box(), page.get_by_role("slider", name="time t").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 360
    assert box["x"] <= slider["x"] and slider["x"] + slider["width"] <= box["x"] + box["width"]
    shot(page, "phone_second")


def test_zoom_enlarges(show):
    """At 200 % a window of 1300 pixels is one of 650, each twice as large."""
    page = show(650, device_scale_factor=2)
    scale = page.locator(".gd-picture").first.bounding_box()["width"] / 400
    assert scale >= 0.79
    page.set_viewport_size({"width": 650, "height": 450})
    page.locator(".gd-swiped").wait_for()  # rows would be higher than the window
    assert rows(page) == [3]
    shot(page, "zoom")


def test_a_slider_under_its_axes_points_at_its_own_value(show):
    page = show(1300)
    box = page.locator(".gd-picture").nth(1).bounding_box()
    slider = page.get_by_role("slider", name="time t")
    at = slider.bounding_box()
    scale = box["width"] / 400
    assert at["x"] + 10 == pytest.approx(box["x"] + 58 * scale, abs=1)
    assert at["x"] + at["width"] - 10 == pytest.approx(box["x"] + 386 * scale, abs=1)
    half = at["x"] + at["width"] / 2  # of three decades: 31.6
    page.mouse.click(half, at["y"] + at["height"] / 2)
    says(page, "t = 31.62")


def test_every_key_of_a_slider(show):
    page = show()
    slider = page.get_by_role("slider", name="turn")
    slider.focus()
    for key, stop in (("End", 10), ("ArrowLeft", 9), ("ArrowDown", 8), ("PageDown", 7)):
        page.keyboard.press(key)
        says(page, f"turned by {stop}")
        assert slider.get_attribute("aria-valuetext") == str(stop)
    for key, stop in (("Home", 0), ("ArrowUp", 1), ("ArrowRight", 2), ("PageUp", 3)):
        page.keyboard.press(key)
        says(page, f"turned by {stop}")


def test_a_slider_is_spoken_as_its_words(show):
    tree = show().locator(".gd-stage").aria_snapshot()
    assert 'slider "first a": "2"' in tree and 'radiogroup "kind"' in tree
    assert 'group "the plane"' in tree and 'button "run: time t"' in tree
    assert 'button "the point: drag, or move with the arrow keys"' in tree


def test_what_is_dragged_is_a_stop(show):
    page = show()
    grip = page.get_by_role("button", name="the point")
    assert middle(grip) == pytest.approx(place(page, 2, 3), abs=1)
    drag(page, middle(grip), place(page, 6.3, 8.8))
    says(page, "At a = 6, b = 9")
    assert middle(grip) == pytest.approx(place(page, 6, 9), abs=1)
    assert page.get_by_role("slider", name="first a").input_value() == "6"
    page.keyboard.press("ArrowDown")
    says(page, "At a = 6, b = 8")
    page.keyboard.press("ArrowRight")
    says(page, "At a = 7, b = 8")
    page.get_by_role("slider", name="second b").focus()
    page.keyboard.press("Home")
    says(page, "At a = 7, b = 0")
    assert middle(grip) == pytest.approx(place(page, 7, 0), abs=1)


def test_a_table_that_goes_by_columns_is_read_as_it_was_written(show):
    stage = everything()
    begin, rows, wide = stage.table.tall[0]  # the arrow, over 11 times 11 stops
    arrow = stage.table.integers[begin : begin + rows * wide].reshape(11, 11, -1)[2, 3] / UNIT
    drawn = [path.get_attribute("d") for path in show().locator(".gd-picture svg path").all()]
    assert arrow.tolist() in [[float(n) for n in re.findall(r"[\d.]+", d or "")] for d in drawn]


def test_a_press_on_the_axes_jumps_and_goes_on_as_a_drag(show):
    page = show()
    drag(page, place(page, 8, 2), place(page, 9, 5))
    says(page, "At a = 9, b = 5")


def test_a_tap_jumps_and_a_finger_may_still_scroll(show):
    page = show(360, has_touch=True, is_mobile=True)
    page.touchscreen.tap(*place(page, 8, 2))
    says(page, "At a = 8, b = 2")


def test_a_grip_is_where_something_can_be_pulled_and_nowhere_else(show):
    page = show()
    assert page.locator(".gd-grip").count() == page.locator(".gd-handle").count() == 1
    assert page.locator(".gd-handle path").count() == 2  # it goes across and up


def test_axes_that_are_pulled_move_two_controls(show):
    page = show()
    x, y = middle(page.locator(".gd-drag"))
    step = page.locator(".gd-drag").bounding_box()["width"] / 10
    drag(page, (x, y), (x - 6 * step, y))
    says(page, "turned by 10")  # it wraps: 5 - 6


def test_nothing_moves_under_the_pointer_while_the_words_change(show):
    page = show(600)
    boxes = "() => [...document.querySelectorAll('.gd-stage input, .gd-stage button, .gd-picture')]"
    boxes += ".map(e => JSON.stringify(e.getBoundingClientRect())).join()"
    height = page.locator(".gd-stage").bounding_box()["height"]
    before = page.evaluate(boxes)
    slider = page.get_by_role("slider", name="second b")
    slider.focus()
    for stop in (0, 1, 2, 3):  # the sentence grows from one line to three
        page.keyboard.press("Home" if stop == 0 else "ArrowRight")
        says(page, f"word {stop}.")
        assert page.evaluate(boxes) == before
    assert page.locator(".gd-stage").bounding_box()["height"] == height


HEARD = """() => { window.heard = [];
    new MutationObserver(() => heard.push([performance.now(),
        document.querySelector('.gd-said').textContent]))
    .observe(document.querySelector('.gd-said'), { childList: true }); }"""


def test_a_screen_reader_hears_once_a_second_at_most_and_the_last_word(show):
    page = show()
    page.evaluate(HEARD)
    page.get_by_role("slider", name="turn").focus()
    page.keyboard.press("Home")
    for stop in range(1, 11):
        page.keyboard.press("ArrowRight")
        says(page, f"turned by {stop},")
        page.wait_for_timeout(250)  # the pace of a reader who holds the key now and then
    page.wait_for_function("() => heard.at(-1)?.[1].includes('turned by 10,')")
    times = [when for when, _ in page.evaluate("heard")]
    assert all(b - a >= 990 for a, b in pairwise(times))


def test_the_buttons_walk_and_say_that_they_run(show):
    page = show()
    press = lambda name: page.get_by_role("button", name=f"{name}: time t")  # noqa: E731
    press("reset").click()
    says(page, "t = 1,")
    assert press("run").get_attribute("aria-pressed") == "false"
    press("step").click()
    says(page, "t = 1.778,")
    press("run").click()
    assert press("run").get_attribute("aria-pressed") == "true"
    press("run").click()
    assert press("run").get_attribute("aria-pressed") == "false"
    press("back").click()
    press("run").click()
    says(page, "t = 1000,")
    page.locator("[aria-pressed=false]").wait_for()


def test_in_the_dark_the_picture_is_dark_and_on_paper_light(show):
    page = show(1300, color_scheme="dark")
    shot(page, "dark")
    ground = "() => getComputedStyle(document.querySelector('.gd-stage')).backgroundColor"
    recolour = "() => getComputedStyle(document.querySelector('.gd-picture')).filter"
    assert page.evaluate(ground) == "rgb(26, 26, 26)" and "invert" in page.evaluate(recolour)
    assert Axe().run(page).violations_count == 0
    page.emulate_media(media="print")
    assert page.evaluate(ground) == "rgb(255, 255, 255)" and page.evaluate(recolour) == "none"


def test_thumb_and_track_stand_out(show):
    """At least 3:1 against the ground, as WCAG asks; colours are the stage's own variables."""
    for scheme in ("light", "dark"):
        page = show(color_scheme=scheme)
        paper, line, accent = page.locator(".gd-stage").evaluate(
            "e => ['--paper', '--line', '--accent']"
            ".map(name => getComputedStyle(e).getPropertyValue(name))"
        )
        for color in (line, accent):
            assert contrast(color, paper) >= 3, (scheme, color)


def contrast(*colors):
    light = sorted(map(luminance, colors))
    return (light[1] + 0.05) / (light[0] + 0.05)


def luminance(color):
    text = {"white": "#ffffff"}.get(color.strip(), color.strip()).lstrip("#")
    parts = [int(text[k : k + 2], 16) / 255 for k in (0, 2, 4)]
    parts = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
    return sum(w * v for w, v in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


def test_an_old_browser_keeps_the_still_picture_and_says_why(chromium, address):
    context = chromium.new_context(offline=True)
    page = context.new_page()
    page.add_init_script("delete window.DecompressionStream")
    page.goto(address)
    page.get_by_text("too old to move").wait_for()
    assert page.get_by_role("img").get_attribute("alt").startswith("At a = 2")
    context.close()
