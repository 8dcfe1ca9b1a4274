"""A released toy course, and what keeps this folder's name from hiding the package's."""

import shutil
import sys

import pytest

pytest.importorskip("nbgrader")

from coursework.rehearsal import toy


@pytest.fixture(scope="session")
def released(tmp_path_factory):
    """A course with the toy set handed out, to be copied and not changed.

    Made by nbgrader alone: release() also runs the set, which test_course_release.py tests.
    """
    from coursework import nb
    from coursework.course import make

    course = make(tmp_path_factory.mktemp("made") / "course")
    toy.build_source("toy", course.seed(), course.root)
    answer = nb.api(course).generate_assignment("toy")
    assert answer["success"], answer["log"]
    return course


def copied(released, folder):
    from coursework.course import find

    shutil.copytree(released.root, folder / "course")
    return find(folder / "course")


@pytest.fixture
def course(released, tmp_path):
    """A copy of it for one test."""
    return copied(released, tmp_path)


@pytest.fixture(scope="module")
def course_of_module(released, tmp_path_factory):
    """A copy of it for the tests of one module, which go on from one another."""
    return copied(released, tmp_path_factory.mktemp("class"))


@pytest.fixture(scope="session")
def boxed():
    """Skip where the sandbox cannot work; on Linux it has to."""
    from coursework import sandbox

    why = sandbox.trouble()
    if why and not sys.platform.startswith("linux"):
        pytest.skip(why)
    assert why is None, why
