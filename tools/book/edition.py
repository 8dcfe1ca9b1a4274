"""One language's book: the sources that Sphinx reads, and the pages it makes of them."""

import json
import shutil
import tempfile
from importlib.resources import files
from pathlib import Path

import nbformat
from sphinx.cmd.build import build_main

from gdlab.learner.form import FOLDER as LEARNER
from gdlab.notebook.language import N_, _, spoken, use
from gdlab.stage.script import as_script
from tools import build
from tools.book.chapters import chapter
from tools.book.languages import EDITIONS, NAMES, ROOMS, TITLE, in_our_words, up
from tools.copies import life_of
from tools.shape import REPOSITORY, TAG

REVEAL = files("sphinx_revealjs") / "_static" / "revealjs"
HERE = Path(__file__).parent
EXERCISES = build.ROOT / "gdlab" / "exercises"
BY_THEMSELVES = N_("The explorers by themselves")
ELSEWHERE = N_("What moves in JupyterLab, Colab, VS Code and others")


def built(language, made):
    """One language's book in the folder `made`; what Sphinx returns: 0 without a complaint."""
    use(language)
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch) / "source"
        source.mkdir()
        written(source)
        static = f"html_static_path={source / '_static'}"
        how = ["-q", "-W", "--keep-going", "-c", str(HERE), "-d", f"{scratch}/trees", "-D", static]
        failed = build_main([*how, str(source), str(made)])
    for page in made.glob("*.html"):
        page.write_text(in_our_words(page.read_text("utf-8")), encoding="utf-8")
    return failed


def written(folder):
    """The sources that Sphinx reads, in `folder`, in the language in use."""
    static, edition = folder / "_static", EDITIONS[spoken()]
    (static / "live").mkdir(parents=True)
    notebooks = build.NOTEBOOKS / edition.folder
    for path in sorted(notebooks.glob("*.ipynb")):
        fresh = build.FRESH / edition.folder / path.name
        alive = json.loads(life_of(fresh).read_text(encoding="utf-8"))
        told = json.loads(build.told_of(path).read_text(encoding="utf-8"))
        found = chapter(path, alive, told, edition)
        nbformat.write(found.book, folder / path.name)
        for name, script in found.scripts.items():
            (static / "live" / name).write_text(script, encoding="utf-8")
    scripts(static)
    slides(static / "reveal")
    for name, text in {"index": index(notebooks), **({} if up(spoken()) else api())}.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")


def slides(folder):
    """What all slides load of reveal.js."""
    folder.mkdir()
    for part in ("LICENSE", "dist/reveal.css", "dist/reveal.js", "plugin/notes/notes.js"):
        shutil.copy(REVEAL / part, folder)


def scripts(static):
    """What every page loads."""
    form = (LEARNER / "form.js").read_text(encoding="utf-8")
    forms = form.replace("export default {", "const FORM = {") + (HERE / "forms.js").read_text(
        "utf-8"
    )
    (static / "forms.js").write_text("(() => {\n" + forms + "})();\n", encoding="utf-8")
    (static / "stages.js").write_text(as_script("book"), encoding="utf-8")
    style = (LEARNER / "form.css").read_text("utf-8") + (HERE / "book.css").read_text("utf-8")
    (static / "book.css").write_text(style, encoding="utf-8")
    for name in ("slides.css", "slides.js"):
        shutil.copy(HERE / name, static)


def index(notebooks):
    """The first page: what is in the book. Docstrings are in English, and so are their pages."""
    chapters = [path.stem for path in sorted(notebooks.glob("[01a]*.ipynb"))]
    here = [] if up(spoken()) else list(ROOMS)
    there = {"explorers/index.html": _(BY_THEMSELVES)}
    if not here:
        english = {name: f"{_(words)}: {name} ({NAMES['en']})" for name, words in ROOMS.items()}
        there |= {f"{up(spoken())}{name}.html": words for name, words in english.items()}
    there[f"https://github.com/{REPOSITORY}/blob/{TAG}/docs/front_ends.md"] = _(ELSEWHERE)
    links = [f'<p><a href="{address}">{words}</a></p>' for address, words in there.items()]
    lines = [f"# {_(TITLE)}", "", "```{toctree}", ":maxdepth: 1", "", *chapters, *here, "```"]
    return "\n".join([*lines, "", "```{raw} html", *links, "```", ""])


def api():
    """{page: its text} for each package: every module's doors from their docstrings."""
    texts = {}
    for package, title in ROOMS.items():
        blocks = [f"# {_(title)}: `{package}`", ""]
        for module in modules(package):
            blocks += [
                f"## `{module}`",
                "",
                "```{eval-rst}",
                f".. automodule:: {module}",
                "   :members:",
                "```",
                "",
            ]
        texts[package] = "\n".join(blocks)
    return texts


def modules(package):
    """The public modules of a package, in order of name; no exercise, which is an answer."""
    folder = build.ROOT / package
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(build.ROOT).with_suffix("").parts
        answer = path.parent == EXERCISES and path.stem != "catalogue"
        if not answer and not any(part.startswith("_") for part in parts):
            yield ".".join(parts)
