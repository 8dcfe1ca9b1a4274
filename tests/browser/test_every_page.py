"""Every explorer's own page: nothing that axe finds, light, dark, wide and narrow."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from gdlab.explorers import declared

NAMES = [explorer.name for explorer in declared()]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1300, 360])
@pytest.mark.parametrize("name", NAMES)
def test_axe_finds_nothing(looking, site, name, scheme, width):
    page = looking()
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.goto((site / f"{name}.html").as_uri())
    page.wait_for_function("() => document.querySelector('.gd-read')?.textContent")
    side = page.get_by_role("radio", name="the side")
    if side.count():
        side.check()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
