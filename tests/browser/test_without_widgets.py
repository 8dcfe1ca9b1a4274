"""Where widgets cannot run an explorer is its still picture and a sentence, never an empty box."""

import json

import pytest

from tools.jupyter_page import SCREENSHOTS, open_in, running_lab, write_notebook

MODES = (
    "from gdcore.data import lecture\n"
    "from gdlab.explorers.modes import modes\n"
    "modes(lecture().X, 'half_sse')"
)
SHOWN = ".jp-OutputArea-output img"


@pytest.fixture(scope="module")
def bare_lab(tmp_path_factory):
    """A JupyterLab whose widget manager is switched off."""
    folder = tmp_path_factory.mktemp("bare")
    settings = folder / "config" / "labconfig"
    settings.mkdir(parents=True)
    off = {"disabledExtensions": {"@jupyter-widgets/jupyterlab-manager": True}}
    (settings / "page_config.json").write_text(json.dumps(off))
    with running_lab(folder) as found:
        yield found


def seen(page):
    """The still picture of an explorer, as tall as it should be."""
    image = page.locator(SHOWN).first
    image.wait_for()
    assert image.evaluate("image => image.naturalWidth") > 500
    assert image.bounding_box()["height"] > 100


def test_without_a_widget_manager(bare_lab, chromium):
    address, folder = bare_lab
    write_notebook(folder / "modes.ipynb", [MODES])
    context = chromium.new_context(viewport={"width": 1200, "height": 1000})
    book = open_in(context, address, "modes.ipynb", SHOWN)
    seen(book.page)
    assert book.page.get_by_text("This picture stands still").is_visible()
    SCREENSHOTS.mkdir(exist_ok=True)
    book.page.screenshot(path=SCREENSHOTS / "without_widgets.png")
    context.close()
