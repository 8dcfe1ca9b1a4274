"""Twenty minutes with a made class of ten: every command of a week once, and what to look at.

Each step is a command as a teacher types it. Enter runs the one that is shown; q ends, and the
folder stays, to be played with.
"""

import shlex
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from coursework import sandbox
from coursework.course import Course, make
from coursework.rehearsal.class_of_ten import CLASS, hand_in, roster
from coursework.trouble import Trouble

SET = "hw1"
START = "python3 start.py course"


@dataclass(frozen=True)
class Step:
    """Why, what to type, and what to look at when it has run; `code` is how it should end."""

    why: str
    words: str
    look: str
    code: int = 0
    after: Callable | None = None


def steps(root: Path) -> list[Step]:
    """The week, for a course in this folder."""
    files = root.parent / f"{root.name}-files"
    boxed = "" if sandbox.trouble() is None else " --without-sandbox"
    seen = "\n".join(f"  {s.id}  {s.name} {s.seen}." for s in CLASS)
    return [
        Step(
            "Who is in the class? A CSV of your platform, or one with id, first and last name.",
            f"roster {root} {files}/class.csv",
            "Ten students. A row changed and read again changes that student, and nobody twice.",
        ),
        Step(
            "Hand out set 1: made from this course's own seed, then tried. It takes a minute.",
            f"release {root} {SET}",
            f"Open {root}/release/{SET}/{SET}.ipynb as a student would: this one you upload.",
            after=lambda: hand_in(Course(root), SET, files),
        ),
        Step(
            "A week later you download what came. The first download broke off.",
            f"collect {root} {SET} {files}/broken.zip",
            "It is refused, in words, and nothing was changed. That exit is meant.",
            code=1,
        ),
        Step(
            "Downloaded again.",
            f"collect {root} {SET} {files}/class.zip",
            f"Eight students. Every file lies as it came in {root}/downloaded/{SET}/.",
        ),
        Step(
            "Grade. A real class runs overnight; Ctrl-C and the same command go on where it was.",
            f"grade {root} {SET}{boxed}",
            "Some are not graded, one is flagged, and none of them stopped the others.",
        ),
        Step(
            "What became of everybody?",
            f"report {root} {SET}",
            f"Find each of these:\n{seen}",
        ),
        Step(
            "One comes late, by mail, as a single file.",
            f"collect {root} {SET} {files}/2026109.ipynb",
            "One student. The other files stay.",
        ),
        Step(
            "The same command takes up only what is new.",
            f"grade {root} {SET}{boxed}",
            "One submission, not nine.",
        ),
        Step(
            "Who wrote what somebody else wrote?",
            f"alike {root} {SET}",
            "Many pairs: this class has the model answers. In a real one: read both, then talk.",
        ),
        Step(
            "What could the class not do? For the next sitting.",
            f"statistics {root} {SET}",
            f"The first exercise is the hard one. The picture: {root}/exports/{SET}-statistics.png",
        ),
        Step(
            "Return it. (Before, you would mark the answers in words: type "
            f"`{START} marks {root}` in another window, give 2026101 a point and a comment.)",
            f"feedback {root} {SET}",
            f"Open {root}/feedback/2026102/{SET}/{SET}.html: no test's code is on it.",
        ),
        Step(
            "Marks for your platform. Who waits for marks in words is left out unless you say so.",
            f"export {root} {SET} --as canvas --so-far",
            "Open it: there is no row for those who are not graded, and so no zero.",
        ),
        Step(
            "The late file was a mistake: take the last collect back.",
            f"undo {root} {SET}",
            "2026109 has nothing handed in again; the file is kept aside.",
        ),
        Step(
            "2026110 leaves the university and asks what you keep.",
            f"about {root} 2026110",
            "Every file that tells of that student.",
        ),
        Step(
            "... and wants it deleted.",
            f"forget {root} 2026110",
            "Gone, from the copies of the gradebook, too. `report` no longer knows the name.",
        ),
    ]


def rehearse(folder: str, run: Callable, say: Callable, ask: Callable | None = None) -> Path:
    """Make the course, and go through the steps; without `ask` all of them by themselves.

    run: the words of a command -> its exit code. ask: a prompt -> what was typed. Raises Trouble
    for a folder that is not empty, or where a step does not end as it should.
    """
    course = make(folder)
    files = course.root.parent / f"{course.root.name}-files"
    files.mkdir(exist_ok=True)
    roster(files / "class.csv")
    todo = steps(course.root)
    say(f"A made class of ten: the course is {course.root}, what they send lies in {files}.")
    say("Enter runs the command that is shown; q ends. Twenty minutes with reading." if ask else "")
    for number, step in enumerate(todo, 1):
        say(f"\n--- {number} of {len(todo)}: {step.why}\n\n  {START} {step.words}\n")
        if ask and not _told(ask, say, step):
            say(f"Until later: the course stays in {course.root}.")
            return course.root
        code = run(shlex.split(step.words))
        if code != step.code:
            raise Trouble(f"This should have ended with {step.code}, and ended with {code}.")
        if step.after:
            step.after()
        say(f"\nLook: {step.look}")
    say(f"\nThat was a week. Delete {course.root} and {files} whenever you like.")
    return course.root


def _told(ask, say, step):
    """Whether to run this step: after Enter, or the command itself; not after q, or the end."""
    while True:
        try:
            typed = ask("> ").strip()
        except EOFError:
            return False
        if typed.lower() == "q":
            return False
        if typed.removeprefix(START).split() in ([], shlex.split(step.words)):
            return True
        say("Type the command that is shown, or only Enter; q ends.")
