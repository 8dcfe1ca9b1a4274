"""Twenty minutes with a made class of ten: every command of a week once, and what to look at.

Each step is a command as a teacher types it. Enter runs the one that is shown; q ends, and the
folder stays, to be played with.
"""

import shlex
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from coursework import sandbox
from coursework.course import Course, make, typed
from coursework.rehearsal.class_of_ten import CLASS, hand_in, roster
from coursework.trouble import Trouble
from gdlab.notebook.language import ENGLISH, _, use

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
    """The week, for a course in this folder, in the language in use.

    One long table, and no pieces of it: it is read from top to bottom, as the week goes.
    """
    files = root.parent / f"{root.name}-files"
    boxed = [] if sandbox.trouble() is None else ["--without-sandbox"]
    seen = "\n".join(f"  {s.id}  {s.name}: {_(s.seen)}" for s in CLASS)
    return [
        Step(
            _("Who is in the class? A CSV of your platform, or one with id, first and last name."),
            _words("roster", root, files / "class.csv"),
            _("Ten students. A row changed and read again changes that student, and nobody twice."),
        ),
        Step(
            _("Hand out set 1: made from this course's own seed, then tried. It takes a minute."),
            _words("release", root, SET),
            _("Open {file} as a student would: this one you upload.").format(
                file=Course(root).release(SET)
            ),
            after=lambda: hand_in(Course(root), SET, files),
        ),
        Step(
            _("A week later you download what came. The first download broke off."),
            _words("collect", root, SET, files / "broken.zip"),
            _("It is refused, in words, and nothing was changed. That exit is meant."),
            code=1,
        ),
        Step(
            _("Downloaded again."),
            _words("collect", root, SET, files / "class.zip"),
            _("Eight students. Every file lies as it came in {folder}.").format(
                folder=Course(root).downloaded(SET)
            ),
        ),
        Step(
            _(
                "Grade. A real class runs overnight; Ctrl-C and the same command go on where it "
                "was."
            ),
            _words("grade", root, SET, *boxed),
            _("Some are not graded, one is flagged, and none of them stopped the others."),
        ),
        Step(
            _("What became of everybody?"),
            _words("report", root, SET),
            _("Find each of these:") + "\n" + seen,
        ),
        Step(
            _("One comes late, by mail, as a single file."),
            _words("collect", root, SET, files / "2026109.ipynb"),
            _("One student. The other files stay."),
        ),
        Step(
            _("The same command takes up only what is new."),
            _words("grade", root, SET, *boxed),
            _("One submission, not nine."),
        ),
        Step(
            _("Who wrote what somebody else wrote?"),
            _words("alike", root, SET),
            _("Many pairs: this class has the model answers. In a real one: read both, then talk."),
        ),
        Step(
            _("What could the class not do? For the next sitting."),
            _words("statistics", root, SET),
            _("The first exercise is the hard one. The picture: {file}").format(
                file=root / "exports" / f"{SET}-statistics.png"
            ),
        ),
        Step(
            _(
                "Return it. (Before, you would mark the answers in words: type `{command}` in "
                "another window, give 2026101 a point and a comment.)"
            ).format(command=typed("marks", root)),
            _words("feedback", root, SET),
            _("Open {file}: no test's code is on it.").format(
                file=root / "feedback" / "2026102" / SET / f"{SET}.html"
            ),
        ),
        Step(
            _(
                "Marks for your platform. Who waits for marks in words is left out unless you say "
                "so."
            ),
            _words("export", root, SET, "--as", "canvas", "--so-far"),
            _("Open it: there is no row for those who are not graded, and so no zero."),
        ),
        Step(
            _("The late file was a mistake: take the last collect back."),
            _words("undo", root, SET),
            _("2026109 has nothing handed in again; the file is kept aside."),
        ),
        Step(
            _("2026110 leaves the university and asks what you keep."),
            _words("about", root, "2026110"),
            _("Every file that tells of that student."),
        ),
        Step(
            _("... and wants it deleted."),
            _words("forget", root, "2026110"),
            _("Gone, from the copies of the gradebook, too. `report` no longer knows the name."),
        ),
    ]


def _words(*words):
    """What is typed after START."""
    return shlex.join(map(str, words))


def rehearse(
    folder: str,
    run: Callable,
    say: Callable,
    ask: Callable | None = None,
    language: str = ENGLISH,
) -> Path:
    """Make the course, and go through the steps; without `ask` all of them by themselves.

    run: the words of a command -> its exit code. ask: a prompt -> what was typed. Raises Trouble
    for a folder that is not empty, or where a step does not end as it should.
    """
    course = make(folder, language)
    use(language)
    files = course.root.parent / f"{course.root.name}-files"
    files.mkdir(exist_ok=True)
    roster(files / "class.csv")
    todo = steps(course.root)
    words = _("A made class of ten: the course is {root}, what they send lies in {files}.")
    say(words.format(root=course.root, files=files))
    how = _("Enter runs the command that is shown; q ends. Twenty minutes with reading.")
    say(how if ask else "")
    for number, step in enumerate(todo, 1):
        say(f"\n--- {number}/{len(todo)}: {step.why}\n\n  {START} {step.words}\n")
        if ask and not _told(ask, say, step):
            say(_("Until later: the course stays in {root}.").format(root=course.root))
            return course.root
        code = run(shlex.split(step.words))
        if code != step.code:
            words = _("This should have ended with {code}, and ended with {came}.")
            raise Trouble(words.format(code=step.code, came=code))
        if step.after:
            step.after()
        say("\n" + _("Look: {what}").format(what=step.look))
    words = _("That was a week. Delete {root} and {files} whenever you like.")
    say("\n" + words.format(root=course.root, files=files))
    return course.root


def _told(ask, say, step):
    """Whether to run this step: after Enter, or the command itself; not after q, or the end."""
    while True:
        try:
            line = ask("> ").strip()
        except EOFError:
            return False
        if line.lower() == "q":
            return False
        if _parts(line.removeprefix(START)) in ([], shlex.split(step.words)):
            return True
        say(_("Type the command that is shown, or only Enter; q ends."))


def _parts(line):
    """The words of a line as a shell takes them; None where a quotation mark stays open."""
    try:
        return shlex.split(line)
    except ValueError:
        return None
