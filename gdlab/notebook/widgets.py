"""The state of a notebook's widgets, as JupyterLab keeps it in the notebook's metadata."""

import json
import re
from collections.abc import MutableMapping
from typing import Any

STATE = "application/vnd.jupyter.widget-state+json"
REFERENCE = re.compile(r"IPY_MODEL_(\w+)")
Models = dict[str, Any]


def models_of(notebook: MutableMapping[str, Any]) -> Models:
    """{model id: what is kept of a widget}."""
    return dict(notebook.get("metadata", {}).get("widgets", {}).get(STATE, {}).get("state", {}))


def put_models(notebook: MutableMapping[str, Any], models: Models) -> None:
    """Give a notebook these models, or leave it as it is if there are none."""
    if models:
        about = {"version_major": 2, "version_minor": 0, "state": models}
        notebook["metadata"]["widgets"] = {STATE: about}


def with_what_it_needs(view: str, models: Models) -> Models:
    """This model, first, and all that it refers to; nothing if a part is missing."""
    names = [view]
    for name in names:
        if name not in models:
            return {}
        found = dict.fromkeys(REFERENCE.findall(json.dumps(models[name])))
        names += [other for other in found if other not in names]
    return {name: models[name] for name in names}
