"""nbgrader's own tools, opened on a course of ours. Loaded late, for that takes seconds."""

import os
import sys
from contextlib import contextmanager
from logging import NullHandler
from pathlib import Path

from traitlets.config import Config, PyFileConfigLoader
from traitlets.log import get_logger

from coursework.course import CONFIG, typed
from coursework.trouble import Trouble
from gdlab.notebook.language import _, speaking


def config(course):
    """The course's own nbgrader_config.py, its gradebook waited for."""
    _programs_found()
    loaded = Config(PyFileConfigLoader(CONFIG, path=str(course.root)).load_config())
    with speaking(course.language):
        loaded.ClearSolutions.text_stub = _("YOUR ANSWER HERE")
        code = _("# YOUR CODE HERE\nraise NotImplementedError()")
    loaded.ClearSolutions.code_stub = {"python": code}
    if "db_url" not in loaded.CourseDirectory:
        loaded.CourseDirectory.db_url = course.db_url
    return loaded


def db_url(course):
    """Where the gradebook is: the course's own file, or what its configuration says."""
    return config(course).CourseDirectory.db_url


def api(course, settings=None):
    """nbgrader's API for this course; its log goes into the answers, not to the screen."""
    from nbgrader.apps.api import NbGraderAPI
    from nbgrader.coursedir import CourseDirectory

    settings = settings or config(course)
    log = get_logger()
    log.propagate, log.handlers = False, [NullHandler()]
    return NbGraderAPI(coursedir=CourseDirectory(config=settings), config=settings)


@contextmanager
def gradebook(course, url=None):
    """The gradebook, or the copy of it at `url`, to be written; made where there is none.

    Raises Trouble, with the way back, for a damaged one.
    """
    from nbgrader.api import Gradebook
    from nbgrader.coursedir import CourseDirectory
    from sqlalchemy.exc import DatabaseError, OperationalError

    directory = CourseDirectory(config=config(course))
    try:
        with Gradebook(url or directory.db_url, directory.course_id) as book:
            yield book
    except OperationalError:  # it is locked, say
        raise
    except DatabaseError as error:
        words = f"{course.gradebook} cannot be read: {error.orig}. Take the newest copy: "
        raise Trouble(words + typed("restore", course.root)) from None


def marked(cells):
    """{grade_id: cell} of the cells that nbgrader knows."""
    return {
        cell.metadata["nbgrader"]["grade_id"]: cell
        for cell in cells
        if cell.metadata.get("nbgrader", {}).get("grade_id")
    }


def answer(cell):
    """Whether it is a code cell that students write in."""
    return bool(cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("solution"))


def automatic(cell):
    """Whether the cell is a test that nbgrader runs and scores."""
    about = cell.metadata.get("nbgrader", {})
    return bool(cell.cell_type == "code" and about.get("grade") and not about.get("solution"))


def _programs_found():
    """nbgrader calls alembic by its bare name when it makes a gradebook."""
    beside = str(Path(sys.executable).parent)
    path = os.environ.get("PATH", "")
    if beside not in path.split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([beside, path])
