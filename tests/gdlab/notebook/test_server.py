"""Saving keeps what moves: what the file knew of a widget is put back, and no error is saved."""

import json
from types import SimpleNamespace

import pytest

from gdlab.notebook.bundle import VIEW, view_of
from gdlab.notebook.server import keep_widgets
from gdlab.notebook.widgets import models_of, put_models

STAGE = {"stage": {"state": {"sliders": ["IPY_MODEL_slider"]}}, "slider": {"state": {}}}


def notebook(*views, models=None, **others):
    """One with an output for each of these model ids."""
    outputs = [{"data": {VIEW: view_of(view), "text/plain": "seen", **others}} for view in views]
    book = {"metadata": {}, "cells": [{"outputs": outputs}, {"source": "no outputs"}]}
    put_models(book, models or {})
    return book


@pytest.fixture
def save(tmp_path):
    """Save a notebook as a server with the hook does; what is then in the file."""

    def save_(book):
        model = {"type": "notebook", "content": book}
        manager = SimpleNamespace(root_dir=str(tmp_path))
        keep_widgets(model=model, path="/a.ipynb", contents_manager=manager)
        (tmp_path / "a.ipynb").write_text(json.dumps(book), encoding="utf-8")
        return json.loads((tmp_path / "a.ipynb").read_text(encoding="utf-8"))

    return save_


def views(book):
    return [o["data"][VIEW]["model_id"] for o in book["cells"][0]["outputs"] if VIEW in o["data"]]


def test_a_state_that_the_browser_forgot_is_put_back_with_what_it_needs(save):
    save(notebook("stage", models=STAGE))
    assert models_of(save(notebook("stage"))) == STAGE
    assert models_of(save(notebook("stage"))) == STAGE


def test_a_newer_state_stays_as_it_came(save):
    save(notebook("stage", models=STAGE))
    newer = {
        "stage": {"state": {"sliders": ["IPY_MODEL_slider"], "at": 3}},
        "slider": {"state": {}},
    }
    assert models_of(save(notebook("stage", models=newer))) == newer


def test_what_is_no_longer_shown_is_not_put_back(save):
    save(notebook("stage", "other", models=STAGE | {"other": {"state": {}}}))
    assert set(models_of(save(notebook("other")))) == {"other"}


def test_a_widget_whose_state_nobody_knows_leaves_its_picture_and_no_error(save):
    kept = save(notebook("lost", **{"image/png": "..."}))
    assert views(kept) == [] and kept["cells"][0]["outputs"][0]["data"]["image/png"] == "..."
    half = {"stage": STAGE["stage"]}  # its slider is not there
    save(notebook("stage", models=half))
    assert views(save(notebook("stage"))) == []


def test_what_has_nothing_else_to_show_stays_as_it_is(save):
    book = notebook("lost")
    del book["cells"][0]["outputs"][0]["data"]["text/plain"]
    assert views(save(book)) == ["lost"]


@pytest.mark.parametrize("content", ["", "{", "[]", '{"metadata": {"widgets": []}}', "null"])
def test_a_file_that_is_no_notebook_is_as_none(save, tmp_path, content):
    (tmp_path / "a.ipynb").write_text(content)
    assert models_of(save(notebook("stage", models=STAGE))) == STAGE


@pytest.mark.parametrize("model", [{"type": "file", "content": "x"}, {"type": "notebook"}])
def test_other_files_are_none_of_its_business(model):
    before = dict(model)
    keep_widgets(model=model, path="a", contents_manager=SimpleNamespace(root_dir="."))
    assert model == before
