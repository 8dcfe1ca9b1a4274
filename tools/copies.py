"""Give learners copies of the notebooks to work in, and never write over what they wrote.

    python -m tools.copies           bring work/ up to date: every start does
    python -m tools.copies 03 04     copy these lessons anew; changed copies are kept beside
    python -m tools.copies --lang ko the Korean ones, from fresh/ko to work/ko

A copy that nobody changed follows the course. One that somebody changed stays as it is, also
when the course's notebook changes; then a line says so. work/.copied.json remembers the digest
of what was copied, which is how a changed copy is known.
"""

import contextlib
import hashlib
import json
import os
import sqlite3
import sys
from datetime import datetime
from pathlib import Path

from gdlab.notebook.files import write_whole
from gdlab.notebook.language import ENGLISH, _, spoken, use

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = ROOT / "gdlab" / "stage" / "js"  # of the stage, which a copy holds
FROM = " from"


def digest(content):
    """SHA-256 of bytes."""
    return hashlib.sha256(content).hexdigest()


def digest_of(path):
    """SHA-256 of a file; None where there is none."""
    return digest(path.read_bytes()) if path.exists() else None


def life_of(notebook):
    """Where what brings a notebook of fresh/ to life lies: see tools/alive.py."""
    return notebook.with_suffix(".alive.json")


def source_of(notebook):
    """What a copy of this notebook is made of, as a digest."""
    parts = [notebook, life_of(notebook), *sorted(SCRIPTS.iterdir())]
    return digest("".join(str(digest_of(part)) for part in parts).encode())


def alive(notebook):
    """The bytes of a learner's copy: the notebook of fresh/, its explorers brought to life."""
    life = life_of(notebook)
    if not life.exists():
        return notebook.read_bytes()
    import nbformat  # this and the stage take a second or two: only where a copy is made

    from tools.alive import brought_to_life

    book = nbformat.read(notebook, as_version=4)
    book = brought_to_life(book, json.loads(life.read_text(encoding="utf-8")))
    return (json.dumps(book, sort_keys=True, indent=1, ensure_ascii=False) + "\n").encode()


def put(copy, notebook, content):
    """Write a copy and trust it, so that JupyterLab shows what moves in it before it is run."""
    write_whole(copy, content)
    if not life_of(notebook).exists():
        return
    import nbformat
    from nbformat.sign import NotebookNotary

    with contextlib.suppress(OSError, sqlite3.Error):  # no place for signatures: the pictures stand
        NotebookNotary().sign(nbformat.reads(content.decode(), as_version=4))


def remembered(work):
    """{name: digest of the notebook that was copied}; a damaged record is an empty one."""
    try:
        return dict(json.loads((work / ".copied.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return {}


def keep(copy):
    """Move a copy out of the way, under a name that nothing has yet; that name."""
    stamp = datetime.now().strftime("%Y-%m-%d_%H%M%S")
    kept = copy.with_name(f"{copy.stem}_mine_{stamp}.ipynb")
    number = 2
    while kept.exists():
        kept = copy.with_name(f"{copy.stem}_mine_{stamp}_{number}.ipynb")
        number += 1
    os.rename(copy, kept)
    return kept


def place(copy):
    """A copy's name as it stands in work/."""
    return copy.name if spoken() == ENGLISH else f"{spoken()}/{copy.name}"


def number(copy):
    """What `start.py fresh` wants to hear for it."""
    return copy.name[:2] if spoken() == ENGLISH else f"--lang {spoken()} {copy.name[:2]}"


def bring(notebook, work, record):
    """Make or follow one copy, unless the learner changed it; the line to say, or None."""
    copy, source = work / notebook.name, source_of(notebook)
    here, old = digest_of(copy), record.get(notebook.name)
    if here and record.get(notebook.name + FROM) == source:
        return None
    given = alive(notebook)
    new = digest(given)
    if here not in (None, new, old):
        if old == new:
            return None
        words = _(
            "work/{name} is yours and stays; the course has a newer one. "
            "To get it: python3 start.py fresh {number}"
        )
        return words.format(name=place(copy), number=number(copy))
    if here != new:
        put(copy, notebook, given)
    record |= {notebook.name: new, notebook.name + FROM: source}
    return None


def renew(notebook, work, record):
    """Copy one lesson anew; a changed copy is kept. The line to say."""
    copy = work / notebook.name
    given = alive(notebook)
    new, here, old = digest(given), digest_of(copy), record.get(notebook.name)
    kept = keep(copy) if here not in (None, new, old) else None
    put(copy, notebook, given)
    record |= {notebook.name: new, notebook.name + FROM: source_of(notebook)}
    if not kept:
        return _("work/{name} is fresh").format(name=place(copy))
    words = _("work/{name} is fresh; yours is now work/{kept}")
    return words.format(name=place(copy), kept=place(kept))


def main(names, notebooks=ROOT / "fresh", work=ROOT / "work"):
    """Bring all copies, or renew those whose names start with one of `names`; 0, or 1 or 2.

    "--lang" and a language before the names: those of that language, whose folder bears its name.
    """
    if names[:1] == ["--lang"]:
        language, *names = names[1:]
        if language != ENGLISH:
            notebooks, work = notebooks / language, work / language
        use(language)
    found = sorted(notebooks.glob("*.ipynb"))
    unknown = [name for name in names if not any(p.name.startswith(name) for p in found)]
    if unknown:
        words = _("no lesson starts with {name!r}; there are {lessons}")
        print(words.format(name=unknown[0], lessons=[p.stem for p in found]))
        return 2
    chosen = [p for p in found if not names or p.name.startswith(tuple(names))]
    try:
        copy_all(chosen, work, renew if names else bring)
    except OSError as error:
        words = _(
            "{error}\nwork/ could not be written: is the disk full, or is this folder not yours? "
            "What you wrote is untouched. Mend that, or copy the whole folder, and start again."
        )
        print(words.format(error=error))
        return 1
    return 0


def copy_all(notebooks, work, step):
    """One step for each notebook, its line said, and the record written last, whole or not."""
    work.mkdir(parents=True, exist_ok=True)
    record = remembered(work)
    for notebook in notebooks:
        said = step(notebook, work, record)
        if said:
            print(said)
    write_whole(work / ".copied.json", json.dumps(record, indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
