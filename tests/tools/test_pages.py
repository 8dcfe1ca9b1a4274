"""The site and the list of explorers: all that is declared, once each, whole and small."""

import re

from gdlab.explorers import declared
from gdlab.notebook.language import use
from tools import pages


def test_every_page_of_the_site_is_small_and_listed(site):
    index = (site / "index.html").read_text(encoding="utf-8")
    addresses = re.findall(r'(?:src|href)="([^"]+)"', index)
    for explorer in declared():
        page = site / f"{explorer.name}.html"
        assert addresses.count(page.name) == 1
        assert page.stat().st_size < 1_000_000
        assert explorer.title in page.read_text(encoding="utf-8")
    assert all((site / each).exists() for each in addresses if not each.startswith("../"))
    assert "../ko/explorers/index.html" in addresses


def test_a_korean_page_is_korean_and_leads_to_its_twin(tmp_path, monkeypatch):
    """Two explorers stand for all."""
    monkeypatch.setattr(pages, "declared", lambda: declared()[:2])
    use("ko")
    pages.build(tmp_path / "site")
    use()
    for path in (tmp_path / "site").glob("*.html"):
        page = path.read_text(encoding="utf-8")
        assert '<html lang="ko">' in page and re.search("<h1>.*[가-힣].*</h1>", page)
        link = f'<a href="../../explorers/{path.name}" lang="en" hreflang="en">English</a>'
        assert link in page and page.count('rel="alternate"') == 2


def test_the_list_of_explorers_is_the_one_they_declare():
    text = pages.LIST.read_text(encoding="utf-8")
    assert text == pages.as_list(), "docs/explorers.md is old: python3 start.py build"
    assert [text.count(f"| `{e.name}` |") for e in declared()] == [1] * len(declared())
