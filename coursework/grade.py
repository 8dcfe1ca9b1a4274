"""Grade a whole set: each submission by itself, in its own process, and go on where a run stopped.

A record is written when a submission is done; a run takes up those without one, or whose upload or
set has changed since. Nothing that happens in one process reaches another submission.
"""

from dataclasses import replace

from tqdm import tqdm

from coursework import gradebook, sandbox
from coursework.course import backup, need_released, one_run
from coursework.intake import take_in, uploads
from coursework.records import GRADED, digest, load
from coursework.running import Options, not_graded, processes, run
from coursework.settings import rules
from coursework.together import stand_for
from coursework.trouble import Trouble
from gdlab.notebook.language import _

__all__ = ["Options", "grade_set", "summary"]


def grade_set(course, name, options):
    """The records of this run. Raises Trouble where grading cannot begin."""
    need_released(course, name)
    gradebook.points(course, name)  # a lost one is restored, and not begun anew
    if options.boxed and not options.workers and (why := sandbox.trouble()):
        without = _("To grade without it: --without-sandbox")
        raise Trouble(f"{why}\n\n{without}\n{_(sandbox.WITHOUT)}")
    with one_run(course):
        take_in(course, name)
        _drop_lost(course, name)
        found = uploads(course, name)
        found, options = _once(course, name, found, options)
        unknown = sorted(set(options.students) - set(found))
        if unknown:
            words = _("{names} handed in nothing for {name}.")
            raise Trouble(words.format(name=name, names=", ".join(unknown)))
        todo = {s: path for s, path in found.items() if _due(course, name, s, path, options)}
        if todo:
            backup(course)
        if options.workers and todo:
            return _run_elsewhere(course, name, todo, options)
        return run(course, name, todo, options)


def _run_elsewhere(course, name, todo, options):
    """Other machines run them, and here marks are made of it."""
    from coursework.machines import elsewhere

    processes()
    records = []
    with tqdm(total=len(todo), desc=name, unit=_("submission")) as progress:
        for answers in elsewhere(course, name, todo, options):
            ran = {who: each for who, each in answers.items() if _to_mark(each)}
            records += run(course, name, {who: todo[who] for who in ran}, options, True, ran)
            for who in set(answers) - set(ran):
                records.append(not_graded(course, name, who, todo[who], answers[who]))
            progress.update(len(answers))
    return records


def _once(course, name, found, options):
    """What equal files of one group stand for, one of them; and who is asked for, as these."""
    of = rules(course.root, name).groups
    if not of:
        return found, options
    first = stand_for(course, name, of, found)
    asked = {mate for each in options.students for mate in _mates(each, of, first)}
    students = tuple(sorted({first.get(each, each) for each in asked}))
    return {s: found[s] for s in set(first.values())}, replace(options, students=students)


def _mates(student, of, first):
    """Who handed in for a student: they, or others of their group."""
    if student in first or student not in of:
        return [student]
    return [each for each in first if of.get(each) == of[student]] or [student]


def _to_mark(answer):
    return not isinstance(answer, str) and answer.record.state == GRADED


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


def summary(records):
    """One line for the end of a run."""
    good = sum(record.state == GRADED for record in records)
    flagged = sum(bool(record.flags) for record in records)
    words = _("{good} graded, {bad} not graded, {flagged} flagged for a look")
    return words.format(good=good, bad=len(records) - good, flagged=flagged)
