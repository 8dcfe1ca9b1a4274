"""The catalogues of translations: gdlab/locale/LANGUAGE/LC_MESSAGES/gdlab.po, and beside it .mo.

    python -m tools.catalogue        bring every language up to date with the sentences marked

Translators edit the .po; gettext reads the .mo, which lies here too, since who installs the
course has no Babel. A sentence that has changed is marked fuzzy in the .po: its translation is
kept for whoever mends it, and is not shown. What is no longer said is dropped.
"""

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from gdlab.notebook.files import write_whole
from gdlab.notebook.language import DOMAIN, LOCALES

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("gdlab", "coursework", "tools", "start.py")
WIDTH = 100


def files(room):
    """The Python files of a folder, or the file itself."""
    return sorted(room.rglob("*.py")) if room.is_dir() else [room]


def marked():
    """A catalogue of every marked sentence, each with the files that say it."""
    said = Catalog(domain=DOMAIN)
    for file in (file for room in ROOMS for file in files(ROOT / room)):
        place = [(file.relative_to(ROOT).as_posix(), None)]
        for _, sentence, *_ in extract_from_file("python", file):
            said.add(sentence, locations=place)
    return said


def languages():
    """The languages that have a catalogue."""
    return sorted(path.parents[1].name for path in LOCALES.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))


def place_of(language, ending):
    return LOCALES / language / "LC_MESSAGES" / f"{DOMAIN}.{ending}"


def read(language):
    with open(place_of(language, "po"), "rb") as file:
        return read_po(file, locale=language, domain=DOMAIN)


def updated(language):
    """The language's catalogue with the sentences of today."""
    catalogue = read(language)
    head = catalogue.mime_headers
    catalogue.update(marked(), no_fuzzy_matching=False)
    catalogue.obsolete.clear()
    catalogue.mime_headers = [each for each in head if each[0] != "POT-Creation-Date"]
    return catalogue


def as_po(catalogue):
    """Its text, the same whenever it is written."""
    file = io.BytesIO()
    write_po(file, catalogue, width=WIDTH, sort_by_file=True, ignore_obsolete=True)
    dates = (b'"POT-Creation-Date', b'"PO-Revision-Date', b'"Generated-By')
    return b"".join(line for line in file.getvalue().splitlines(True) if not line.startswith(dates))


def as_mo(catalogue):
    file = io.BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def main():
    for language in languages():
        catalogue = updated(language)
        write_whole(place_of(language, "po"), as_po(catalogue))
        # as it is read again: a date of today would be in it otherwise
        write_whole(place_of(language, "mo"), as_mo(read(language)))
        left = sum(1 for each in catalogue if each.id and (each.fuzzy or not each.string))
        print(f"{language}: {len(catalogue)} sentences, {left} of them not translated")


if __name__ == "__main__":
    sys.exit(main())
