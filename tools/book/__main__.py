"""Build the book into site/: a page a lesson, the explorers by themselves, the packages' doors.

    python -m tools.book

Everything comes from what `python -m tools.build` made: nothing is run. The pages need no server
and no network. The Korean book is in site/ko/, and shares what is the same.
"""

import re
import shutil
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from tools import build
from tools.book.edition import built
from tools.book.languages import EDITIONS

SITE = build.ROOT / "site"
REFERRED = re.compile(r'(?<=")((?:\.\./)*)((?:_static|_images)/[^"?#]+)')


def share(twin, first):
    """Let the pages of a twin use what is the same in the first book, and drop it there."""
    same = {
        path.relative_to(twin).as_posix(): path
        for folder in ("_static", "_images")
        for path in (twin / folder).rglob("*")
        if path.is_file() and _equal(path, first / path.relative_to(twin))
    }
    further = lambda found: ("../" if found[2] in same else "") + found[0]  # noqa: E731
    for page in twin.rglob("*.html"):
        page.write_text(REFERRED.sub(further, page.read_text("utf-8")), encoding="utf-8")
    for path in same.values():
        path.unlink()
    for folder in sorted(twin.rglob("*/"), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()


def _equal(one, other):
    return other.exists() and one.read_bytes() == other.read_bytes()


def main(site=SITE):
    """0 where Sphinx had nothing to complain of; `site` is then written anew."""
    with tempfile.TemporaryDirectory() as scratch:
        made = {language: Path(scratch) / language for language in EDITIONS}
        # a process each: Sphinx keeps the first language that it is told
        with ProcessPoolExecutor(len(made), get_context("spawn")) as pool:
            if any(pool.map(built, made.keys(), made.values())):
                return 1
        shutil.rmtree(site, ignore_errors=True)
        for language, edition in EDITIONS.items():
            ignored = shutil.ignore_patterns("_sources", ".buildinfo")
            place = site / edition.folder
            shutil.copytree(made[language], place, ignore=ignored, dirs_exist_ok=True)
            if place != site:
                share(place, site)
    print(f"built {site.name}/index.html", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
