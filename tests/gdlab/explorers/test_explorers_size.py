"""An explorer crosses an ocean once, when it opens: everything it sends stays under 300 kB."""

import base64
import importlib
import json

import pytest

from tools import pages


@pytest.mark.parametrize("exhibit", pages.exhibits(), ids=lambda exhibit: exhibit.name)
def test_what_an_explorer_sends_stays_small(exhibit):
    module = importlib.import_module(f"gdlab.explorers.{exhibit.name}")
    stage = exhibit.make(getattr(module, exhibit.name))
    sizes = {"still": len(base64.b64encode(stage.still))}
    for box in widgets(stage):
        for name, value in box.get_state().items():
            sizes[name] = sizes.get(name, 0) + size(value)
    stage.close()
    assert sum(sizes.values()) < 300_000, sizes
    assert sizes["picture"] > 1000 and sizes["table"] > 100


def widgets(box):
    """The widget and all it holds."""
    return [box, *(one for child in getattr(box, "children", ()) for one in widgets(child))]


def size(value):
    return len(value) if isinstance(value, bytes) else len(json.dumps(value, default=str))
