"""Every pin has a wheel on every platform that students have: nobody needs a compiler.

The index is asked once, for all platforms together; what it said is then read for each. Where no
index answers this is skipped.
"""

import subprocess
import sys
import tomllib

import pytest

from tests.helpers import ROOT

PINS = (ROOT / "constraints.txt").read_text(encoding="utf-8")
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
PLATFORMS = (
    "x86_64-manylinux_2_28",
    "aarch64-manylinux_2_28",
    "aarch64-apple-darwin",
    "x86_64-apple-darwin",
    "x86_64-pc-windows-msvc",
)


def resolve(source, cache, *options):
    """What uv would install, from wheels alone: (its lines, its complaint)."""
    command = [sys.executable, "-m", "uv", "pip", "compile", "-", "--quiet", "--no-header"]
    command += ["--no-annotate", "--no-config", "--only-binary", ":all:", "--cache-dir", str(cache)]
    command += ["-c", "constraints.txt", *options]
    ran = subprocess.run(command, input=source, cwd=ROOT, capture_output=True, text=True)
    return ran.stdout, ran.stderr if ran.returncode else ""


def on(platform, python, source, cache):
    """The same on one platform, from what the index has already said."""
    there = ("--python-platform", platform, "--python-version", python)
    return resolve(source, cache, "--offline", "--no-deps", *there)


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    """(what the resolver makes of the course's wishes for all platforms, the answers' folder)."""
    pytest.importorskip("uv", reason="uv is not installed")
    cache = tmp_path_factory.mktemp("cache")
    if resolve("six", cache, "--python-version", PYTHONS[0])[1]:
        pytest.skip("no package index answers: wheels of other platforms cannot be looked up")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lists = [project["dependencies"], *project["optional-dependencies"].values()]
    source = "\n".join(line for lines in lists for line in lines)
    pins, trouble = resolve(source, cache, "--universal", "--python-version", PYTHONS[0])
    assert not trouble
    return pins, cache


def test_the_pins_are_all_that_is_needed_anywhere(asked):
    """Nothing is left for the index to choose on the day, and nothing is pinned in vain."""
    assert asked[0] == PINS


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_pin_has_a_wheel(platform, python, asked):
    pins, trouble = on(platform, python, PINS, asked[1])
    assert not trouble
    assert {"numpy", "jupyterlab"} <= {line.split("==")[0] for line in pins.splitlines()}


def test_a_pin_without_a_wheel_there_would_be_noticed(asked):
    """pywinpty has wheels for Windows only."""
    pin = next(line for line in PINS.splitlines() if line.startswith("pywinpty")).split(" ;")[0]
    assert on("x86_64-pc-windows-msvc", "3.11", pin, asked[1])[1] == ""
    assert "pywinpty" in on("x86_64-manylinux_2_28", "3.11", pin, asked[1])[1]
