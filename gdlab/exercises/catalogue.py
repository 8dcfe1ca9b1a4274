"""`check`: every exercise of this folder by its name."""

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import SimpleNamespace

from gdlab.exercises.engine import Exercise, judge
from gdlab.guard.outcome import Outcome
from gdlab.learner.attempts import OPEN, note


class Check:
    """check.name(function) judges; .hint() gives a hint, each time a further one; .solution()."""

    def __init__(self, exercise: Exercise):
        self.exercise = exercise
        self._given = 0

    def __call__(self, function, seed: int | None = None) -> Outcome:
        """Judge the function. seed fixes the one design that is otherwise drawn anew."""
        outcome = judge(self.exercise, function, seed)
        state = outcome.state if outcome.state in ("right", "wrong") else OPEN
        note("checks", self.exercise.name, state)
        return outcome

    def hint(self):
        """Print the next hint."""
        hints = self.exercise.hints
        if self._given == len(hints):
            print(f"That was the last hint; check.{self.exercise.name}.solution() shows an answer.")
            return
        self._given += 1
        print(f"Hint {self._given} of {len(hints)}: {hints[self._given - 1]}")

    def solution(self):
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
