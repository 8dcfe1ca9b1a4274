"""An exported page: everything inside, nothing fetched, and nothing of the stage lost."""

import base64
import json
import re
from html.parser import HTMLParser

import pytest

from gdlab.stage.page import to_html
from gdlab.stage.table import unpack
from tests.gdlab.stage.test_stage import Control, Label, Line, Readout, Stage, figure, np, small


class Read(HTMLParser):
    """The addresses and the scripts of a page."""

    def __init__(self, page):
        super().__init__()
        self.addresses, self.inside, self.texts = [], "", {}
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.addresses += [
            given[name] for name in ("src", "href", "srcset", "data") if name in given
        ]
        self.inside = given.get("id", tag)

    def handle_data(self, data):
        self.texts[self.inside] = self.texts.get(self.inside, "") + data


def state(page):
    return json.loads(Read(page).texts["state"])


def scene(page):
    return unpack(base64.b64decode(state(page)["scene"]))[0]


def test_a_page_asks_nobody_for_anything():
    page = to_html(small(), "Small")
    assert all(address.startswith("data:") for address in Read(page).addresses)
    assert set(re.findall(r"\w+://[^\s\"'<]+", page)) == {"http://www.w3.org/2000/svg"}  # a name
    assert "default-src 'none'" in page


def test_the_page_holds_the_stage_to_the_byte():
    stage = small()
    held = state(to_html(stage, "Small"))
    assert [base64.b64decode(one) for one in held["pictures"]] == stage.pictures
    about, integers = unpack(base64.b64decode(held["scene"]))
    assert (integers == stage.table.integers).all() and about["parts"] == stage.table.parts
    assert held["starts"] == [1] and about["controls"][0]["texts"] == ["1", "2", "3"]


def test_it_begins_where_the_stage_is():
    stage = small()
    stage.slider["a"].index = 2
    page = to_html(stage, "Small")
    assert state(page)["starts"] == [2]
    assert 'alt="a is 3: high"' in page


def test_sliders_and_choices_are_told_apart():
    fig, ax = figure()
    controls = [Control("a", "a", [1, 2]), Control("b", "b", [1, 2], kind="choice")]
    stage = Stage(fig, controls, [Line(ax, np.zeros((3, 2)))], Readout("nothing"))
    assert [c["kind"] for c in scene(to_html(stage, "Two"))["controls"]] == ["slider", "choice"]


def test_what_needs_python_is_left_out_with_a_word():
    dragged = small(lambda ax: lambda x, y: None)
    assert "dragging (a point)" in to_html(dragged, "Dragged")
    assert "Left out" not in to_html(small(), "Still")


def test_text_cannot_end_the_page_or_begin_a_script():
    fig, ax = figure()
    wicked = "</script><script>alert(1)</script>"
    label = Label(ax, np.array([50.0, 5]), text=np.array(wicked))
    stage = Stage(fig, [Control("a", wicked, [1, 2])], [label], Readout(wicked))
    page = to_html(stage, wicked, wicked)
    assert "<script>alert" not in page
    assert page.count("<script") == to_html(small(), "Small").count("<script")
    assert scene(page)["controls"][0]["label"] == wicked


def test_a_page_without_a_title_is_refused():
    with pytest.raises(ValueError, match="needs a title"):
        to_html(small(), " ")
