"""Export every explorer to site/explorers/: pages that move without Jupyter, and an index of them.

    python -m tools.pages

Each page is one file that needs no network: put it on a web server, in a learning-management
system, on a USB stick. What the pages are follows from the explorers' own declarations, and so
does docs/explorers.md, the list of them.
"""

import html
import shutil
from pathlib import Path
from string import Template

from gdlab.explorers import declared
from gdlab.notebook.language import _
from gdlab.stage.page import to_html
from tools import exercises

ROOT = Path(__file__).resolve().parent.parent
SITE, LIST = ROOT / "site" / "explorers", ROOT / "docs" / "explorers.md"
INDEX = Path(__file__).parent / "index.html"
HEAD = """# The explorers

Pictures that move, one idea each. In a notebook: `from gdlab.explorers import modes`, then
`help(modes)`. `python3 start.py build` makes this list from what each file of `gdlab/explorers/`
declares.

| lesson | explorer | its idea | what is seen |
|---|---|---|---|
"""


def export(explorer, folder):
    """Write one page and its still picture; the index's entry for it."""
    stage = explorer.open()
    page = to_html(stage, _(explorer.title), _(explorer.words))
    (folder / f"{explorer.name}.html").write_text(page, encoding="utf-8", newline="\n")
    (folder / f"{explorer.name}.png").write_bytes(stage.still)
    seen = html.escape(stage.alternative)
    stage.close()
    return (
        f'<li><a href="{explorer.name}.html"><img src="{explorer.name}.png" alt="{seen}"><br>'
        f"{html.escape(_(explorer.title))}</a> (lesson {explorer.lesson})<br>"
        f"{html.escape(_(explorer.words))}</li>\n"
    )


def build(site):
    """Write the whole site anew, its index last."""
    shutil.rmtree(site, ignore_errors=True)
    site.mkdir(parents=True)
    entries = "".join(export(explorer, site) for explorer in declared())
    index = Template(INDEX.read_text(encoding="utf-8")).substitute(entries=entries)
    (site / "index.html").write_text(index, encoding="utf-8", newline="\n")


def as_list():
    """The text of docs/explorers.md."""
    rows = [f"| {e.lesson} | `{e.name}` | {e.title} | {e.words} |\n" for e in declared()]
    return HEAD + "".join(rows)


def main():
    LIST.write_text(as_list(), encoding="utf-8", newline="\n")
    exercises.main()
    build(SITE)
    print(f"built site/explorers/index.html with {len(declared())} explorers")


if __name__ == "__main__":
    main()
