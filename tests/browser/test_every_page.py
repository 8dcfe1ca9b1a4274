"""Every explorer's own page: nothing that axe finds, light, dark, wide and narrow."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from gdlab.explorers import declared
from gdlab.stage.page import to_html


@pytest.fixture(scope="module", params=declared(), ids=lambda explorer: explorer.name)
def address(request, tmp_path_factory):
    stage = request.param.open()
    path = tmp_path_factory.mktemp("page") / f"{request.param.name}.html"
    path.write_text(to_html(stage, request.param.title, request.param.words), encoding="utf-8")
    stage.close()
    return path.as_uri()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1300, 360])
def test_axe_finds_nothing(looking, address, scheme, width):
    page = looking()
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.goto(address)
    page.wait_for_function("() => document.querySelector('.gd-read')?.textContent")
    side = page.get_by_role("radio", name="the side")
    if side.count():
        side.check()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
