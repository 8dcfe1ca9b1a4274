"""Fixtures of the browser tests."""

import re
import shutil

import pytest

from tools.jupyter_page import open_in, running_lab, write_notebook


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """A running JupyterLab over an empty folder: its address and that folder."""
    with running_lab(tmp_path_factory.mktemp("lab")) as found:
        yield found


@pytest.fixture
def open_notebook(chromium, lab, request):
    """Open a notebook of these cells (or an existing file) in JupyterLab and run all of it."""
    address, folder = lab
    contexts = []

    def open_(cells=None, path=None, width=1200, height=1000, wait=".gd-stage svg path", **options):
        name = re.sub(r"\W+", "_", request.node.name)[:60] + ".ipynb"
        if path is not None:
            shutil.copy(path, folder / name)
        else:
            write_notebook(folder / name, cells)
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        return open_in(context, address, name, wait)

    yield open_
    for context in contexts:
        context.close()
