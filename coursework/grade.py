"""Grade a whole set: each submission by itself, in its own process, and go on where a run stopped.

A record is written when a submission is done; a run takes up those without one, or whose upload or
set has changed since. Nothing that happens in one process reaches another submission.
"""

import multiprocessing
import os
import sys
from dataclasses import dataclass
from multiprocessing.connection import wait

from tqdm import tqdm

from coursework import gradebook, sandbox, watch
from coursework.course import backup, need_released, one_run
from coursework.intake import take_in, uploads
from coursework.job import Job
from coursework.records import GRADED, NOT_GRADED, Record, broke_off, digest, load, save
from coursework.trouble import Trouble
from gdlab.notebook.language import _

LOOK = 0.3  # seconds between looks at running processes


@dataclass(frozen=True)
class Options:
    """How to grade. Times in seconds, memory in MB for each process of a submission."""

    students: tuple = ()
    again: bool = False
    boxed: bool = True
    at_once: int = 2
    cell_timeout: int | None = None
    timeout: int = 300
    memory: int = 2048


def grade_set(course, name, options):
    """The records of this run. Raises Trouble where grading cannot begin."""
    need_released(course, name)
    if options.boxed and (why := sandbox.trouble()):
        raise Trouble(f"{why}\n\nTo grade without it: --without-sandbox\n{sandbox.WITHOUT}")
    with one_run(course):
        take_in(course, name)
        _drop_lost(course, name)
        found = uploads(course, name)
        unknown = sorted(set(options.students) - set(found))
        if unknown:
            raise Trouble(f"{', '.join(unknown)} handed in nothing for {name}.")
        todo = {s: path for s, path in found.items() if _due(course, name, s, path, options)}
        if todo:
            backup(course)
        return _run(course, name, todo, options)


def _drop_lost(course, name):
    """The record of a grade that the gradebook does not have, put back by hand perhaps, is none."""
    known = gradebook.submitted(course, name)
    for path in course.records(name).glob("*.json"):
        record = load(course, name, path.stem)
        if record and record.state == GRADED and record.student not in known:
            path.unlink()


def _due(course, name, student, path, options):
    """Whether this submission is to be graded now."""
    if options.students and student not in options.students:
        return False
    done = load(course, name, student)
    if options.again or options.students or done is None:
        return True
    return (done.upload, done.source) != (digest(path), digest(course.source(name)))


def _run(course, name, todo, options):
    """Keep `at_once` processes busy until all is done; Ctrl-C ends them and loses nothing."""
    context = _context()
    waiting, running, records = sorted(todo), [], []
    progress = tqdm(total=len(todo), desc=name, unit="submission", disable=not todo)
    try:
        while waiting or running:
            while waiting and len(running) < options.at_once:
                student = waiting.pop(0)
                running.append(_start(context, course, name, student, todo[student], options))
            wait([each.process.sentinel for each in running], timeout=LOOK)
            for each in list(running):
                record = _finished(course, name, each)
                if record:
                    running.remove(each)
                    records.append(record)
                    progress.update()
    finally:
        progress.close()
        for each in running:
            each.end()
            watch.tidy(each.job)
    return records


def _context():
    """Processes forked from one that has nbgrader loaded, where the system can fork."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["coursework.worker"])
    return context


def _start(context, course, name, student, path, options):
    before = load(course, name, student)
    job = Job(
        root=course.root,
        name=name,
        student=student,
        upload=path,
        wires=watch.wires(),
        memory=options.memory,
        cell_timeout=options.cell_timeout,
        boxed=options.boxed,
        before=before.upload if before else "",
    )
    record = course.records(name) / f"{student}.json"
    record.unlink(missing_ok=True)  # what is there when the process has ended is of this run
    process = context.Process(target=_quietly, args=(job,))
    process.start()
    return watch.Watched(job, process, options.timeout, 2 * options.memory)


def _quietly(job):
    """What nbgrader and the kernel print belongs to nobody's screen."""
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    sys.stdout = sys.stderr = open(os.devnull, "w")
    from coursework.worker import grade  # which the process that this one was forked from has

    grade(job)


def _finished(course, name, each):
    """The record of a process that has ended or passed a limit; None while it runs."""
    try:
        why = None if each.over else each.broken()
        if not each.over and why is None:
            return None
        each.end()
        watch.tidy(each.job)
    except Exception as error:  # one submission's mishap is no other's
        why = broke_off(error)
        each.process.kill()
    record = load(course, name, each.job.student)
    if record is None:
        reason = why or _("grading it broke off (is the machine out of memory or disk?)")
        record = Record(each.job.student, NOT_GRADED, reason)
        record.upload = digest(each.job.upload)
        record.source = digest(course.source(name))
        save(course, name, record)
    return record


def summary(records):
    """One line for the end of a run."""
    good = sum(record.state == GRADED for record in records)
    flagged = sum(bool(record.flags) for record in records)
    return f"{good} graded, {len(records) - good} not graded, {flagged} flagged for a look"
