"""`check`: every exercise of this folder by its name."""

from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import SimpleNamespace
from typing import Any

from gdlab.exercises.engine import Exercise, judge
from gdlab.guard.outcome import Outcome
from gdlab.learner.attempts import OPEN, note
from gdlab.notebook.language import _
from gdlab.notebook.state import kept


@dataclass
class HintsGiven:
    """How many hints of each check this notebook has shown."""

    counts: dict[str, int] = field(default_factory=dict)


class Check:
    """check.name(function) judges; .hint() gives a hint, each time a further one; .solution()."""

    def __init__(self, exercise: Exercise):
        self.exercise = exercise

    def __call__(self, function: Any, seed: int | None = None) -> Outcome:
        """Judge the function. seed fixes the one design that is otherwise drawn anew."""
        outcome = judge(self.exercise, function, seed)
        state = outcome.state if outcome.state in ("right", "wrong") else OPEN
        note("checks", self.exercise.name, state)
        return outcome

    def hint(self) -> None:
        """Print the next hint."""
        name, hints, counts = self.exercise.name, self.exercise.hints, kept(HintsGiven).counts
        given = counts.get(name, 0)
        if given == len(hints):
            last = _("That was the last hint; check.{name}.solution() shows an answer.")
            print(last.format(name=name))
            return
        counts[name] = given + 1
        told = _("Hint {number} of {count}: {hint}")
        print(told.format(number=given + 1, count=len(hints), hint=_(hints[given])))

    def solution(self) -> None:
        """Print one right answer of many."""
        print(self.exercise.solution)

    def __repr__(self):
        name = self.exercise.name
        return f"check.{name}(your_function), check.{name}.hint()"


def exercises() -> dict[str, Exercise]:
    """{name: Exercise} of every module here that declares an EXERCISE, by lesson and name."""
    here = iter_modules([str(Path(__file__).parent)], f"{__package__}.")
    modules = [import_module(info.name) for info in here if info.name != __name__]
    found = [module.EXERCISE for module in modules if hasattr(module, "EXERCISE")]
    return {one.name: one for one in sorted(found, key=lambda one: (one.lesson, one.name))}


check = SimpleNamespace(**{name: Check(exercise) for name, exercise in exercises().items()})
