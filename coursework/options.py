"""What may be typed after `python3 start.py course`: the commands and their options."""

import argparse
from pathlib import Path

from coursework.platforms import READERS as PLATFORMS

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
  give ~/my-course hw1 kim words 2 "why"      the same without formgrader, one mark at a time
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

    _of_beginning(command)
    _of_collecting(command)
    _grading(command("grade", "grade what is new, one submission at a time"))
    _rehearsal(commands)
    _work(commands)
    _of_marking(command)
    _of_returning(command)
    _of_mishaps(command)
    return top


def _of_beginning(command):
    one = command("make", "make a new course folder, outside this repository", of_set=False)
    one.add_argument("--language", default="en", help="what the class reads: en or ko (en)")
    command("roster", "take over the class list from a CSV", of_set=False).add_argument("csv")
    command("release", "make this class's variant of a set, try it, and put it into release/")


def _of_collecting(command):
    one = command("collect", "sort what was handed in by student")
    one.add_argument("files", nargs="+", help="the platform's zip, or single STUDENT.ipynb files")
    one.add_argument("--from", dest="platform", choices=PLATFORMS)
    one.add_argument("--handed-in", metavar="TIME", help='when, such as "2026-10-16 23:59"')
    one = command("times", "take over when each student handed in, from the platform's CSV")
    one.add_argument("csv")
    one.add_argument("--column", metavar="NAME", help="the column with the times")


def _work(commands):
    one = commands.add_parser("work", help="on another machine: run what a grade there gives out")
    one.add_argument("certificate", help="workers.pem, copied from the course's folder")
    one.add_argument("address", help="HOST:PORT, as told to grade --workers")
    one.add_argument("--at-once", type=_positive, default=2, help="processes (2)")


def _of_marking(command):
    command("report", "who is graded, who is not and why, whom to look at")
    _by(command("marks", "open formgrader, to give marks by hand", of_set=False))
    one = command("give", "give one mark by hand")
    one.add_argument("student")
    one.add_argument("cell", help="the graded cell, as the report calls it")
    one.add_argument("points", type=float)
    one.add_argument("words", nargs="?", default="", help="a comment for the student")
    _by(one)


def _by(one):
    one.add_argument("--by", metavar="NAME", help="who marks (the user of this machine)")


def _of_returning(command):
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


def _of_mishaps(command):
    one = command("regrade", "grade one student's set again; old and new marks side by side")
    one.add_argument("student")
    one.add_argument("words", nargs="?", default="", help="the words of the request, for the log")
    _machine(one)
    command("undo", "take back what the last collect brought; nothing is deleted")
    one = command("restore", "put a copy of the gradebook into its place", of_set=False)
    one.add_argument("copy", nargs="?", help="a file of backups/; without one they are listed")
    for name, words in (("about", "list all that is kept of"), ("forget", "delete all that is of")):
        command(name, f"{words} one student", of_set=False).add_argument("student")


def _rehearsal(commands):
    one = commands.add_parser("rehearse", help="twenty minutes with a made class, step by step")
    one.add_argument("course", nargs="?", default="~/gd-rehearsal", help="a new folder for it")
    one.add_argument("--all", action="store_true", help="run every step without asking")
    one.add_argument("--language", default="en", help="what the class reads: en or ko (en)")


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
