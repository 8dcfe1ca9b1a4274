"""An extension of the Jupyter server: what moves in a notebook goes on moving after it is saved.

JupyterLab saves the state of the widgets that its kernel made, and no other: the second save of a
notebook that was opened again would lose all of them (ipywidgets issue 3888). So at every save what
the file already knew is put back, for each widget that the notebook still shows. A widget whose
state nobody knows is taken out of the notebook: its picture and words stay, and no error.

    jupyter lab --ServerApp.jpserver_extensions="{'gdlab.notebook.server': True}"
"""

import json
from pathlib import Path
from typing import Any

from tornado.ioloop import IOLoop

from gdlab.notebook.bundle import VIEW
from gdlab.notebook.widgets import Models, models_of, put_models, with_what_it_needs


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(app: Any) -> None:
    def register() -> None:
        app.contents_manager.register_pre_save_hook(keep_widgets)

    IOLoop.current().add_callback(register)  # other extensions (jupytext) still change the manager


def keep_widgets(model: dict[str, Any], path: str, contents_manager: Any, **_: Any) -> None:
    """The hook: change what is about to be saved under `path`."""
    if model.get("type") != "notebook" or not isinstance(model.get("content"), dict):
        return
    root = getattr(contents_manager, "root_dir", None)  # files; elsewhere nothing is known of old
    former = saved(Path(root) / path.lstrip("/")) if root else {}
    continued(model["content"], former)


def saved(file: Path) -> Models:
    """The widgets' state in a notebook's file; nothing where there is none that can be read."""
    try:
        return models_of(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def continued(notebook: dict[str, Any], former: Models) -> None:
    """Give the notebook, in place, the state of each widget it shows, where anyone knows it."""
    models = models_of(notebook)
    for data in _shown(notebook):
        view = data[VIEW]["model_id"]
        if view not in models:
            models |= with_what_it_needs(view, former)
        if view not in models and len(data) > 1:
            del data[VIEW]
    put_models(notebook, models)


def _shown(notebook):
    """The data of every output that shows a widget."""
    for cell in notebook.get("cells", []):
        for output in cell.get("outputs", []):
            if VIEW in output.get("data", {}):
                yield output["data"]
