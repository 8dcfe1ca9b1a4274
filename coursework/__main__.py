"""The teacher's command line: python3 start.py course ..."""

import io
import os
import sys
from functools import partial

from coursework.looking.plain import line, lines
from coursework.options import parser
from coursework.trouble import Trouble
from gdlab.notebook.language import _, ngettext, use


def main(arguments=None):
    """0 where all went well; 1 and a sentence for what the teacher can mend."""
    asked = parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):  # a console without Hangul shows ? for it
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        return COMMANDS[asked.command](asked) or 0
    except Trouble as trouble:
        say(trouble, file=sys.stderr)
    except OSError as error:
        words = _("The disk would not have it: {error}. Mend that and run again.")
        say(words.format(error=error), file=sys.stderr)
    except KeyboardInterrupt:
        say("\n" + _("Stopped. Run the same command again to go on."), file=sys.stderr)
        return 130
    return 1


def say(text, file=None):
    """Print what may hold names and words of students, as text that no terminal obeys."""
    try:
        print(lines(text), file=file or sys.stdout, flush=True)
    except BrokenPipeError:  # whoever reads has seen enough, as `| head` has; the work goes on
        os.dup2(os.open(os.devnull, os.O_WRONLY), (file or sys.stdout).fileno())


def _make(asked):
    from coursework.course import make
    from coursework.looking.mend import mend

    course = mend(make(asked.course, asked.language))
    use(course.language)
    words = _(
        "Made {root}. Back this folder up: it will hold the marks, and the secret seed in "
        "seed.txt. Time zone, due dates and what being late costs stand in {file}."
    )
    say(words.format(root=course.root, file="course.toml"))
    _next("roster", course.root, "class.csv")
    _next("release", course.root, "hw1")


def _next(*words):
    """What to type next."""
    from coursework.course import typed

    say(_("Next: {command}").format(command=typed(*words)))


def _students(n):
    return ngettext("{n} student", "{n} students", n).format(n=n)


def _roster(asked):
    from coursework import settings
    from coursework.groups import FILE, read, together
    from coursework.roster import fill

    course = _course(asked)
    say(_("On the roster: {students}").format(students=_students(fill(course, asked.csv))))
    if of := together(read(course.root)):
        each = ", ".join(f"{group} ({len(students)})" for group, students in of.items())
        words = _("Groups, in {file}: {each}. They hold for sets of which {toml} says: {line}")
        about = {"file": FILE, "toml": settings.FILE, "line": '[hw3] groups = "better"'}
        say(words.format(each=each, **about))


def _release(asked):
    from coursework.masters import build_source
    from coursework.release import release
    from coursework.settings import rules

    course = _course(asked)
    due = rules(course.root, asked.set).announced
    say(_("Making it, then running its solutions and its empty form ..."))
    path = release(course, asked.set, partial(build_source, language=course.language, due=due))
    say(_("Released. Give your students this file: {path}").format(path=path))


def _collect(asked):
    from coursework.collect import collect
    from coursework.course import CONCEPT
    from coursework.roster import Roster

    course = _course(asked)
    taken = collect(
        course, asked.set, *asked.files, platform=asked.platform, handed_in=asked.handed_in
    )
    say(_("Collected: {students}").format(students=_students(len(taken))))
    for student, notes in sorted(taken.items()):
        for note in notes:
            say(f"  {student}: {line(note)}")
    for student in Roster(course).strangers(taken):
        words = _("not on the roster. A typing error? Otherwise add them: course roster")
        say(f"  {student}: {words}")
    _groups(course, asked.set)
    ungraded = asked.set.startswith(CONCEPT)
    _next(*(("gain", course.root) if ungraded else ("grade", course.root, asked.set)))


def _groups(course, name):
    """Say at once where a group's members handed in different files."""
    from coursework.intake import uploads
    from coursework.settings import rules
    from coursework.together import several

    if of := rules(course.root, name).groups:
        for group, students in several(of, uploads(course, name)).items():
            words = _("group {group}: different files came of {students}; one of them will count")
            say("  " + words.format(group=group, students=", ".join(students)))


def _times(asked):
    from coursework.settings import FILE, rules
    from coursework.times import take_times

    course = _course(asked)
    known, unknown, nobodys = take_times(course, asked.set, asked.csv, asked.column)
    words = ngettext("{n} hand-in time is known.", "{n} hand-in times are known.", len(known))
    say(words.format(n=len(known)))
    if unknown:
        words = _("Handed in, and no time in this file: {names}")
        say(words.format(names=", ".join(unknown)))
    for row in nobodys:
        say("  " + _("nobody who handed in: {row}").format(row=row))
    if rules(course.root, asked.set).due is None:
        words = _("Nobody is late as long as {file} names no due date for {name}.")
        say(words.format(file=course.root / FILE, name=asked.set))


def _options(asked, **more):
    from coursework.grade import Options

    return Options(
        boxed=not asked.without_sandbox,
        at_once=asked.at_once,
        cell_timeout=asked.cell_timeout,
        timeout=asked.timeout,
        memory=asked.memory,
        **more,
    )


def _regrade(asked):
    from coursework.regrade import regrade

    course, options = _course(asked), _options(asked)
    say(regrade(course, asked.set, asked.student, asked.words, options))


def _grade(asked):
    from coursework.grade import grade_set, summary

    options = _options(
        asked, students=tuple(asked.student), again=asked.again, workers=asked.workers
    )
    course = _course(asked)
    if asked.workers:
        from coursework.course import typed
        from coursework.machines import certificate

        words = _("On each machine that is to help, with {file} copied there:")
        say(words.format(file=certificate(course)))
        say(typed("work", "workers.pem", asked.workers))
    say(summary(grade_set(course, asked.set, options)))
    _next("report", course.root, asked.set)


def _rehearse(asked):
    from coursework.rehearsal.guided import rehearse

    rehearse(asked.course, main, say, None if asked.all else input, asked.language)


def _work(asked):
    from coursework.machines import work

    say(_("Ready for runs of {address}. Ctrl-C ends it.").format(address=asked.address))
    work(asked.certificate, asked.address, asked.at_once)


def _report(asked):
    from coursework.report import report

    say(report(_course(asked), asked.set))


def _marks(asked):
    from coursework.formgrader import serve

    _by(asked)
    return serve(_course(asked))


def _give(asked):
    from coursework.byhand import give, grader

    _by(asked)
    give(_course(asked), asked.set, asked.student, asked.cell, asked.points, asked.words)
    words = _("{student}: {cell}: {points:g}, given by {grader}")
    about = {"student": asked.student, "cell": asked.cell, "points": asked.points}
    say(words.format(grader=grader(), **about))


def _by(asked):
    """Whose marks this process gives."""
    from coursework.byhand import WHO

    if asked.by:
        os.environ[WHO] = asked.by


def _feedback(asked):
    from coursework.feedback import feedback

    course = _course(asked)
    path, pages, left_out = feedback(course, asked.set)
    if not pages and not left_out:
        say(_("No page was written: nobody's {name} is graded yet.").format(name=asked.set))
        _next("grade", course.root, asked.set)
        return
    words = ngettext("{n} page is in {path}", "{n} pages, one a student, are in {path}", pages)
    say(words.format(n=pages, path=path))
    for student in left_out:
        words = _("{student} has no page: the graded notebook cannot be read. Grade it again.")
        say(words.format(student=line(student)))


def _export(asked):
    from coursework.export import export

    course = _course(asked)
    path, given, missing = export(
        course, asked.set, asked.platform, asked.to, asked.zeros, asked.so_far
    )
    words = _("{path}: marks: {given}; students who have none yet: {missing}")
    say(words.format(path=path, given=given, missing=missing))


def _alike(asked):
    from coursework.alike import alike

    pairs = alike(_course(asked), asked.set)
    for one, other, share, cells in pairs:
        say(f"{share:4.0%}  {line(one)}  {line(other)}  ({', '.join(cells)})")
    reason = _("A reason to read both, no proof: short answers have few right forms.")
    say(reason if pairs else _("No two are alike."))


def _statistics(asked):
    from coursework.statistics import keep, statistics, text

    course = _course(asked)
    rows = statistics(course, asked.set)
    say(text(rows))
    table, picture = keep(course, asked.set, rows)
    say("\n" + _("Also as {table} and {picture}").format(table=table, picture=picture))


def _undo(asked):
    from coursework.undo import undo

    course = _course(asked)
    took = undo(course, asked.set)
    for student, back in sorted(took.items()):
        words = _("the file of before is there again") if back else _("nothing is handed in now")
        say(f"  {student}: {words}")
    folder = course.downloaded(asked.set) / ".undone"
    say(_("What was taken back is kept in {folder}").format(folder=folder))
    then = ("grade", course.root, asked.set) if any(took.values()) else None
    _next(*(then or ("collect", course.root, asked.set, "FILES")))


def _restore(asked):
    from coursework.undo import backups, made, restore

    course = _course(asked)
    if asked.copy is None:
        copies = [path.name for path in backups(course)]
        for each in copies:
            say(f"{each}  {made(each).astimezone():%Y-%m-%d %H:%M}")
        if copies:
            say(_("The newest is the first. To put one into the gradebook's place, name it:"))
            _next("restore", course.root, copies[0])
        else:
            say(_("There are no copies yet."))
        return
    before = restore(course, asked.copy)
    words = _("The gradebook is that of {copy} now; today's is kept as {before}.")
    if before is None:
        words = _("The gradebook is that of {copy} now; there was none.")
    say(words.format(copy=asked.copy, before=before))


def _about(asked):
    from coursework.students import places

    say("\n".join(map(str, places(_course(asked), asked.student))))


def _forget(asked):
    from coursework.students import forget

    for path in forget(_course(asked), asked.student):
        say(f"  {path}")
    words = _("Nothing of {student} is left in these places. Copies elsewhere are yours to delete.")
    say(words.format(student=asked.student))


def _concept(asked):
    from coursework.conceptform import release

    course = _course(asked)
    path = release(course, asked.form, asked.language)
    say(_("Give your students this file: {path}").format(path=path))
    _next("collect", course.root, path.stem, "FILES")


def _gain(asked):
    from coursework.conceptform import report

    say(report(_course(asked)))


def _course(asked):
    from coursework.course import find
    from coursework.looking.mend import mend

    course = mend(find(asked.course))
    use(course.language)
    return course


COMMANDS = {
    "rehearse": _rehearse,
    "make": _make,
    "roster": _roster,
    "release": _release,
    "collect": _collect,
    "times": _times,
    "grade": _grade,
    "work": _work,
    "report": _report,
    "marks": _marks,
    "give": _give,
    "feedback": _feedback,
    "export": _export,
    "alike": _alike,
    "statistics": _statistics,
    "concept": _concept,
    "gain": _gain,
    "regrade": _regrade,
    "undo": _undo,
    "restore": _restore,
    "about": _about,
    "forget": _forget,
}

if __name__ == "__main__":
    sys.exit(main())
