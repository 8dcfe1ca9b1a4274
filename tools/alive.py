"""What lets a notebook's explorers move before anything is run: the state of their widgets.

A build takes it from the notebook that it has just run, into fresh/NN_name.alive.json:

    {cell id: {"view": model id, "models": {model id: what JupyterLab keeps of a widget}}}

A learner's copy gets it back. Model ids come from the cell's, so that a build gives the same
bytes; the stage's JavaScript is that of the course as it is now, and not kept.
"""

import hashlib
import json
from typing import Any

from nbformat import NotebookNode

from gdlab.notebook.bundle import VIEW, view_of
from gdlab.notebook.widgets import REFERENCE, models_of, put_models, with_what_it_needs
from gdlab.stage.script import as_module

Alive = dict[str, dict[str, Any]]


def taken(notebook: NotebookNode) -> Alive:
    """The Alive of a notebook that was run: of every cell that shows a stage."""
    models = models_of(notebook)
    shown = {cell.id: view for cell in notebook.cells if (view := _stage(cell, models))}
    return {cell: _one(cell, view, models) for cell, view in shown.items()}


def brought_to_life(fresh: NotebookNode, alive: Alive) -> NotebookNode:
    """The same notebook object, its explorers' still pictures now widgets that move."""
    models = {}
    for cell in fresh.cells:
        if cell.id in alive:
            still = next(output for output in cell.outputs if "image/png" in output.data)
            still.data[VIEW] = view_of(alive[cell.id]["view"])
            cell.outputs = [still]
            models |= alive[cell.id]["models"]
    for model in models.values():
        if _is_stage(model):
            model["state"]["_esm"] = as_module()
    put_models(fresh, models)
    return fresh


def _stage(cell, models):
    """The model id of the stage that a cell shows, or None."""
    for output in cell.get("outputs", []):
        view = output.get("data", {}).get(VIEW)
        if view and _is_stage(models.get(view["model_id"], {"state": {}})):
            return view["model_id"]
    return None


def _is_stage(model):
    return {"sliders", "places"} <= set(model["state"])


def _one(cell, view, models):
    """A stage and the models it refers to, under ids of their own."""
    models = with_what_it_needs(view, models)
    ids = {
        name: hashlib.sha256(f"{cell} {n}".encode()).hexdigest()[:32]
        for n, name in enumerate(models)
    }
    return {"view": ids[view], "models": {ids[name]: _lean(models[name], ids) for name in models}}


def _lean(model, ids):
    """Without what is as ever and the JavaScript, its references renamed."""
    kept = {k: v for k, v in model["state"].items() if v is not None and k != "_esm"}
    text = json.dumps(dict(model, state=kept))
    return json.loads(REFERENCE.sub(lambda found: f"IPY_MODEL_{ids[found[1]]}", text))
