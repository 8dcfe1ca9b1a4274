"""The teacher's command line: python3 start.py course ..."""

import argparse
import os
import sys
from functools import partial
from pathlib import Path

from coursework.looking.plain import line, lines
from coursework.trouble import Trouble

ORDER = """in the order things happen:
  rehearse ~/my-course-try                    twenty minutes with a made class, step by step
  make ~/my-course                            a course folder; its secret seed is made here
  roster ~/my-course class.csv                who is in the class (Canvas, Moodle or plain CSV)
  release ~/my-course hw1                     this class's own hw1, tried; upload what it names
  collect ~/my-course hw1 submissions.zip     what the platform lets you download
  times ~/my-course hw1 times.csv             when each student handed in, says the platform
  grade ~/my-course hw1                       all of it, overnight; run it again to go on
  work ~/my-course/workers.pem HOST:8786      on another machine: help with a long night
  report ~/my-course hw1                      graded, not graded and why, to look at
  marks ~/my-course                           free-text answers, in nbgrader's formgrader
  feedback ~/my-course hw1                    a page for each student, and a zip of them
  export ~/my-course hw1 --as canvas          a CSV for the platform
  alike ~/my-course hw1                       answers that share code, for you to read
  statistics ~/my-course hw1                  what the class could do, and what it could not
  concept ~/my-course before                  the ungraded concept test; after the course: after
  gain ~/my-course                            what was learned between both, and what was not
when something went wrong, or somebody leaves:
  regrade ~/my-course hw1 kim "why"           answer a request: old and new marks, and a log
  undo ~/my-course hw1                        take back what the last collect brought
  restore ~/my-course                         list the copies of the gradebook; name one to take it
  about ~/my-course kim                       everything that is kept of one student
  forget ~/my-course kim                      delete all of it, for good"""


def parser():
    """The commands and their options."""
    top = argparse.ArgumentParser(
        prog="start.py course",
        description="Graded problem sets: hand out, collect, grade, return.",
        epilog=ORDER,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name, words, of_set=True):
        one = commands.add_parser(name, help=words, description=words)
        one.add_argument("course", help="the course's folder")
        if of_set:
            one.add_argument("set", help="hw1, hw2 or hw3")
        return one

    one = command("make", "make a new course folder, outside this repository", of_set=False)
    one.add_argument("--language", default="en", help="what the class reads: en or ko (en)")
    command("roster", "take over the class list from a CSV", of_set=False).add_argument("csv")
    command("release", "make this class's variant of a set, try it, and put it into release/")
    one = command("collect", "sort what was handed in by student")
    one.add_argument("files", nargs="+", help="the platform's zip, or single STUDENT.ipynb files")
    one.add_argument("--from", dest="platform", choices=("canvas", "moodle", "plain"))
    one.add_argument("--handed-in", metavar="TIME", help='when, such as "2026-10-16 23:59"')
    one = command("times", "take over when each student handed in, from the platform's CSV")
    one.add_argument("csv")
    one.add_argument("--column", metavar="NAME", help="the column with the times")
    _grading(command("grade", "grade what is new, one submission at a time"))
    _rehearsal(commands)
    one = commands.add_parser("work", help="on another machine: run what a grade there gives out")
    one.add_argument("certificate", help="workers.pem, copied from the course's folder")
    one.add_argument("address", help="HOST:PORT, as told to grade --workers")
    one.add_argument("--at-once", type=_positive, default=2, help="processes (2)")
    command("report", "who is graded, who is not and why, whom to look at")
    command("marks", "open formgrader, to give marks by hand", of_set=False)
    command("feedback", "write a page for each student, without hidden tests, and a zip")
    one = command("concept", "write a form of the ungraded concept test", of_set=False)
    one.add_argument("form", choices=("before", "after"))
    one.add_argument("--language", help="en or ko (the course's)")
    command("gain", "what the class learned between both forms", of_set=False)
    one = command("export", "write a CSV; a missing mark is empty, never 0")
    one.add_argument(
        "--as", dest="platform", choices=("plain", "canvas", "moodle"), default="plain"
    )
    one.add_argument("--to", type=Path, help="the file; otherwise in the course's exports/")
    one.add_argument("--zeros", action="store_true", help="a 0 for who handed nothing in")
    one.add_argument(
        "--so-far", action="store_true", help="the tests' points, words not marked yet"
    )
    command("alike", "answers that share long stretches of code, for you to read")
    command("statistics", "who attempted an exercise, who has it right, what its tests said")
    one = command("regrade", "grade one student's set again; old and new marks side by side")
    one.add_argument("student")
    one.add_argument("words", nargs="?", default="", help="the words of the request, for the log")
    _machine(one)
    command("undo", "take back what the last collect brought; nothing is deleted")
    one = command("restore", "put a copy of the gradebook into its place", of_set=False)
    one.add_argument("copy", nargs="?", help="a file of backups/; without one they are listed")
    for name, words in (("about", "list all that is kept of"), ("forget", "delete all that is of")):
        command(name, f"{words} one student", of_set=False).add_argument("student")
    return top


def _rehearsal(commands):
    one = commands.add_parser("rehearse", help="twenty minutes with a made class, step by step")
    one.add_argument("course", nargs="?", default="~/gd-rehearsal", help="a new folder for it")
    one.add_argument("--all", action="store_true", help="run every step without asking")


def _grading(one):
    one.add_argument("--student", action="append", default=[], help="only this one; repeatable")
    one.add_argument("--again", action="store_true", help="also what is graded already")
    one.add_argument("--workers", metavar="HOST:PORT", help="run them on other machines: see work")
    _machine(one)


def _machine(one):
    one.add_argument("--at-once", type=_positive, default=2, help="processes (2)")
    one.add_argument("--cell-timeout", type=_positive, help="seconds a cell (the course's: 15)")
    one.add_argument("--timeout", type=_positive, default=300, help="seconds a submission (300)")
    one.add_argument("--memory", type=_positive, default=2048, help="MB a submission (2048)")
    one.add_argument(
        "--without-sandbox", action="store_true", help="run student code with your own rights"
    )


def _positive(text):
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1 up, got {text}")
    return number


def main(arguments=None):
    """0 where all went well; 1 and a sentence for what the teacher can mend."""
    asked = parser().parse_args(arguments)
    try:
        return COMMANDS[asked.command](asked) or 0
    except Trouble as trouble:
        say(trouble, file=sys.stderr)
    except OSError as error:
        say(f"The disk would not have it: {error}. Mend that and run again.", file=sys.stderr)
    except KeyboardInterrupt:
        say("\nStopped. Run the same command again to go on.", file=sys.stderr)
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
    say(f"Made {course.root}. Back this folder up: it will hold the marks, and the secret seed")
    say(f"in seed.txt. Next: python3 start.py course release {course.root} hw1")


def _roster(asked):
    from coursework.roster import fill

    say(f"{fill(_course(asked), asked.csv)} students are on the roster.")


def _release(asked):
    from coursework.masters import build_source
    from coursework.release import release
    from coursework.settings import rules

    course = _course(asked)
    due = rules(course.root, asked.set).announced
    say("Making it, then running its solutions and its empty form ...")
    path = release(course, asked.set, partial(build_source, language=course.language, due=due))
    say(f"Released. Give your students this file: {path}")


def _collect(asked):
    from coursework.collect import collect
    from coursework.roster import Roster

    course = _course(asked)
    roster = Roster(course)  # as it is before grading adds whoever handed in
    taken = collect(
        course, asked.set, *asked.files, platform=asked.platform, handed_in=asked.handed_in
    )
    say(f"{len(taken)} students")
    for student, notes in sorted(taken.items()):
        for note in notes:
            say(f"  {student}: {line(note)}")
    for student in roster.strangers(taken):
        say(f"  {student}: not on the roster. A typing error? Otherwise add them: course roster")
    ungraded = asked.set.startswith("concept-")
    then = f"gain {course.root}" if ungraded else f"grade {course.root} {asked.set}"
    say(f"Next: python3 start.py course {then}")


def _times(asked):
    from coursework.times import take_times

    known, unknown, nobodys = take_times(_course(asked), asked.set, asked.csv, asked.column)
    say(f"{len(known)} hand-in times are known.")
    if unknown:
        say(f"Handed in, and no time in this file: {', '.join(unknown)}")
    for row in nobodys:
        say(f"  nobody who handed in: {row}")


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
        from coursework.machines import certificate

        say(f"On each machine that is to help, with {certificate(course)} copied there:")
        say(f"python3 start.py course work workers.pem {asked.workers}")
    say(summary(grade_set(course, asked.set, options)))
    say(f"Next: python3 start.py course report {course.root} {asked.set}")


def _rehearse(asked):
    from coursework.rehearsal.guided import rehearse

    rehearse(asked.course, main, say, None if asked.all else input)


def _work(asked):
    from coursework.machines import work

    say(f"Ready for runs of {asked.address}. Ctrl-C ends it.")
    work(asked.certificate, asked.address, asked.at_once)


def _report(asked):
    from coursework.report import report

    say(report(_course(asked), asked.set))


def _marks(asked):
    from coursework.formgrader import serve

    return serve(_course(asked))


def _feedback(asked):
    from coursework.feedback import feedback

    path, pages, left_out = feedback(_course(asked), asked.set)
    say(f"{pages} pages, one a student, and all of them in {path}")
    for student in left_out:
        say(f"{line(student)} has no page: the graded notebook cannot be read. Grade it again.")


def _export(asked):
    from coursework.export import export

    course = _course(asked)
    path, given, missing = export(
        course, asked.set, asked.platform, asked.to, asked.zeros, asked.so_far
    )
    say(f"{path}: {given} marks; {missing} students have none yet")


def _alike(asked):
    from coursework.alike import alike

    pairs = alike(_course(asked), asked.set)
    for one, other, share, cells in pairs:
        say(f"{share:4.0%}  {line(one)}  {line(other)}  ({', '.join(cells)})")
    say(
        "A reason to read both, no proof: short answers have few right forms." if pairs else "None."
    )


def _statistics(asked):
    from coursework.statistics import keep, statistics, text

    course = _course(asked)
    rows = statistics(course, asked.set)
    say(text(rows))
    say("\nAlso as {} and {}".format(*keep(course, asked.set, rows)))


def _undo(asked):
    from coursework.undo import undo

    for student, back in sorted(undo(_course(asked), asked.set).items()):
        say(f"  {student}: " + ("the file of before is there again" if back else "nothing left"))
    say("What was taken back is kept in downloaded/, in .undone. Next: course grade.")


def _restore(asked):
    from coursework.undo import backups, restore

    course = _course(asked)
    if asked.copy is None:
        say("\n".join(path.name for path in backups(course)) or "There are no copies yet.")
        return
    before = restore(course, asked.copy)
    say(f"The gradebook is that of {asked.copy} now; today's is kept as {before}.")


def _about(asked):
    from coursework.students import places

    say("\n".join(map(str, places(_course(asked), asked.student))))


def _forget(asked):
    from coursework.students import forget

    for path in forget(_course(asked), asked.student):
        say(f"  {path}")
    say(
        f"Nothing of {asked.student} is left in these places. Copies elsewhere are yours to delete."
    )


def _concept(asked):
    from coursework.conceptform import release

    path = release(_course(asked), asked.form, asked.language)
    say(f"Give your students this file, and collect it as {path.stem}: {path}")


def _gain(asked):
    from coursework.conceptform import report

    say(report(_course(asked)))


def _course(asked):
    from coursework.course import find
    from coursework.looking.mend import mend
    from gdlab.notebook.language import use

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
