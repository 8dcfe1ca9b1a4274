"""Take a platform's zip apart: downloaded/<set>/<student>/, every file as it was uploaded."""

import json
import zipfile
import zlib
from collections import defaultdict
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path

import nbformat

from coursework.another import refuse_another
from coursework.course import CONCEPT, need_released, one_run, write
from coursework.decode import decoded
from coursework.halflost import answered
from coursework.intake import ORIGIN, stored, take_in
from coursework.normalise import LARGEST, normalise
from coursework.platforms import clean, files
from coursework.roster import Roster
from coursework.times import given
from coursework.trouble import Trouble
from coursework.undo import EARLIER, TAKEN
from gdlab.notebook.language import _


def collect(course, name, *paths, platform=None, handed_in=None):
    """{student: notes} of what was taken in from all the paths: zips, or STUDENT.ipynb.

    A student's earlier upload is kept, under downloaded/.earlier/. handed_in: the time to write
    down for all of them, as a text; otherwise `times` brings it. Raises Trouble, before anything
    is changed, for a file that is no such zip, and where most notebooks are another set's.
    """
    need_released(course, name)
    told = {"handed_in": given(course, name, handed_in)} if handed_in else {}
    with ExitStack() as opened:
        found = defaultdict(list)
        for path in map(Path, paths):
            for student, of in _in(path.expanduser(), name, platform, course, opened).items():
                found[student] += of
        refuse_another(course, name, [read for of in found.values() for file, read in of])
        with _run(course, name) as earlier:
            return {
                student: _keep(course, name, earlier, student, _bytes(of), told)
                for student, of in found.items()
            }


def _in(path, name, platform, course, opened):
    """{student: [(File, how to read it)]} of one path; a zip stays open as long as `opened`."""
    if path.suffix == ".ipynb" and path.is_file():
        platform, readers = "plain", {path.name: path.read_bytes}
    elif path.is_dir():  # as some browsers leave a zip behind
        files_in = (file for file in sorted(path.rglob("*")) if file.is_file())
        readers = {file.relative_to(path).as_posix(): partial(_head, file) for file in files_in}
    else:
        archive = opened.enter_context(_opened(path))
        infos = {_true_name(info): info for info in archive.infolist()}
        readers = {member: partial(_read, archive, info) for member, info in infos.items()}
    platform, found = files(readers, name, platform)
    if not found:
        words = _("{path} is empty: there is no file in it to collect.")
        raise Trouble(words.format(path=path))
    return {
        student: [(file, readers[file.member]) for file in of]
        for student, of in _by_student(Roster(course), platform, found).items()
    }


@contextmanager
def _run(course, name):
    """Change the course alone, and begin with what nbgrader's own tools have collected.

    Gives the folder for what is there now and will be replaced; `undo` takes it from there.
    """
    with one_run(course):
        take_in(course, name)
        yield course.downloaded(name) / EARLIER / f"{datetime.now(UTC):%Y%m%d-%H%M%S-%f}"


def _opened(path):
    try:
        return zipfile.ZipFile(path)
    except FileNotFoundError:
        raise Trouble(_("There is no file {path}.").format(path=path)) from None
    except zipfile.BadZipFile:
        words = _("{path} is not a zip, or was cut off while it was downloaded. Download it again.")
        raise Trouble(words.format(path=path)) from None


def _true_name(info):
    """Zips made on Korean Windows and old Macs do not say how their names are written."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return decoded(info.filename.encode("cp437", "replace"))[0]
    except UnicodeDecodeError:
        return info.filename


def _head(path):
    """A file's bytes, one past the most that is ever graded."""
    with open(path, "rb") as file:
        return file.read(LARGEST + 1)


def _read(archive, info):
    """The same of a member; empty where it is damaged."""
    try:
        with archive.open(info) as file:
            return file.read(LARGEST + 1)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError):
        return b""  # the next student's may be whole; this one is told that it is empty


def _by_student(roster, platform, found):
    """{student id: Files}; for Moodle, names are looked up on the roster."""
    meant = {file.who: roster.member(file.who) for file in found} if platform == "moodle" else {}
    numbers = defaultdict(set)
    for file in found:
        numbers[meant.get(file.who) or file.who].add(file.number)
    grouped = defaultdict(list)
    for file in found:
        student = file.who
        if platform == "plain":
            student = roster.meant(file.who) or file.who
        if platform == "moodle":
            student = meant[file.who]
            alone = len(numbers[student or file.who]) == 1
            if student is None or not alone:
                student = clean(file.who) if alone else clean(f"{file.who}_{file.number}")
        grouped[student or "unnamed"].append(file)
    for of in grouped.values():
        of.sort(key=lambda file: (file.order, file.name))
    return grouped


def _bytes(of):
    """(File, its bytes), one at a time."""
    return ((file, read()) for file, read in of)


def _keep(course, name, earlier, student, of, told):
    """Write a student's files (File, bytes), the one that counts last, and notes about them."""
    folder = course.downloaded(name) / student
    earlier.mkdir(parents=True, exist_ok=True)
    with open(earlier / TAKEN, "a", encoding="utf-8") as file:
        file.write(f"{student}\n")
    if folder.exists():
        folder.rename(earlier / student)
    folder.mkdir(parents=True)
    taken = {}
    damaged = []
    for file, data in of:  # one at a time: together they may be more than fits into memory
        place = _free(stored(file.name), taken)
        taken[place] = file
        (folder / place).write_bytes(data)
        words = _("{file} is empty, or was damaged on the way")
        damaged += [] if data else [words.format(file=place)]
    chosen = _choice(course, folder, taken, name)
    notes = _notes(taken, chosen) + damaged
    about = {"file": chosen, "member": taken[chosen].member, "notes": notes, **told}
    write(folder / ORIGIN, json.dumps(about, indent=1, ensure_ascii=False) + "\n")
    return notes


def _free(place, taken):
    """The name, or the next one where two files of one collect are called the same."""
    stem, end = Path(place).stem, Path(place).suffix
    return next(
        each for k in count(1) if (each := place if k == 1 else f"{stem}-{k}{end}") not in taken
    )


def _choice(course, folder, taken, name):
    """The file with the most answers in it, whatever it is called; of equal ones the last.

    Of files that are no notebook of this set the one that is called so.
    """
    if len(taken) == 1:
        return next(iter(taken))
    release = nbformat.read(course.release(name), as_version=4)
    ranks = [
        (
            _answered(course, name, folder / each, release),
            each.endswith(".ipynb"),
            each.startswith(name),
            k,
        )
        for k, each in enumerate(taken)
    ]
    return list(taken)[max(ranks)[-1]]


def _answered(course, name, path, release):
    """How many answers a file holds; -1 where it is no notebook of this set."""
    if name.startswith(CONCEPT):
        from coursework.conceptform import how_many

        return how_many(course, name, path)
    try:
        return answered(normalise(path.read_bytes(), release).notebook.cells, release)
    except Exception:  # damaged in one of many ways
        return -1


def _notes(taken, chosen):
    notes = []
    if len(taken) > 1:
        words = _("{n} files were handed in: {file} was taken")
        notes.append(words.format(n=len(taken), file=chosen))
    if taken[chosen].late:
        notes.append(_("late, says the platform"))
    return notes
