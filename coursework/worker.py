"""Grade one submission, in a process of its own that others may kill."""

import os
import shutil
import stat
import tempfile
import time

import nbformat
from nbgrader.api import MissingEntry

from coursework import nb, sandbox, serving
from coursework.course import Course
from coursework.decode import Unreadable
from coursework.execute import autograde
from coursework.flags import flags
from coursework.job import Job
from coursework.looking.harmless import notebook
from coursework.normalise import normalise
from coursework.records import GRADED, NOT_GRADED, Record, broke_off, digest, save
from coursework.watch import beside
from gdlab.notebook.language import _, use

STREAMS = ".streams"  # the folder of their sockets, in the box's home


def grade(job: Job) -> None:
    """Normalise, autograde and write the record. Runs as the leader of a session of its own."""
    if hasattr(os, "setsid"):
        os.setsid()
    begun = time.monotonic()
    course = Course(job.root)
    os.environ["GDLAB_LANG"] = course.language  # for a kernel of its own rights, too
    use(course.language)
    record = Record(job.student, NOT_GRADED)
    record.upload, record.source = digest(job.upload), digest(course.source(job.name))
    try:
        _normalise(job, course, record)
        _autograde(job, course, record)
    except Unreadable as reason:
        record.reason = str(reason)
    except Exception as error:  # whatever was handed in, there is a record, and a reason
        record.state, record.reason = NOT_GRADED, broke_off(error)
    record.seconds = round(time.monotonic() - begun, 1)
    save(course, job.name, record)


def _normalise(job, course, record):
    """Put what nbgrader can grade into submitted/, and nothing where there is none."""
    target = course.submitted(job.name, job.student)
    shutil.rmtree(target.parent, ignore_errors=True)
    release = nbformat.read(course.release(job.name), as_version=4)
    done = normalise(job.upload.read_bytes(), release)
    record.notes, record.flags = done.notes, flags(done.notebook, release)
    target.parent.mkdir(parents=True)
    nbformat.write(notebook(done.notebook), target)


def _autograde(job, course, record):
    """nbgrader's own autograde on this student; hand-given marks stay confirmed."""
    source = nbformat.read(course.source(job.name), as_version=4)
    by_hand = _confirmed(course, job, record)
    if not job.ran:
        _kernel(job, course)
    api = nb.api(course, _settings(job, course))
    answer, ran = autograde(api, job.name, job.student, source, job.ran, _streams(job))
    record.flags += ran.findings if not job.ran else _more(job.ran.record.flags, record.flags)
    if answer["success"]:
        record.state = GRADED
        _confirm(course, job, by_hand)
    else:
        _writable(course.root / "autograded" / job.student / job.name)
        shutil.rmtree(course.autograded(job.name, job.student).parent, ignore_errors=True)
        record.reason = ran.reason or _reason(answer)


def _more(theirs, ours):
    return [each for each in theirs if each not in ours]


def _settings(job, course):
    settings = nb.config(course)
    settings.Execute.shutdown_kernel = "immediate"
    settings.Execute.kernel_name = "python3"
    settings.Execute.iopub_timeout = 10
    if job.cell_timeout:
        settings.Execute.timeout = job.cell_timeout
    if job.boxed:
        settings.KernelManager.transport = "ipc"
        settings.KernelManager.ip = str(job.wires / "k")
    return settings


def _kernel(job, course):
    """The kernelspec that nbgrader will find first, inside or outside the sandbox."""
    specs = beside(job, "specs")
    beside(job, "streams").mkdir(mode=0o700)
    os.environ["JUPYTER_PATH"] = str(specs)
    os.environ["JUPYTER_RUNTIME_DIR"] = str(job.wires)
    tempfile.tempdir = str(job.wires)  # where the kernel's connection file goes
    if not job.boxed:
        sandbox.write_spec(specs, [*sandbox.KERNEL, "{connection_file}"])
        return
    source = course.source(job.name).parent
    data = {
        str(path.relative_to(source)): path
        for path in source.rglob("*")
        if path.is_file() and path.suffix != ".ipynb"
    }
    data |= sandbox.fonts() | {STREAMS: beside(job, "streams")}
    sandbox.hand_over(job.wires, beside(job, "streams"))
    sandbox.kernelspec(specs, job.wires, data, job.memory)


def _streams(job):
    """Where streams are served to the kernel; None where the system cannot tell what it takes."""
    if not serving.POSSIBLE:
        return None
    folder = beside(job, "streams")
    return serving.Place(folder, f"{sandbox.HOME}/{STREAMS}" if job.boxed else str(folder))


def _confirmed(course, job, record):
    """Names of cells whose marks were given by hand on this very upload, and confirmed."""
    if job.before != record.upload:
        return []
    with nb.gradebook(course) as book:
        try:
            grades = book.find_submission(job.name, job.student).notebooks[0].grades
        except MissingEntry:
            return []
        return [g.name for g in grades if g.manual_score is not None and not g.needs_manual_grade]


def _confirm(course, job, names):
    """nbgrader asks for a second look at every mark given by hand; not where nothing changed."""
    with nb.gradebook(course) as book:
        for name in names:
            book.find_grade(name, job.name, job.name, job.student).needs_manual_grade = False
        book.db.commit()


def _reason(answer):
    """The last line that says something, of nbgrader's log and traceback."""
    lines = f"{answer.get('log', '')}\n{answer.get('error', '')}".splitlines()
    said = [line for line in lines if "Error: " in line and "NbGraderException" not in line]
    words = _("nbgrader could not grade it: {error}")
    return words.format(error=f"{(said or lines)[-1].strip():.300}")


def _writable(folder):
    """nbgrader leaves its files read-only."""
    for path in folder.rglob("*"):
        path.chmod(path.stat().st_mode | stat.S_IWUSR)
