"""What a learner opens holds every cell of the lesson, and no result that answers a question."""

import json

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tests.helpers import ROOT
from tools import build
from tools.fresh import without_results

each_lesson = pytest.mark.parametrize("lesson", build.lessons(), ids=lambda p: p.stem)


def result(text):
    return new_output("execute_result", {"text/plain": text}, execution_count=3)


def ran(text, output, **metadata):
    return new_code_cell(text, outputs=[output], execution_count=3, metadata=metadata)


def test_results_go_and_all_else_stays():
    still = new_output("display_data", {"text/markdown": "*This picture stands still.*"})
    cells = [
        new_markdown_cell("Text."),
        ran("6 * 7", result("42")),
        ran("predict()", result("Question?"), jupyter={"source_hidden": True}),
        ran("learning_rate()", still),
        ran("plt.plot()", result("picture"), tags=["shown"]),
    ]
    book = new_notebook(cells=cells)
    fresh = without_results(book)
    assert [c.source for c in fresh.cells] == [c.source for c in cells]
    assert [len(c.outputs) for c in fresh.cells[1:]] == [0, 1, 1, 1]
    assert all(c.execution_count is None for c in fresh.cells[1:])
    assert [len(c.outputs) for c in book.cells[1:]] == [1, 1, 1, 1]  # the other is untouched


@each_lesson
def test_a_fresh_notebook_comes_from_its_notebook(lesson):
    name = f"{lesson.stem}.ipynb"
    wanted = without_results(build.stored(ROOT / "notebooks" / name))
    here = json.loads((ROOT / "fresh" / name).read_text(encoding="utf-8"))
    assert here == json.loads(json.dumps(wanted)), f"run: python3 start.py build {name[:2]}"


def test_there_is_one_for_every_notebook():
    names = [{p.name for p in (ROOT / folder).glob("*.ipynb")} for folder in ("notebooks", "fresh")]
    assert names[0] == names[1]
