"""Handles: bound to controls, or answered by Python; their places are the stage's own."""

import numpy as np
import pytest

from gdlab.stage import Control, Dots, Handle, Label, Readout, Stage, framed
from gdlab.stage.table import unpack
from tests.helpers.stages import everything


def test_a_bound_handle_moves_its_controls_to_the_nearest_stop():
    stage = everything()
    before = stage.scene
    stage.drag("the point", 7.4, 0.6)
    assert (stage.slider["a"].index, stage.slider["b"].index) == (7, 1)
    assert stage.alternative.startswith("At a = 7, b = 1") and stage.scene == before


def test_the_browser_is_told_where_a_bound_handle_goes():
    about, integers = unpack(everything().scene)
    (handle,) = about["handles"]
    assert handle["moves"] == [0, 1] and handle["across"] and handle["up"] and handle["tap"]
    first = integers[handle["offset"] :][:2] / 16  # a = b = 0: the axes' lower left corner
    assert first == pytest.approx([58, 320 - 48], abs=0.1)


def test_other_controls_keep_their_stops_while_a_handle_moves():
    figure, ax = framed()
    ax.set(xlim=(0, 10), ylim=(0, 10))
    places = np.array([[[x, 3.0 * k] for x in range(5)] for k in range(3)])
    controls = [Control("k", "k", range(3), start=1), Control("x", "x", range(5))]
    handle = Handle(ax, places, "end", over=("k", "x"), moves=("x",))
    stage = Stage(figure, controls, [], Readout("{k} {x}"), [handle])
    stage.drag(0, 3.2, 9.0)
    assert stage.alternative == "1 3"
    (told,) = unpack(stage.scene)[0]["handles"]
    assert (told["across"], told["up"]) == (True, False)


@pytest.mark.parametrize(
    ("about", "words"),
    [
        ({}, "must have either on_move"),
        ({"on_move": print, "moves": ("a",), "over": ("a",)}, "must have either on_move"),
        ({"moves": ("a",), "over": ("b",)}, "moves must be among over"),
        ({"moves": ("a", "b", "c"), "over": ("a", "b", "c")}, "moves must be among over"),
    ],
)
def test_a_handle_that_cannot_be_is_refused(about, words):
    with pytest.raises(ValueError, match=words):
        Handle(framed()[1], (0, 0), "a", **about)


def test_places_of_the_wrong_shape_are_refused():
    figure, ax = framed()
    handle = Handle(ax, np.zeros((3, 2)), "end", over=("a",), moves=("a",))
    with pytest.raises(ValueError, match=r"must begin with shape \(2,\)"):
        Stage(figure, [Control("a", "a", [1, 2])], [], Readout("x"), [handle])


def snapping(raises=False):
    """A stage whose handle snaps to whole numbers."""
    figure, ax = framed()
    ax.set(xlim=(0, 10), ylim=(0, 10))

    def seen(x, y):
        return [Dots(ax, np.array([[x, y]])), Label(ax, np.array([1.0, 1]))], Readout(f"{x}, {y}")

    def move(x, y):
        if raises:
            raise ValueError("no")
        x, y = round(x), round(y)
        return *seen(x, y), (x, y)

    return Stage(figure, [], *seen(2, 2), [Handle(ax, (2, 2), "it", move)])


def test_a_place_that_snaps_is_the_models_place():
    """Every view of the stage draws its ring where the model says."""
    stage = snapping()
    first = stage.places
    stage.drag("it", 6.3, 3.8)
    assert stage.alternative == "6, 4"
    (x, y), (x0, y0) = stage.places[0], first[0]
    across, down = (400 - 58 - 14) / 10, (320 - 14 - 48) / 10
    assert (x - x0, y0 - y) == pytest.approx((4 * across, 2 * down), abs=0.02)


def test_a_place_that_found_no_answer_is_left():
    stage = snapping(raises=True)
    first = stage.places
    stage.drag("it", 6.3, 3.8)
    assert stage.places == first and "ValueError: no" in stage.message
