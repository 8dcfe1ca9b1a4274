"""A learner's copy moves before it is run: it has every explorer's widgets, and is trusted."""

import json
from pathlib import Path

import nbformat
import pytest
from nbformat.sign import NotebookNotary
from nbformat.v4 import new_code_cell, new_notebook, new_output

from gdlab.notebook.bundle import VIEW, view_of
from gdlab.notebook.widgets import REFERENCE, STATE, models_of
from gdlab.stage.script import as_module
from tests.helpers import ROOT
from tools import build, copies
from tools.alive import brought_to_life, taken

FRESH = sorted((ROOT / "fresh").glob("*.ipynb"))
each_notebook = pytest.mark.parametrize("path", FRESH, ids=lambda path: path.stem)


def model(**state):
    return {"model_name": "AnyModel", "state": state}


def run_notebook(stage):
    """One that showed a stage of this model id, and a form."""
    models = {
        stage: model(sliders=["IPY_MODEL_s"], places=[], _esm="export", tooltip=None),
        "s": model(layout="IPY_MODEL_l"),
        "l": model(),
        "other": model(),
    }
    shown = {VIEW: view_of(stage), "image/png": "", "text/plain": "seen"}
    form = {VIEW: view_of("other"), "text/plain": "?"}
    cells = [new_code_cell(outputs=[new_output("display_data", each)]) for each in (shown, form)]
    cells[0].id = "cell"
    return new_notebook(cells=cells, metadata={"widgets": {STATE: {"state": models}}})


def test_of_a_run_notebook_a_stage_and_what_it_refers_to_are_taken_under_ids_of_the_cell():
    found = taken(run_notebook("a"))
    assert list(found) == ["cell"] and len(found["cell"]["models"]) == 3
    kept = found["cell"]["models"][found["cell"]["view"]]["state"]
    assert set(kept) == {"sliders", "places"} and "IPY_MODEL_s" not in json.dumps(found)
    assert taken(run_notebook("z")) == found


@each_notebook
def test_every_explorer_of_a_copy_is_alive_and_whole(path):
    alive = json.loads(copies.life_of(path).read_text(encoding="utf-8"))
    book = nbformat.read(path, as_version=4)
    stills = {cell.id for cell in book.cells if _is_still(cell)}
    assert set(alive) == stills
    nbformat.validate(brought_to_life(book, alive))
    models = models_of(book)
    views = [cell.outputs[0].data[VIEW]["model_id"] for cell in book.cells if cell.id in alive]
    assert set(views) <= set(models) and len(set(views)) == len(views)
    assert set(REFERENCE.findall(json.dumps(models))) <= set(models)
    assert all(models[view]["state"]["_esm"] == as_module() for view in views)


def _is_still(cell):
    captions = (
        output.get("data", {}).get("text/markdown", "") for output in cell.get("outputs", [])
    )
    return any(caption.startswith(build.STILL) for caption in captions)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Where signatures are kept, and a folder of copies."""
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    (tmp_path / "data").mkdir()
    return tmp_path / "work"


def trusted(path: Path) -> bool:
    return NotebookNotary().check_signature(nbformat.read(path, as_version=4))


def test_a_copy_is_trusted_and_one_that_was_changed_by_others_is_not(folder):
    assert copies.main(["03"], ROOT / "fresh", folder) == 0
    copy = folder / "03_gradient_descent.ipynb"
    assert trusted(copy)
    copy.write_text(copy.read_text(encoding="utf-8").replace("import", "import "), encoding="utf-8")
    assert not trusted(copy)


def test_without_a_place_for_signatures_there_are_copies_all_the_same(folder, monkeypatch):
    monkeypatch.setenv("JUPYTER_DATA_DIR", "/dev/null/nowhere")
    assert copies.main(["03"], ROOT / "fresh", folder) == 0
    assert (folder / "03_gradient_descent.ipynb").exists()


def test_a_second_start_reads_no_notebook(folder, monkeypatch):
    copies.main([], ROOT / "fresh", folder)
    monkeypatch.setattr(copies, "alive", None)
    assert copies.main([], ROOT / "fresh", folder) == 0
