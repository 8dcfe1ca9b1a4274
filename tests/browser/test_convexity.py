"""Explorers of lessons 6 and 7 in a real JupyterLab, by keyboard and pointer, at their edges."""

import re

import pytest

from tools.jupyter_page import SAYS

CHORD = "from gdlab.explorers.chord import chord\nstage = chord()\nstage"
LINE = """from gdlab.explorers.basins import basins
from gdcore.landscapes import AMP_PHASE, TANH_UNIT, TWO_TONE
stage = basins(TWO_TONE)
stage"""
PLANE = LINE.replace("basins(TWO_TONE)", "basins(AMP_PHASE)")
TURN = """from gdlab.explorers.turn import turn
from gdcore.landscapes import AMP_PHASE, TANH_UNIT
stage = turn(AMP_PHASE)
stage"""


def press(book, label, *keys):
    """Keys on a slider, one at a time, each seen to move the picture."""
    book.slider(label).focus()
    for key in keys:
        before = book.moving()
        book.page.keyboard.press(key)
        book.until_moved(before)


def pull(book, label, across):
    """Drag a slider's handle so many pixels, and see the picture move."""
    before, box = book.moving(), book.thumb(label)
    drag(book, box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, across, 0)
    book.until_moved(before)


def drag(book, x, y, across, down):
    """A pointer pressed at a place of the page and moved."""
    book.page.mouse.move(x, y)
    book.page.mouse.down()
    book.page.mouse.move(x + across, y + down, steps=8)
    book.page.mouse.up()


def choose(book, name):
    """Press a button of a choice, and see the picture move."""
    before = book.moving()
    book.choice(name).check()
    book.until_moved(before)


def drag_area(book):
    """The middle of the axes that can be dragged."""
    box = book.page.locator(".gd-drag").first.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_chord_is_cut_where_the_curve_is_not_convex(open_notebook):
    book = open_notebook([CHORD, SAYS])
    book.until_says("none of its chords here: convex")
    book.shot("chord_first")
    choose(book, "wave")
    book.until_says("not convex")
    press(book, "one end a", *["ArrowRight"] * 3)
    pull(book, "other end b", 40)
    book.until_says(re.compile("rises .* above its chord"))
    book.shot("chord_wave")
    for name in ("|x|", "|x|^1.5", "eˣ", "√|x|"):
        choose(book, name)
    book.shot("chord_root")
    press(book, "one end a", "Home")
    press(book, "other end b", "End")
    book.until_says("between -3 and 3. The curve is nowhere above")
    book.shot("chord_ends")
    book.said_by_python()
    book.check()


def test_both_ends_of_a_chord_follow_a_drag_on_the_map(open_notebook):
    book = open_notebook([CHORD, SAYS])
    book.until_says("between -1.8 and 1.6")
    grip = book.page.get_by_label("both ends").bounding_box()
    tall = book.page.locator(".gd-tap").nth(1).bounding_box()["height"]
    step = tall / 32.4
    before = book.moving()
    middle = grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2
    drag(book, *middle, 3 * step, 2 * step)
    book.until_moved(before)
    book.until_says("between -1.2 and 1.2")
    book.said_by_python()
    book.check()


def test_start_and_learning_rate_pick_the_minimum(open_notebook):
    book = open_notebook([LINE, SAYS])
    book.until_says("ends in the minimum at φ = 3.14")
    book.shot("basins_line_first")
    press(book, "start φ", *["ArrowLeft"] * 4)
    book.until_says("φ = 1.82, lr 0.1")
    book.until_says("the slope is zero: only rounding errors could move it")
    book.shot("basins_line_crest")
    press(book, "start φ", "ArrowLeft", "ArrowLeft")
    book.until_says("ends in the minimum at φ = 0")
    pull(book, "learning rate lr", 100)
    press(book, "learning rate lr", "End")
    book.until_says("lr 0.7 = 1.75 of 2/L")
    book.until_says("in no minimum. Of all starts")
    book.shot("basins_line_above")
    press(book, "steps T", "ArrowLeft", "Home")
    press(book, "start φ", "Home")
    book.until_says("after 0 steps φ = -3.14")
    book.shot("basins_line_home")
    book.said_by_python()
    book.check()


@pytest.mark.parametrize("landscape", ["AMP_PHASE", "TANH_UNIT"])
def test_a_start_dragged_over_the_surface_falls_into_its_basin(open_notebook, landscape):
    book = open_notebook([PLANE.replace("basins(AMP_PHASE)", f"basins({landscape})"), SAYS])
    book.until_says("ends in the minimum")
    book.shot(f"basins_{landscape}_first")
    said, before = book.read_out(), book.moving()
    handle = book.page.locator(".gd-handle").first
    handle.focus()
    book.page.keyboard.press("ArrowDown")
    before = book.until_moved(before)
    box = handle.bounding_box()
    drag(book, box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, 90, 130)
    before = book.until_moved(before)
    press(book, "steps T", "Home")
    press(book, "steps T", "End")
    press(book, "learning rate lr", "End")
    book.until_says("1.75 of 2/L")
    book.shot(f"basins_{landscape}_above")
    press(book, "learning rate lr", "Home")
    assert book.read_out() != said
    book.shot(f"basins_{landscape}_slow")
    book.said_by_python()
    book.check()


@pytest.mark.parametrize("landscape", ["AMP_PHASE", "TANH_UNIT"])
def test_a_saddle_is_turned_by_key_by_slider_and_by_pulling_at_it(open_notebook, landscape):
    book = open_notebook([TURN.replace("turn(AMP_PHASE)", f"turn({landscape}, around=30)"), SAYS])
    book.until_says("Seen from 30° around and 40° above.")
    book.shot(f"turn_{landscape}_first")
    press(book, "turn", "ArrowRight", "ArrowRight")
    press(book, "tilt", "ArrowRight")
    book.until_says("Seen from 60° around and 54° above.")
    pull(book, "turn", 60)
    press(book, "turn", "Home")
    press(book, "tilt", "Home")
    book.until_says("Seen from 0° around and 12° above.")
    book.shot(f"turn_{landscape}_low")
    before = book.moving()
    drag(book, *drag_area(book), 100, 60)  # past 0°: on the other side of the turn
    book.until_moved(before)
    book.until_says(re.compile("Seen from (2[0-9]|3[0-9])[05]° around and (26|40)° above"))
    press(book, "tilt", "End")
    book.until_says("54° above")
    book.shot(f"turn_{landscape}_high")
    choose(book, "on the saddle")
    book.until_says("The slope is zero: it stays.")
    choose(book, "0.01 to the other")
    book.until_says(re.compile("ends in the minimum at a = -"))
    press(book, "steps T", *["ArrowLeft"] * 9)
    book.until_says("after 21 steps")
    book.shot(f"turn_{landscape}_moved")
    book.said_by_python()
    book.check()


def test_a_saddle_walked_down_by_its_buttons(open_notebook):
    book = open_notebook([TURN])
    book.button("reset").click()
    book.until_says("after 0 steps")
    book.button("run").click()
    book.until_says("after 30 steps a = 0.998")
    book.check()
