"""Fixtures of the browser tests."""

import re
import shutil

import pytest

from tools.jupyter_page import PATIENCE, Desk, running_lab, write_notebook


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """A running JupyterLab over an empty folder: its address and that folder."""
    with running_lab(tmp_path_factory.mktemp("lab")) as found:
        yield found


class Pages:
    """Pages for tests that leave nothing behind: one for all that look through the same screen.

    A page of its own takes each test up to a second of the processor.
    """

    def __init__(self, chromium):
        self.chromium, self.pages = chromium, {}

    def __call__(self, **options):
        """The page of a context with these options; it shows what was looked at last."""
        screen = repr(sorted(options.items()))
        if screen not in self.pages:
            context = self.chromium.new_context(offline=True, **options)
            self.pages[screen] = context.new_page()
            self.pages[screen].set_default_timeout(PATIENCE)
        return self.pages[screen]

    def close(self):
        for page in self.pages.values():
            page.context.close()


@pytest.fixture(scope="module")
def looking(chromium):
    found = Pages(chromium)
    yield found
    found.close()


class Desks:
    """Pages of JupyterLab: one for all of a file's tests that ask for nothing special."""

    def __init__(self, chromium, address):
        self.chromium, self.address = chromium, address
        self.contexts, self.shared = [], None

    def new(self, **options):
        self.contexts.append(self.chromium.new_context(**options))
        return Desk(self.contexts[-1], self.address)

    def cleared(self):
        """The shared one, with nothing on it."""
        if self.shared is None:
            self.shared = self.new()
        self.shared.clear()
        return self.shared

    def close(self):
        for context in self.contexts:
            context.close()


@pytest.fixture(scope="module")
def desks(chromium, lab):
    found = Desks(chromium, lab[0])
    yield found
    found.close()


@pytest.fixture
def open_notebook(desks, lab, request):
    """Open a notebook of these cells (or an existing file) in JupyterLab and run all of it.

    own: in a page of its own, for a test that leaves more behind than a notebook; and so where
    options of a browser's context are given.
    """

    def open_(
        cells=None,
        path=None,
        width=1200,
        height=1000,
        wait=".gd-stage svg path",
        own=False,
        **options,
    ):
        name = re.sub(r"\W+", "_", request.node.name)[:60] + ".ipynb"
        if path is not None:
            shutil.copy(path, lab[1] / name)
        else:
            write_notebook(lab[1] / name, cells)
        desk = desks.new(**options) if own or options else desks.cleared()
        desk.page.set_viewport_size({"width": width, "height": height})
        return desk.open(name, wait)

    return open_
