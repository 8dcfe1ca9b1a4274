"""What every test shares: no display, the data of the lecture, a browser.

Without a Chromium or Chrome on the machine the browser's tests are skipped, unless
GDCORE_REQUIRE_BROWSER is set: then that is a failure.
"""

import os

import hypothesis
import matplotlib
import pytest
from filelock import FileLock

from tools import pages
from tools.jupyter_page import NoBrowser, running_browser

matplotlib.use("Agg")

# A busy machine may take any time for one example: slowness is no failure.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")


def pytest_collection_modifyitems(items):
    """Files that wait for browsers and networks begin first: long, they would else end alone."""

    def waits(item):
        return "chromium" in getattr(item, "fixturenames", ()) or item.get_closest_marker("install")

    first = {item.path for item in items if waits(item)}
    items.sort(key=lambda item: item.path not in first)


@pytest.fixture(autouse=True)
def in_english(monkeypatch):
    """Whatever this machine speaks, and whatever the test before this one spoke."""
    from gdlab.notebook import language

    monkeypatch.setenv("GDLAB_LANG", language.ENGLISH)
    language.use(language.ENGLISH)


@pytest.fixture
def lecture():
    from gdcore.data import lecture

    return lecture()


@pytest.fixture
def noisy():
    from gdcore.data import noisy

    return noisy()


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The explorers' pages, made once for all that run tests side by side; to be looked at only."""
    root = tmp_path_factory.getbasetemp()
    shared = root.parent if "PYTEST_XDIST_WORKER" in os.environ else root
    with FileLock(shared / "site.lock"):
        if not (shared / "site").exists():
            pages.build(root / "making")
            (root / "making").rename(shared / "site")
    return shared / "site"


@pytest.fixture(scope="module")
def chromium():
    """A headless browser for the tests of one file: while it is there, no other loop can run."""
    try:
        with running_browser() as browser:
            yield browser
    except NoBrowser as reason:
        if os.environ.get("GDCORE_REQUIRE_BROWSER"):
            pytest.fail(f"{reason}, and GDCORE_REQUIRE_BROWSER is set")
        pytest.skip(f"{reason}: browser tests are skipped")
