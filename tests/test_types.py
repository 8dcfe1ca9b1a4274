"""What the hints say is so: mypy reads the packages that are typed, strictly where they say so."""

import subprocess
import sys
import tomllib

import numpy as np
import pytest
from packaging.version import Version

from tests.helpers import ROOT

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
