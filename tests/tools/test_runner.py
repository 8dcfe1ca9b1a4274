"""Running a notebook: this Python's kernel whatever others are installed, errors as asked."""

import json
import sys

import nbformat
import pytest
from nbclient.exceptions import CellExecutionError

from tools.runner import run_notebook


def book(*cells):
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(text) for text in cells])


def shown(notebook):
    return [cell.outputs[0].text.strip() for cell in notebook.cells]


def test_the_kernel_is_this_pythons_whatever_the_user_installed(tmp_path, monkeypatch):
    theirs = tmp_path / "kernels" / "python3"
    theirs.mkdir(parents=True)
    spec = {"argv": ["/no/such/python"], "env": {"THEIRS": "1"}, "display_name": "x"}
    (theirs / "kernel.json").write_text(json.dumps({**spec, "language": "python"}))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    ran = book(
        "import os, sys; print(sys.executable, os.environ.get('THEIRS'))", "print(os.getcwd())"
    )
    run_notebook(ran, tmp_path, seconds=60)
    assert shown(ran) == [f"{sys.executable} None", str(tmp_path.resolve())]


def test_a_cell_that_raises_ends_the_run_unless_errors_are_asked_for(tmp_path):
    with pytest.raises(CellExecutionError):
        run_notebook(book("1 / 0", "print(2)"), tmp_path, seconds=60)
    ran = book("1 / 0", "print(2)")
    run_notebook(ran, tmp_path, seconds=60, errors=True)
    assert ran.cells[1].outputs[0].text == "2\n"
