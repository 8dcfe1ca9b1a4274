"""Whatever a student makes, there is a record at the end of the run, and the next run goes on."""

import os
import zipfile
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from coursework import execute, running, watch, worker
from coursework.collect import collect, stored
from coursework.grade import Options, grade_set
from coursework.marks import DONE, WAITING, class_marks
from coursework.platforms import clean
from coursework.records import NOT_GRADED, load
from coursework.rehearsal import hostile

DEPTH = 3000


def nested(place, depth=DEPTH):
    """Folders in folders, deeper than a path may be long."""
    here = os.open(place, os.O_RDONLY)
    for _ in range(depth):
        os.mkdir("d", dir_fd=here)
        inner = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.close(here)


@pytest.fixture
def job(tmp_path):
    wires = tmp_path / "wires"
    wires.mkdir()
    return SimpleNamespace(wires=wires, student="kim", upload=tmp_path / "hw.ipynb")


def test_folders_in_folders_are_too_much_and_go_away(job):
    nested(job.wires)
    assert watch._bytes_in(job.wires) > watch.WIRES_MOST
    watch.tidy(job)
    assert not job.wires.exists()


def test_more_files_than_anybody_needs_are_too_much(job):
    for number in range(watch.THINGS + 1):
        (job.wires / f"{number}").touch()
    assert watch._bytes_in(job.wires) > watch.WIRES_MOST
    watch.tidy(job)
    assert not job.wires.exists()


def test_closed_folders_go_away_too(job):
    (job.wires / "a" / "b").mkdir(parents=True)
    (job.wires / "a").chmod(0)
    watch.tidy(job)
    assert not job.wires.exists()


def test_sockets_and_a_file_are_what_they_weigh(job):
    (job.wires / "kernel.json").write_bytes(b"x" * 1000)
    (job.wires / "link").symlink_to("/")
    assert 1000 <= watch._bytes_in(job.wires) < 2000


def test_a_mishap_of_the_watch_is_a_record_and_no_traceback(course, job):
    job.upload.write_text("{}")

    def breaks():
        raise RecursionError("deeper than deep")

    killed = []
    process = SimpleNamespace(kill=lambda: killed.append(True))
    each = SimpleNamespace(job=job, over=False, broken=breaks, process=process)
    record = running._finished(course, "toy", each)
    assert record.state == NOT_GRADED and "RecursionError" in record.reason and killed
    assert load(course, "toy", "kim") == record


def test_a_mishap_of_the_grading_is_a_record_with_its_reason(course, job, monkeypatch):
    job.upload.write_text("{}")
    job.root, job.name = course.root, "toy"

    def breaks(*about):
        raise KeyError("unheard of")

    monkeypatch.setattr(worker, "_normalise", breaks)
    monkeypatch.setattr(worker.os, "setsid", lambda: None)
    worker.grade(job)
    record = load(course, "toy", "kim")
    assert record.state == NOT_GRADED and "unheard of" in record.reason
    assert record.upload and record.source, "the next run does not take it up again"


def test_an_error_is_cut_to_what_anybody_reads():
    error = {"evalue": "x" * 10**7, "traceback": ["y" * 10**6] * 100}
    execute._cut(error)
    assert len(str(error)) < 100_000


@pytest.mark.parametrize("name", ["김" * 90, "a" * 300, "é" * 200 + ".ipynb", "긴" * 90 + ".exe"])
def test_a_long_name_is_cut_and_stays_what_it_is(name):
    assert len(stored(name).encode()) <= 150
    assert stored(stored(name)) == stored(name) and clean(clean(name)) == clean(name)
    assert clean(name) != clean("x" + name)


def test_collecting_goes_on_after_long_names_and_damaged_members(course, tmp_path):
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("김" * 80 + "/toy.ipynb", "{}" * 100)
        archive.writestr("broken/toy.ipynb", "abcdefgh" * 1000)
        archive.writestr("lee/toy.ipynb", "{}")
    raw = bytearray(path.read_bytes())
    at = raw.find(b"broken/toy.ipynb") + len(b"broken/toy.ipynb")
    raw[at : at + 6] = b"\xff" * 6
    path.write_bytes(raw)
    taken = collect(course, "toy", path)
    assert len(taken) == 3 and "damaged on the way" in " ".join(taken["broken"])
    assert (course.downloaded("toy") / "lee" / "toy.ipynb").read_bytes() == b"{}"


NESTS = """import os
os.chdir(os.environ["JUPYTER_RUNTIME_DIR"])
for _ in range(3000):
    os.mkdir("d"); os.chdir("d")"""
LARGE = """print("x" * 10**7)
"y" * 10**8"""
STOPS = """import asyncio
asyncio.get_event_loop().stop()"""
FORGED = """kernel = get_ipython().kernel
kernel.session.send(kernel.iopub_socket, "stream", {}, parent=kernel.get_parent())"""


def test_in_the_box_too(course, boxed):
    sources = {"nests": NESTS, "large": LARGE, "stops": STOPS, "forged": FORGED}
    for name, source in sources.items():
        book = hostile.perfect(nbformat.read(course.release("toy"), as_version=4))
        book.cells.insert(1, new_code_cell(source))
        path = Path(course.root).parent / f"{name}.ipynb"
        nbformat.write(book, path)
        collect(course, "toy", path)
    records = {record.student: record for record in grade_set(course, "toy", Options())}
    assert records["nests"].state == NOT_GRADED and "disk" in records["nests"].reason
    for name, why in {"stops": "the kernel died", "forged": "no kernel sends"}.items():
        (said,) = [each for each in records[name].flags if "left out" in each]
        assert why in said and "cell number 2" in said, "no innocent cell is blamed"
    assert grade_set(course, "toy", Options()) == [], "nothing is stumbled over again"
    marks = {each.student: each for each in class_marks(course, "toy")}
    for name in ("large", "stops", "forged"):
        assert marks[name].state in (DONE, WAITING) and marks[name].so_far == hostile.FULL
    assert course.autograded("toy", "large").stat().st_size < 2 * 10**6
