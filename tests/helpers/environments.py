"""Copies of the course and environments of their own, for the tests that install something.

Installing is slow, so these tests carry the mark `install`: `start.py test` runs them, and
`start.py test -m "not install"` goes without. They are skipped where no package index answers.
"""

import os
import re
import shutil
import subprocess
import sys

import nbformat
import pytest

from tests.helpers import ROOT
from tools.runner import run_notebook


def git(*arguments):
    """What git says of this checkout."""
    return subprocess.check_output(["git", *arguments], cwd=ROOT, text=True)


def checkout(folder):
    """The files that git knows, as they are now, in a clean folder: what a clone holds."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: which files a clone would hold is not known")
    for name in filter(None, git("ls-files", "-z").split("\0")):
        if (ROOT / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name, follow_symlinks=False)
    return folder


def clean():
    """The caller's variables without those that would lead to other packages or settings."""
    leaks = ("PYTHON", "VIRTUAL_ENV", "JUPYTER", "IPYTHON", "PIP_USER", "PIP_TARGET", "MPL")
    return {k: v for k, v in os.environ.items() if not k.startswith(leaks)}


def call(*command, cwd, **variables):
    """Run to the end; its output, or a failure that shows it."""
    environment = clean() | variables
    ran = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert ran.returncode == 0, ran.stdout[-4000:]
    return ran.stdout


class Environment:
    """A virtual environment at `folder`, of the Python that runs the tests or of another one."""

    def __init__(self, folder, python=sys.executable):
        pytest.importorskip("uv", reason="uv is not installed")
        self.folder = folder
        self.bin = folder / ("Scripts" if os.name == "nt" else "bin")
        self.python = self.bin / ("python.exe" if os.name == "nt" else "python")
        self._uv("venv", "--seed", "--python", python, folder)

    def _uv(self, *arguments, cwd=ROOT):
        return call(sys.executable, "-m", "uv", "--quiet", *arguments, cwd=cwd)

    def install(self, *wanted, cwd=ROOT):
        """Quickly, with uv."""
        self._uv("pip", "install", "--no-config", "--python", self.python, *wanted, cwd=cwd)

    def version(self, name):
        """The installed version of a distribution."""
        code = f"from importlib.metadata import version; print(version({name!r}))"
        return call(self.python, "-c", code, cwd=self.folder).strip()

    def check(self):
        """No installed package misses another or wants another version of it."""
        return call(self.python, "-m", "pip", "check", cwd=self.folder)

    def frozen(self):
        """{name: version} of all that is installed."""
        lines = call(self.python, "-m", "pip", "freeze", cwd=self.folder).splitlines()
        return dict(re.split("==| @ ", line, maxsplit=1) for line in lines if line[0] != "-")

    def run_notebook(self, path):
        """Every cell, as a reader of this environment runs them, in the notebook's folder."""
        book = nbformat.read(path, 4)
        home = self.folder / "home"
        home.mkdir(exist_ok=True)
        env = clean() | {"HOME": str(home), "PATH": f"{self.bin}:{os.environ['PATH']}"}
        run_notebook(book, path.parent, seconds=60, python=self.python, env=env)
        return book


def need_an_index(folder):
    """Skip where packages cannot be looked up."""
    pytest.importorskip("uv", reason="uv is not installed")
    command = [sys.executable, "-m", "uv", "pip", "compile", "-", "--quiet", "--no-config"]
    command += ["--cache-dir", str(folder)]
    if subprocess.run(command, input="six", capture_output=True, text=True).returncode:
        pytest.skip("no package index answers: nothing can be installed")
