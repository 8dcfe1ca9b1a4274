"""The site and the list of explorers: all that is declared, once each, whole and small."""

import re

import pytest

from gdlab.explorers import declared
from tools import pages


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made") / "site"
    pages.build(folder)
    return folder


def test_every_page_of_the_site_is_small_and_listed(site):
    index = (site / "index.html").read_text(encoding="utf-8")
    addresses = re.findall(r'(?:src|href)="([^"]+)"', index)
    for explorer in declared():
        page = site / f"{explorer.name}.html"
        assert addresses.count(page.name) == 1
        assert page.stat().st_size < 1_000_000
        assert explorer.title in page.read_text(encoding="utf-8")
    assert all((site / address).exists() for address in addresses)


def test_the_list_of_explorers_is_the_one_they_declare():
    text = pages.LIST.read_text(encoding="utf-8")
    assert text == pages.as_list(), "docs/explorers.md is old: python3 start.py build"
    assert [text.count(f"| `{e.name}` |") for e in declared()] == [1] * len(declared())
