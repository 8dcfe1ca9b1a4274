"""Google Colab without Google: its versions, a notebook alone in a folder, and the first cell.

What this cannot try is Colab's own page: CONTRIBUTING.md says how to look at it by hand.
"""

import shutil
import subprocess
import sys
import tarfile

import nbformat
import pytest

from tests.helpers.environments import ROOT, Environment, checkout, need_an_index
from tools import shape

# what Colab had in August 2026; dask, which it has too, is our own lowest, and PyTorch, which is
# large, stands here by the one package of its own that we need
PINS = (
    "ipywidgets==7.7.1",
    "ipython==7.34.0",
    "ipykernel==6.17.1",
    "matplotlib==3.10.0",
    "numpy==2.1.*",
    "anywidget==0.9.21",
    "scikit-learn==1.6.1",
    "tqdm",
    "filelock",
    "dask==2025.1.0",
    "distributed==2025.1.0",
)
NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))


def python_of_colab():
    """3.12 where this machine has one, else the Python that runs the tests."""
    name = shutil.which("python3.12")
    runs = name and subprocess.run([name, "-c", ""], capture_output=True).returncode == 0
    return name if runs else sys.executable


def release(folder):
    """The archive that GitHub makes of a tag."""
    clone = checkout(folder / "gradient-descent-release")
    with tarfile.open(folder / "release.tar.gz", "w:gz") as archive:
        archive.add(clone, clone.name)
    return (folder / "release.tar.gz").as_uri()


def alone(notebook, folder, address):
    """A copy in a folder with nothing else, which installs from `address`."""
    text = notebook.read_text(encoding="utf-8")
    copy = folder / notebook.name
    asked = f"https://github.com/{shape.REPOSITORY}/archive/refs/tags/{shape.TAG}.tar.gz"
    assert asked in text
    copy.write_text(text.replace(asked, address), encoding="utf-8")
    return copy


@pytest.fixture(scope="module")
def colab(tmp_path_factory):
    """(the environment, a folder with copies of the notebooks, what was installed before any)."""
    folder = tmp_path_factory.mktemp("colab")
    need_an_index(folder / "cache")
    made = Environment(folder / "env", python_of_colab())
    made.install(*PINS)
    content = folder / "below" / "content"
    content.mkdir(parents=True)
    address = release(folder)
    for notebook in NOTEBOOKS:
        alone(notebook, content, address)
    before = made.frozen()
    made.run_notebook(content / NOTEBOOKS[0].name)
    return made, content, before


@pytest.mark.install
def test_the_first_cell_installs_gdcore_and_replaces_nothing(colab):
    """A package replaced under a running kernel would ask for a restart."""
    made, _, before = colab
    after = made.frozen()
    assert after.pop("gdcore") and after["ipywidgets"] == "7.7.1"
    assert after == before


@pytest.mark.install
@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_lesson_runs_and_every_explorer_has_its_still_picture(notebook, colab):
    made, content, _ = colab
    ran = made.run_notebook(content / notebook.name).cells
    shipped = nbformat.read(notebook, 4).cells
    for here, there in zip(ran, shipped, strict=True):
        assert pictures(here) == pictures(there), here.source


def pictures(cell):
    """How many pictures a cell shows."""
    return sum("image/png" in output.get("data", {}) for output in cell.get("outputs", []))
