"""The oldest versions that pyproject.toml allows pass the tests of the package, as the pins do.

A floor is a promise to whoever brings an older environment along, Colab first of all. Every
release's check runs all tests there (-m slow); the everyday part leaves out what no version can
change: the judges of answers and what waits for clocks.
"""

import tomllib

import pytest
from packaging.requirements import Requirement

from tests.helpers.environments import ROOT, Environment, call, need_an_index

SOME = ["tests/gdcore", "tests/gdlab/stage"]
ALL = ["tests/gdcore", "tests/gdlab", "tests/tools", "tests/test_floors.py"]
EXTRAS = "lab,cluster,build,test"


@pytest.fixture(scope="module")
def oldest(tmp_path_factory):
    """An environment of every dependency's floor, with gdcore from here."""
    folder = tmp_path_factory.mktemp("oldest")
    need_an_index(folder / "cache")
    made = Environment(folder / "env")
    made.install("--resolution", "lowest-direct", "-e", f"{ROOT}[{EXTRAS}]")
    return made


def passes(made, places, *options):
    command = [made.python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "ignore"]
    said = call(*command, *options, *places, cwd=ROOT)
    assert " passed" in said and " failed" not in said


@pytest.mark.install
def test_it_holds_the_floors_themselves(oldest):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lists = [project["dependencies"], *map(project["optional-dependencies"].get, EXTRAS.split(","))]
    wanted = [Requirement(line) for lines in lists for line in lines]
    assert len(wanted) > 12
    for want in wanted:
        floor = next(part.version for part in want.specifier if part.operator == ">=")
        assert oldest.version(want.name).startswith(floor), want


@pytest.mark.install
def test_the_packages_own_tests_pass_there(oldest):
    passes(oldest, SOME, "--ignore=tests/gdcore/scale", "-k", "not in_a_real_kernel and not fifty")


@pytest.mark.slow
@pytest.mark.install
def test_all_tests_pass_there(oldest):
    passes(oldest, ALL, "-m", "not install and not slow")
