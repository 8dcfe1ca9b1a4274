"""One judgement: what was seen of a function beside what is right."""

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

import numpy as np

from gdlab.exercises.engine import read
from gdlab.exercises.engine.exercise import Exercise
from gdlab.exercises.engine.probes import own_values
from gdlab.exercises.engine.read import Unread
from gdlab.guard.observation import Observation
from gdlab.guard.observe import observe


class Trial:
    """A function under an exercise's probe.

    seen is the Observation; wanted what the right function gives there; answers what the
    function gave, read, or as it came where it cannot be read.
    """

    def __init__(self, exercise: Exercise, function: Callable[..., Any], cases: tuple[Any, ...]):
        self.exercise, self.function, self.cases = exercise, function, cases
        self.probe = exercise.watch(cases)
        self.seen = self.look(function)
        right = tuple(own_values(self.probe, exercise.right))
        self.wanted = [self.read_one(value, value)[0] for value in right]
        self.answers = self.read(self.seen.values)
        self.plain = [k for k, case in enumerate(cases) if not case.edge]

    def look(self, function: Callable[..., Any]) -> Observation:
        """What the probe sees of the function. Coursework's grader looks elsewhere."""
        return observe(self.probe, function)

    def again(self, cases: tuple[Any, ...], function: Callable[..., Any] | None = None) -> "Trial":
        """The same exercise on other cases, or with another function."""
        return type(self)(self.exercise, self.function if function is None else function, cases)

    def read(self, values: Iterable[Any]) -> list[Any]:
        """Each value read, or as it is."""
        return [self.read_one(v, w)[0] for v, w in zip(values, self.wanted, strict=False)]

    def read_one(self, value: Any, wanted: Any) -> tuple[Any, str | None]:
        """(what was read, or the value itself, and the words on why it cannot be)."""
        try:
            return self.exercise.read(value, wanted), None
        except Unread as unread:
            return value, unread.words

    def good(self, k: int) -> bool:
        """Whether the answer to case k came, and is right."""
        if k >= len(self.answers):
            return False
        return self.alike(self.answers[k], self.wanted[k], k)

    @cached_property
    def has_erred(self) -> bool:
        """Whether it came through all ordinary cases, and not all are right: it can be named."""
        return len(self.answers) >= len(self.plain) and not all(map(self.good, self.plain))

    def alike(self, answer: Any, other: Any, k: int) -> bool:
        """Whether two answers to case k are the same."""
        return self.exercise.alike(answer, other, self.cases[k], self.exercise)

    @cached_property
    def has_numbers(self) -> bool:
        """Whether finite numbers are in half of the answers to fixed cases: all nans are alike."""
        values = zip(self.seen.values[: len(self.plain)], self.cases, strict=False)
        fixed = [read.has_number(value) for value, case in values if not case.new]
        return 2 * sum(fixed) >= max(len(fixed), 1)

    @cached_property
    def is_comparable(self) -> bool:
        """Whether some mistake may have given the same: all ordinary answers came, with numbers."""
        return len(self.answers) >= len(self.plain) and self.has_numbers

    @cached_property
    def is_right(self) -> bool:
        """Whether all came, and all are right."""
        return self.seen.ended is None and all(map(self.good, range(len(self.cases))))

    def is_multiple(self, function: Callable[..., Any]) -> bool:
        """Whether its first answer is a multiple of what `function` gives there, if comparable."""
        other = next(own_values(self.exercise.watch(self.cases[:1]), function), None)
        answer = self.answers[0] if self.answers else None
        if isinstance(other, dict):
            other = self.read_one(other, self.wanted[0])[0]
        if not (isinstance(answer, np.ndarray) and isinstance(other, np.ndarray)):
            return True
        if answer.shape != other.shape or not (answer.any() and np.isfinite(answer).all()):
            return answer.shape == other.shape
        with np.errstate(all="ignore"):
            cosine = np.sum(answer * other) / (np.linalg.norm(answer) * np.linalg.norm(other) or 1)
        return abs(cosine) > 1 - 1e-6

    def is_like(self, function: Callable[..., Any]) -> bool:
        """Whether it gave what `function` gives, in every case that is no edge.

        In one of them at least to the digit: next to nothing is like all that is next to nothing.
        """
        if not self.is_comparable:
            return False
        others = own_values(self.exercise.watch([self.cases[k] for k in self.plain]), function)
        count, close = 0, False
        for k, value in zip(self.plain, others, strict=False):
            other, _ = self.read_one(value, self.wanted[k])
            if not self.alike(self.answers[k], other, k):
                return False
            close = close or read.close(self.answers[k], other, self.exercise.tolerance)
            count += 1
        return close and count == len(self.plain)
