"""Learners' copies: a promise to follow the course, and a stronger one to keep their work."""

import pytest

from tools import copies


@pytest.fixture
def course(tmp_path):
    """A course of two notebooks, and the folder its copies go to."""
    notebooks, work = tmp_path / "강의 notes", tmp_path / "work"
    notebooks.mkdir()
    (notebooks / "00_start_here.ipynb").write_text("start")
    (notebooks / "03_gradient_descent.ipynb").write_text("first version")
    return notebooks, work


def texts(work):
    """Name and text of everything a learner sees in work/."""
    return {path.name: path.read_text() for path in work.glob("*.ipynb")}


def test_the_first_start_copies_every_lesson(course):
    notebooks, work = course
    assert copies.main([], *course) == 0
    assert texts(work) == texts(notebooks)


def test_a_second_start_changes_nothing_that_was_written(course, capsys):
    copies.main([], *course)
    (course[1] / "03_gradient_descent.ipynb").write_text("my own lines")
    copies.main([], *course)
    assert texts(course[1])["03_gradient_descent.ipynb"] == "my own lines"
    assert capsys.readouterr().out == ""


def test_an_untouched_copy_follows_the_course(course):
    notebooks, work = course
    copies.main([], *course)
    (notebooks / "03_gradient_descent.ipynb").write_text("second version")
    (notebooks / "04_learning_rate.ipynb").write_text("a new lesson")
    copies.main([], *course)
    assert texts(work) == texts(notebooks)


def test_a_changed_copy_stays_when_the_course_changes_and_a_line_says_so(course, capsys):
    notebooks, work = course
    copies.main([], *course)
    (work / "03_gradient_descent.ipynb").write_text("my own lines")
    (notebooks / "03_gradient_descent.ipynb").write_text("second version")
    for _ in range(2):  # the line comes at every start until the learner decides
        copies.main([], *course)
        assert "start.py fresh 03" in capsys.readouterr().out
    assert texts(work)["03_gradient_descent.ipynb"] == "my own lines"


def test_fresh_gives_the_courses_notebook_and_keeps_every_old_copy(course, capsys):
    work = course[1]
    copies.main([], *course)
    for mine in ("first try", "second try", "third try"):
        (work / "03_gradient_descent.ipynb").write_text(mine)
        assert copies.main(["03"], *course) == 0
    kept = texts(work)
    assert kept.pop("03_gradient_descent.ipynb") == "first version"
    assert {"first try", "second try", "third try"} <= set(kept.values())
    assert "yours is now work/03_gradient_descent_mine_" in capsys.readouterr().out


def test_fresh_of_an_untouched_copy_leaves_no_second_one(course):
    copies.main([], *course)
    copies.main(["03"], *course)
    assert len(texts(course[1])) == 2


@pytest.mark.parametrize("record", ["", "[1, 2]", "null", "{"])
def test_without_its_record_everything_there_counts_as_the_learners(record, course):
    notebooks, work = course
    copies.main([], *course)
    (notebooks / "03_gradient_descent.ipynb").write_text("second version")
    (work / ".copied.json").write_text(record)
    copies.main([], *course)
    assert texts(work)["03_gradient_descent.ipynb"] == "first version"


def test_a_deleted_copy_comes_back(course):
    copies.main([], *course)
    (course[1] / "00_start_here.ipynb").unlink()
    copies.main([], *course)
    assert texts(course[1])["00_start_here.ipynb"] == "start"


def test_an_unknown_lesson_is_answered_with_the_known_ones(course, capsys):
    assert copies.main(["09"], *course) == 2
    assert "03_gradient_descent" in capsys.readouterr().out


def test_what_learners_do_not_share_with_the_course_is_left_alone(course):
    course[1].mkdir()
    (course[1] / "my_notes.ipynb").write_text("mine")
    copies.main([], *course)
    assert texts(course[1])["my_notes.ipynb"] == "mine"


def test_a_disk_that_is_full_is_told_and_nothing_is_lost(course, monkeypatch, capsys):
    notebooks, work = course
    copies.main([], *course)
    (work / "03_gradient_descent.ipynb").write_text("my own lines")
    (notebooks / "00_start_here.ipynb").write_text("second version")
    before = {path.name: path.read_bytes() for path in work.iterdir()}

    def full(number):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("gdlab.notebook.files.os.fsync", full)
    assert copies.main([], *course) == copies.main(["00"], *course) == 1
    assert "is the disk full" in capsys.readouterr().out
    assert {path.name: path.read_bytes() for path in work.iterdir()} == before
