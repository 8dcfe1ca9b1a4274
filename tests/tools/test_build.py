"""The builder: same bytes twice, errors with their place, nothing half-written."""

import json

import pytest

from tools import build

HEAD = "---\njupytext:\n  text_representation:\n    format_name: myst\n---\n\n"


def lesson(folder, *cells):
    path = folder / "09_small.md"
    path.write_text(
        HEAD + "# Small\n" + "".join(f"\n```{{code-cell}} ipython3\n{c}\n```\n" for c in cells)
    )
    return path


@pytest.fixture
def small(tmp_path):
    """A lesson with a number, a picture and a widget."""
    return lesson(
        tmp_path,
        "6 * 7",
        "import matplotlib.pyplot as plt\n_ = plt.plot([1, 2])",
        "import ipywidgets\nipywidgets.IntSlider()",
    )


def test_built_twice_is_the_same_to_the_byte(small, tmp_path):
    build.build(small, tmp_path / "a.ipynb")
    build.build(small, tmp_path / "b.ipynb")
    assert (tmp_path / "a.ipynb").read_bytes() == (tmp_path / "b.ipynb").read_bytes()
    cells = json.loads((tmp_path / "a.ipynb").read_text())["cells"]
    number, picture, _ = (cell["outputs"] for cell in cells[-3:])
    assert number[0]["data"]["text/plain"] == "42"
    assert "image/png" in picture[0]["data"]
    assert build.VIEW not in (tmp_path / "a.ipynb").read_text()


def test_a_saved_explorer_is_a_still_picture_and_a_sentence(tmp_path):
    """A picture that never moves has no such sentence."""
    explorer = "from gdlab.explorers.fit_line import fit_line\nfit_line()"
    plot = "import matplotlib.pyplot as plt\n_ = plt.plot([1, 2])"
    build.build(lesson(tmp_path, explorer, plot), tmp_path / "a.ipynb")
    cells = json.loads((tmp_path / "a.ipynb").read_text())["cells"]
    kinds = [[set(output["data"]) for output in cell["outputs"]] for cell in cells[-2:]]
    assert kinds == [
        [{"image/png", "text/plain"}, {"text/markdown"}],
        [{"image/png", "text/plain"}],
    ]
    caption = cells[-2]["outputs"][1]["data"]["text/markdown"]
    assert caption.startswith(build.STILL) and "What it shows, in words: " in caption


def test_a_measurement_is_kept_until_its_cell_changes(tmp_path):
    def built(text):
        cell = ":tags: [measured]\n\n" + text
        build.build(lesson(tmp_path, cell, "import time\ntime.time_ns()"), tmp_path / "a.ipynb")
        cells = json.loads((tmp_path / "a.ipynb").read_text())["cells"]
        return [c["outputs"][0]["data"]["text/plain"] for c in cells[-2:]]

    first, again = built("import time\ntime.time_ns()"), built("import time\ntime.time_ns()")
    assert first[0] == again[0] and first[1] != again[1]
    assert built("import time\ntime.time_ns() + 0")[0] != first[0]


def test_an_error_names_lesson_line_and_error(tmp_path):
    bad = lesson(tmp_path, "1 + 1", "1 / 0")
    with pytest.raises(build.LessonError, match=r"09_small.md, cell at line 14: ZeroDivisionError"):
        build.build(bad, tmp_path / "bad.ipynb")
    assert not (tmp_path / "bad.ipynb").exists()


def test_equal_cells_get_different_ids(tmp_path):
    ids = [cell.id for cell in build.read(lesson(tmp_path, "1", "1", "1")).cells]
    assert len(set(ids)) == len(ids)


def test_an_unknown_lesson_is_answered_with_the_known_ones():
    with pytest.raises(build.LessonError, match=r"no lesson starts with '77'.*03_gradient_descent"):
        build.lessons(["77"])
