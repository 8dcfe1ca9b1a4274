"""Marks by hand: nbgrader's formgrader, on this course, in the browser."""

import subprocess
import sys

from coursework.sandbox import root
from gdlab.notebook.language import _


def serve(course):
    """Start JupyterLab on formgrader's own page, and wait for Ctrl-C; its exit code."""
    words = _(
        "Formgrader opens in the browser; Ctrl-C here ends it. Grade with `course grade`, not\n"
        "with formgrader's own button: that one runs student code without the sandbox."
    )
    print(words, flush=True)
    words = [sys.executable, "-m", "jupyterlab", "--LabApp.default_url=/formgrader"]
    return subprocess.call([*words, *(["--allow-root"] if root() else [])], cwd=course.root)
