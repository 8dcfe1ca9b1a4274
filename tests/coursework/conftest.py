"""A released toy course, and what keeps its folder's name from hiding the package's."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # `coursework` is the package there
pytest.importorskip("nbgrader")

import toy  # noqa: E402


@pytest.fixture(scope="session")
def released(tmp_path_factory):
    """A course with the toy set released, to be copied and not changed."""
    from coursework.course import make
    from coursework.release import release

    course = make(tmp_path_factory.mktemp("made") / "course")
    release(course, "toy", toy.build_source)
    return course


@pytest.fixture
def course(released, tmp_path):
    """A copy of it for one test."""
    return copied(released, tmp_path)


def copied(released, folder):
    import shutil

    from coursework.course import find

    shutil.copytree(released.root, folder / "course")
    return find(folder / "course")
