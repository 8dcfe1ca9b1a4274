"""Give learners copies of the notebooks to work in, and never write over what they wrote.

    python -m tools.copies           bring work/ up to date: every start does
    python -m tools.copies 03 04     copy these lessons anew; changed copies are kept beside

A copy that nobody changed follows the course. One that somebody changed stays as it is, also
when the course's notebook changes; then a line says so. work/.copied.json remembers the digest
of what was copied, which is how a changed copy is known.
"""

import hashlib
import json
import os
import sys
from datetime import datetime
from pathlib import Path

from gdlab.notebook.files import write_whole

ROOT = Path(__file__).resolve().parent.parent


def digest(path):
    """SHA-256 of a file; None where there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else None


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


def bring(notebook, work, record):
    """Make or follow one copy, unless the learner changed it; the line to say, or None."""
    copy = work / notebook.name
    new, here, old = digest(notebook), digest(copy), record.get(notebook.name)
    if here not in (None, new, old):
        if old == new:
            return None
        return (
            f"work/{copy.name} is yours and stays; the course has a newer one. "
            f"To get it: python3 start.py fresh {copy.name[:2]}"
        )
    if here != new:
        write_whole(copy, notebook.read_bytes())
    record[notebook.name] = new
    return None


def renew(notebook, work, record):
    """Copy one lesson anew; a changed copy is kept. The line to say."""
    copy = work / notebook.name
    new, here, old = digest(notebook), digest(copy), record.get(notebook.name)
    kept = keep(copy) if here not in (None, new, old) else None
    write_whole(copy, notebook.read_bytes())
    record[notebook.name] = new
    return f"work/{copy.name} is fresh" + (f"; yours is now work/{kept.name}" if kept else "")


def main(names, notebooks=ROOT / "fresh", work=ROOT / "work"):
    """Bring all copies, or renew those whose names start with one of `names`; 0, or 1 or 2."""
    found = sorted(notebooks.glob("*.ipynb"))
    unknown = [name for name in names if not any(p.name.startswith(name) for p in found)]
    if unknown:
        print(f"no lesson starts with {unknown[0]!r}; there are {[p.stem for p in found]}")
        return 2
    chosen = [p for p in found if not names or p.name.startswith(tuple(names))]
    try:
        copy_all(chosen, work, renew if names else bring)
    except OSError as error:
        print(
            f"{error}\nwork/ could not be written: is the disk full, or is this folder not yours? "
            "What you wrote is untouched. Mend that, or copy the whole folder, and start again."
        )
        return 1
    return 0


def copy_all(notebooks, work, step):
    """One step for each notebook, its line said, and the record written last, whole or not."""
    work.mkdir(exist_ok=True)
    record = remembered(work)
    for notebook in notebooks:
        said = step(notebook, work, record)
        if said:
            print(said)
    write_whole(work / ".copied.json", json.dumps(record, indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
