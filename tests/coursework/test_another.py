"""A class's files collected under another set's name are refused, and one student's are not."""

import zipfile

import nbformat
import pytest

from coursework.__main__ import main
from coursework.collect import collect
from coursework.intake import uploads
from coursework.roster import fill
from coursework.trouble import Trouble


@pytest.fixture
def two(course):
    """The course with a second set released, whose graded cells have other names."""
    other = nbformat.read(course.release("toy"), as_version=4)
    for cell in other.cells:
        if "nbgrader" in cell.metadata:
            cell.metadata["nbgrader"]["grade_id"] += "_other"
    course.release("other").parent.mkdir()
    nbformat.write(other, course.release("other"))
    return course


def zipped(course, **of):
    """A zip with a student's notebook of a set each."""
    path = course.root.parent / "uploads.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for student, name in of.items():
            archive.writestr(f"{student}.ipynb", course.release(name).read_bytes())
    return path


def test_a_class_of_another_set_is_refused_before_anything_is_changed(two):
    with pytest.raises(Trouble, match=r"3 notebooks looked at, 2 are of other, not of toy"):
        collect(two, "toy", zipped(two, kim="other", lee="other", han="toy"))
    assert uploads(two, "toy") == {} and not two.downloaded("toy").exists()


def test_the_wrong_file_of_one_student_does_not_stop_the_others(two):
    taken = collect(two, "toy", zipped(two, kim="toy", lee="other", han="toy"))
    assert set(taken) == {"kim", "lee", "han"}


def test_what_cannot_be_read_refuses_nobody(two, tmp_path):
    paths = []
    for k, data in enumerate([b"", b"[]", b'{"cells": [{}]}', b'{"cells": 1}', b"[" * 10**5]):
        paths.append(tmp_path / f"s{k}.ipynb")
        paths[-1].write_bytes(data)
    assert len(collect(two, "toy", *paths)) == len(paths)


def test_who_is_not_on_the_roster_is_told_at_once_and_taken(course, tmp_path, capsys):
    (tmp_path / "class.csv").write_text("id\nkim\n")
    fill(course, tmp_path / "class.csv")
    assert (
        main(["collect", str(course.root), "toy", str(zipped(course, kim="toy", kmi="toy"))]) == 0
    )
    said = capsys.readouterr().out
    assert "kmi: not on the roster" in said and "kim: not" not in said
    assert set(uploads(course, "toy")) == {"kim", "kmi"}


def test_without_a_roster_everybody_is_welcome(course, capsys):
    assert main(["collect", str(course.root), "toy", str(zipped(course, kim="toy"))]) == 0
    assert "not on the roster" not in capsys.readouterr().out
