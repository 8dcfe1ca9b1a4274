"""Submissions in processes, so many at a time: each within its limits, none in another's way."""

import multiprocessing
import os
import sys
from dataclasses import dataclass
from multiprocessing.connection import wait

from tqdm import tqdm

from coursework import watch
from coursework.job import Job
from coursework.records import NOT_GRADED, Record, broke_off, digest, load, save
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
    workers: str | None = None  # HOST:PORT, where other machines fetch what they run


def run(course, name, todo, options, quiet=False, ran=None):
    """Keep `at_once` processes busy until all is done; Ctrl-C ends them and loses nothing.

    ran: {student: what came back from another machine}.
    """
    context = processes()
    waiting, running, records = sorted(todo), [], []
    progress = tqdm(total=len(todo), desc=name, unit=_("submission"), disable=quiet or not todo)
    try:
        while waiting or running:
            while waiting and len(running) < options.at_once:
                student = waiting.pop(0)
                job = _job(course, name, student, todo[student], options, (ran or {}).get(student))
                running.append(_start(context, course, job, options))
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


def processes():
    """Processes forked from one that has nbgrader loaded, where the system can fork."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    from multiprocessing import forkserver

    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["coursework.warm"])
    forkserver.ensure_running()  # it loads while there is other work to do
    return context


def _job(course, name, student, path, options, ran):
    before = load(course, name, student)
    return Job(
        root=course.root,
        name=name,
        student=student,
        upload=path,
        wires=watch.wires(),
        memory=options.memory,
        cell_timeout=options.cell_timeout,
        boxed=options.boxed,
        before=before.upload if before else "",
        ran=ran,
    )


def _start(context, course, job, options):
    record = course.records(job.name) / f"{job.student}.json"
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
        record = not_graded(course, name, each.job.student, each.job.upload, reason)
    return record


def not_graded(course, name, student, path, why):
    """The record of a submission without marks: `why` is a reason, or what came back of it."""
    record = Record(student, NOT_GRADED, why) if isinstance(why, str) else why.record
    record.student, record.upload = student, digest(path)
    record.source = digest(course.source(name))
    save(course, name, record)
    return record
