"""What the hints say is so: mypy reads the packages that are typed, strictly where they say so."""

import inspect
import subprocess
import sys
import tomllib

import numpy as np
import pytest
from packaging.version import Version

from gdlab.exercises.catalogue import exercises
from gdlab.explorers import declared
from tests.helpers import ROOT
from tests.helpers.doors import doors_of

SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mypy"]


@pytest.mark.skipif(
    Version(np.__version__) < Version("2.2"), reason="numpy's own hints were others before 2.2"
)
def test_mypy_finds_nothing():
    checked = [sys.executable, "-m", "mypy", "--no-error-summary"]
    ran = subprocess.run(checked, cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.parametrize("package", SETTINGS["packages"])
def test_a_package_that_is_checked_says_that_it_is_typed(package):
    assert (ROOT / package.split(".")[0] / "py.typed").exists()


EXPLORERS = [explorer.name for explorer in declared()]
LEARNERS = [f"gdlab.exercises.{name}." for name in exercises()]
LEARNERS += ["gdlab.exercises.shared.descents.", "gdlab.exercises.shared.epochs."]
# answers, right ones and wrong ones, written as a learner writes: without hints


def is_an_explorers_own(name):
    """An explorer has one door, its function; what that is made of is its own affair."""
    room, _, rest = name.partition("gdlab.explorers.")
    return not room and rest not in [f"{each}.{each}" for each in EXPLORERS]


@pytest.mark.parametrize("package", [p for p in SETTINGS["packages"] if p != "gdcore"])
def test_every_door_is_hinted(package):
    """mypy leaves alone what has no hint at all; a door must have all of them."""
    for name, door in doors_of(package).items():
        if name.startswith(tuple(LEARNERS)) or is_an_explorers_own(name):
            continue
        written = vars(door).get("__init__") if inspect.isclass(door) else door
        if written is None or not inspect.isfunction(written):
            continue
        about = inspect.signature(written)
        bare = [p.name for p in about.parameters.values() if p.annotation is p.empty]
        assert bare in ([], ["self"]), f"{name}: {bare}"
        returns = about.return_annotation is not about.empty
        assert returns or inspect.isclass(door), f"{name}: what does it return?"
