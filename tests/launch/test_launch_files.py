"""The files that start the course agree with each other and with what is here."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from tests.helpers import ROOT
from tools import shape
from tools.build import relink


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


PROJECT = tomllib.loads(read("pyproject.toml"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
WANTED = [Requirement(r) for rs in (PROJECT["dependencies"], *EXTRAS.values()) for r in rs]
PINS = [Requirement(line) for line in read("constraints.txt").splitlines() if line]


def test_binder_reads_the_same_environment():
    """binder/ hides everything at the root, and pip runs in the file's own folder."""
    root = read("environment.yml")
    twin = root.replace("-c constraints.txt", "-c ../constraints.txt").replace("-e .[", "-e ..[")
    assert read("binder/environment.yml") == twin != root
    assert not (ROOT / "binder" / "environment.yml").is_symlink()


def test_python_is_named_in_the_one_form_binder_reads():
    assert re.search(r"^  - python=3\.11$", read("environment.yml"), re.M)


@pytest.mark.parametrize("wanted", WANTED, ids=str)
def test_every_dependency_has_a_floor_or_a_ceiling_and_a_pin_within(wanted):
    assert wanted.specifier
    pins = [pin for pin in PINS if pin.name == wanted.name.lower()]
    assert pins, f"{wanted.name} is not pinned in constraints.txt"
    for pin in pins:
        (exact,) = pin.specifier
        assert exact.operator == "=="
        assert Version(exact.version) in wanted.specifier


def test_constraints_hold_no_addresses_and_no_hashes():
    assert not re.search(r"://|--|@|hash", read("constraints.txt"))


def test_environments_install_extras_that_exist():
    named = re.search(r"-e \.\[(.*)\]", read("environment.yml"))[1].split(",")
    assert set(named) <= set(EXTRAS) and {"lab", "cluster"} <= set(named)


@pytest.mark.parametrize("name", ["README.md", "README.ko.md", "CHANGELOG.md", "CONTRIBUTING.md"])
def test_links_within_the_repository_lead_somewhere(name):
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", read(name))
    assert all((ROOT / link).exists() for link in links), links


def test_readme_names_the_two_commands():
    commands = re.findall(r"^python3 start\.py(?: (\w+))?", read("README.md"), re.M)
    assert commands == ["", "test"]


def test_the_korean_readme_opens_the_korean_lessons():
    assert re.findall(r"^python3 start\.py.*?(?=  )", read("README.ko.md"), re.M) == [
        "python3 start.py --lang ko"
    ]
    assert "(README.ko.md)" in read("README.md") and "(README.md)" in read("README.ko.md")


@pytest.mark.parametrize("name", ["README.md", "README.ko.md"])
def test_badges_open_notebooks_that_exist(name):
    """Binder's and Colab's addresses carry a path in this repository."""
    page = read(name).replace("%2F", "/")
    page = page.replace("lab/tree/work/", "lab/tree/fresh/")  # Binder makes work/ of fresh/
    paths = re.findall(r"(?:lab/tree|blob/[^/\s]+)/((?:notebooks|fresh)/[^\s)\"]+)", page)
    assert paths
    assert all((ROOT / path).exists() for path in paths), paths


def test_the_badge_opens_the_start_page_of_this_release_and_its_fallbacks_do_too():
    """pyproject.toml is the one place that names repository and version."""
    binder, colab, nbviewer = re.findall(r"https://[^)\s]+ipynb", read("README.md"))
    page = "00_start_here.ipynb"
    at = f"{shape.REPOSITORY}/blob/{shape.TAG}"
    assert binder == (
        f"https://mybinder.org/v2/gh/{shape.REPOSITORY}/{shape.TAG}"
        f"?urlpath=lab%2Ftree%2Fwork%2F{page}"
    )
    assert colab == f"https://colab.research.google.com/github/{at}/fresh/{page}"
    assert nbviewer == f"https://nbviewer.org/github/{at}/notebooks/{page}"


@pytest.mark.parametrize("name", ["README.md", "README.ko.md"])
def test_a_new_repository_or_version_reaches_the_links_by_a_build(tmp_path, name):
    page = tmp_path / name
    other = read(name).replace(shape.REPOSITORY, "kim/gd").replace(shape.TAG, "v0.0.1")
    page.write_text(other, encoding="utf-8")
    relink(page)
    assert page.read_text(encoding="utf-8") == read(name)


def test_readme_says_how_to_keep_what_binder_forgets():
    assert "File → Download" in read("README.md")


def test_ci_calls_the_command_of_the_readme():
    last = [line for line in read(".ci/run").splitlines() if line.strip()][-1]
    assert last.endswith("python3 start.py test")
