"""Build the book into site/: a page a lesson, the explorers by themselves, the packages' doors.

    python -m tools.book

Everything comes from what `python -m tools.build` made: nothing is run. The pages need no server
and no network.
"""

import json
import shutil
import sys
import tempfile
from pathlib import Path

import nbformat
from sphinx.cmd.build import build_main

from gdlab.learner.form import FOLDER as LEARNER
from gdlab.stage.script import as_script
from tools import build
from tools.book.chapters import chapter
from tools.copies import life_of

HERE = Path(__file__).parent
EXERCISES = build.ROOT / "gdlab" / "exercises"
SITE = build.ROOT / "site"
EXPLORERS = (
    '```{raw} html\n<p><a href="explorers/index.html">The explorers by themselves</a></p>\n```'
)
ROOMS = {"gdcore": "The mathematics", "gdlab": "The laboratory"}


def written(folder):
    """The sources that Sphinx reads, in `folder`."""
    static = folder / "_static"
    (static / "live").mkdir(parents=True)
    for path in sorted(build.NOTEBOOKS.glob("*.ipynb")):
        alive = json.loads(life_of(build.FRESH / path.name).read_text(encoding="utf-8"))
        told = json.loads(build.told_of(path).read_text(encoding="utf-8"))
        found = chapter(path, alive, told)
        nbformat.write(found.book, folder / path.name)
        for name, script in found.scripts.items():
            (static / "live" / name).write_text(script, encoding="utf-8")
    scripts(static)
    for name, text in {"index": index(), **api()}.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")


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


def index():
    """The first page: the start page's words, and what is in the book."""
    chapters = [path.stem for path in sorted(build.NOTEBOOKS.glob("[01a]*.ipynb"))]
    lines = ["# Gradient descent for linear regression", "", "```{toctree}", ":maxdepth: 1", ""]
    lines += [
        *chapters,
        *ROOMS,
        "```",
        "",
        EXPLORERS,
        "",
    ]
    return "\n".join(lines)


def api():
    """{page: its text} for each package: every module's doors from their docstrings."""
    texts = {}
    for package, title in ROOMS.items():
        blocks = [f"# {title}: `{package}`", ""]
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


def main(site=SITE):
    """0 where Sphinx had nothing to complain of; `site` is then written anew."""
    with tempfile.TemporaryDirectory() as scratch:
        source, made = Path(scratch) / "source", Path(scratch) / "site"
        source.mkdir()
        written(source)
        static = f"html_static_path={source / '_static'}"
        how = ["-q", "-W", "--keep-going", "-c", str(HERE), "-d", f"{scratch}/trees", "-D", static]
        if build_main([*how, str(source), str(made)]):
            return 1
        shutil.rmtree(site, ignore_errors=True)
        shutil.copytree(made, site, ignore=shutil.ignore_patterns("_sources", ".buildinfo"))
    print(f"built {site.name}/index.html", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
