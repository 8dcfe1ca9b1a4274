"""The course's folder: made, found, kept whole."""

import sqlite3
from contextlib import closing

import pytest

from coursework import course as folder
from coursework import nb
from coursework.course import REPOSITORY, backup, find, make, need_released, one_run, write
from coursework.trouble import Trouble


def test_a_new_course_is_one_that_nbgrader_itself_can_open(course):
    settings = nb.config(course)
    assert settings.CourseDirectory.root == str(course.root)
    with nb.gradebook(course) as book:
        assert [each.name for each in book.assignments] == ["toy"]


def test_every_course_has_a_seed_of_its_own_that_only_its_owner_reads(tmp_path):
    one, two = make(tmp_path / "one"), make(tmp_path / "경사 two")
    assert len(one.seed()) == 32 and one.seed() != two.seed()
    assert (one.root / "seed.txt").stat().st_mode & 0o077 == 0


def test_no_course_is_made_in_the_public_repository_or_over_something(tmp_path):
    with pytest.raises(Trouble, match="lies in this repository"):
        make(REPOSITORY / "my-course")
    assert not (REPOSITORY / "my-course").exists()
    (tmp_path / "thesis.tex").touch()
    with pytest.raises(Trouble, match="not empty"):
        make(tmp_path)


def test_what_is_missing_is_named_with_the_command_that_helps(course, tmp_path):
    with pytest.raises(Trouble, match=r"no course in .* course make"):
        find(tmp_path / "elsewhere")
    with pytest.raises(Trouble, match=r"hw9 has not been released .*toy(.|\n)*course release"):
        need_released(course, "hw9")
    (course.root / "seed.txt").unlink()
    with pytest.raises(Trouble, match=r"seed\.txt is missing"):
        find(course.root)


def test_a_full_disk_is_said_before_anything_is_changed(course, monkeypatch):
    class Usage:
        free = 10**6

    monkeypatch.setattr(folder.shutil, "disk_usage", lambda path: Usage)
    with pytest.raises(Trouble, match="Only 1 MB are free"), one_run(course):
        raise AssertionError("must not begin")


def test_a_second_run_on_the_same_course_is_turned_away(course):
    with one_run(course), pytest.raises(Trouble, match="Another run"), one_run(course):
        raise AssertionError("must not begin")
    with one_run(course):
        pass  # and it is free again


def test_a_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "marks.csv"
    write(path, "old")

    def fails(file):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("gdlab.notebook.files.os.fsync", fails)
    with pytest.raises(OSError, match="No space"):
        write(path, "new")
    assert path.read_text() == "old"


def test_backups_hold_the_gradebook_and_the_oldest_go(course, monkeypatch):
    monkeypatch.setattr(folder, "BACKUPS_KEPT", 2)
    first, second, third = (backup(course) for _ in range(3))
    assert not first.exists() and second.exists()
    with closing(sqlite3.connect(third)) as copy:
        assert copy.execute("select name from assignment").fetchall() == [("toy",)]


def test_a_course_knows_the_language_of_its_class(tmp_path):
    assert make(tmp_path / "one").language == "en"
    korean = make(tmp_path / "two", "ko")
    assert find(korean.root).language == "ko"
    (korean.root / "course.toml").unlink()  # a course of an earlier version has none
    assert find(korean.root).language == "en"


def test_a_language_that_is_not_there_is_named_with_those_that_are(tmp_path):
    with pytest.raises(Trouble, match=r'no language .xx.: choose one of "en", "ko"'):
        make(tmp_path / "one", "xx")
    assert not (tmp_path / "one").exists()
    course = make(tmp_path / "two")
    write(course.root / "course.toml", 'language = "kr"\n')
    with pytest.raises(Trouble, match=r'course\.toml says language = .kr.: write one of "en"'):
        find(course.root).language  # noqa: B018
    write(course.root / "course.toml", "language = ko\n")
    with pytest.raises(Trouble, match=r"course\.toml cannot be read: .*line 1"):
        find(course.root).language  # noqa: B018
