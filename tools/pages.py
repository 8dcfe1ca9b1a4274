"""Export every explorer to site/explorers/: pages that move without Jupyter, and an index of them.

    python -m tools.pages

Each page is one file that needs no network: put it on a web server, in a learning-management
system, on a USB stick. The Korean ones are in site/ko/explorers/. What the pages are follows from
the explorers' own declarations, and so does docs/explorers.md, the list of them.
"""

import html
import shutil
from pathlib import Path
from string import Template

from gdlab.explorers import declared
from gdlab.notebook.language import N_, _, spoken, use
from gdlab.stage.page import to_html
from tools import exercises
from tools.book.languages import EDITIONS, alternates, linked

ROOT = Path(__file__).resolve().parent.parent
SITE, LIST = ROOT / "site", ROOT / "docs" / "explorers.md"
FOLDER = "explorers"
INDEX = Path(__file__).parent / "index.html"
TITLE = N_("Gradient descent: pictures that move")
WORDS = N_(
    "Each page is one file and needs neither Python nor a network. Your own functions, and points "
    "dragged freely, live in the notebooks."
)
HEAD = """# The explorers

Pictures that move, one idea each. In a notebook: `from gdlab.explorers import modes`, then
`help(modes)`. `python3 start.py build` makes this list from what each file of `gdlab/explorers/`
declares.

| lesson | explorer | its idea | what is seen |
|---|---|---|---|
"""


def export(explorer, folder):
    """Write one page and its still picture; the index's entry for it."""
    stage, name = explorer.open(), f"{FOLDER}/{explorer.name}"
    page = to_html(stage, _(explorer.title), _(explorer.words), linked(name), alternates(name))
    (folder / f"{explorer.name}.html").write_text(page, encoding="utf-8", newline="\n")
    (folder / f"{explorer.name}.png").write_bytes(stage.still)
    seen = html.escape(stage.alternative)
    lesson = _("lesson {number}").format(number=explorer.lesson)
    stage.close()
    return (
        f'<li><a href="{explorer.name}.html"><img src="{explorer.name}.png" alt="{seen}"><br>'
        f"{html.escape(_(explorer.title))}</a> "
        f"({lesson})<br>"
        f"{html.escape(_(explorer.words))}</li>\n"
    )


def build(site):
    """Write the whole folder anew in the language in use, its index last."""
    shutil.rmtree(site, ignore_errors=True)
    site.mkdir(parents=True)
    entries = "".join(export(explorer, site) for explorer in declared())
    name = f"{FOLDER}/index"
    index = Template(INDEX.read_text(encoding="utf-8")).substitute(
        language=spoken(),
        title=html.escape(_(TITLE)),
        words=html.escape(_(WORDS)),
        twin=linked(name),
        alternates=alternates(name),
        entries=entries,
    )
    (site / "index.html").write_text(index, encoding="utf-8", newline="\n")


def as_list():
    """The text of docs/explorers.md."""
    rows = [f"| {e.lesson} | `{e.name}` | {e.title} | {e.words} |\n" for e in declared()]
    return HEAD + "".join(rows)


def main():
    LIST.write_text(as_list(), encoding="utf-8", newline="\n")
    exercises.main()
    for language, edition in EDITIONS.items():
        use(language)
        build(SITE / edition.folder / FOLDER)
    print(f"built site/{FOLDER}/index.html with {len(declared())} explorers")


if __name__ == "__main__":
    main()
