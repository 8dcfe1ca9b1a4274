"""From what was seen of a function to a verdict, and the sentence that helps most."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from gdcore.arrays import as_count, refused, told
from gdlab.exercises.engine.exercise import Exercise
from gdlab.exercises.engine.families import sentences
from gdlab.exercises.engine.naming import first_words
from gdlab.exercises.engine.trial import Trial
from gdlab.guard.outcome import Outcome, not_attempted, right, unchecked, wrong

SEEDS = 10_000


def judge(exercise: Exercise, function: Callable[..., Any], seed: int | None = None) -> Outcome:
    """The outcome of an exercise. seed fixes the design that is otherwise drawn anew each time.

    Whatever the function does or is, there is an outcome. Raises ValueError for what is no
    exercise, and for a seed that is none.
    """
    if not isinstance(exercise, Exercise):
        raise refused("exercise must be an Exercise", told(exercise), "check.mse_gradient.exercise")
    seed = secrets.randbelow(SEEDS) if seed is None else as_count("seed", seed)
    return outcome_of(Trial(exercise, function, exercise.cases(seed)))


def outcome_of(trial: Trial) -> Outcome:
    """The outcome of a trial, however it has looked at its function."""
    outcome = _outcome(trial.exercise, trial)
    if trial.seen.weaker:
        return replace(outcome, message=f"{outcome.message}\n{trial.seen.weaker}")
    return outcome


def _outcome(exercise, trial):
    ended = trial.seen.ended
    if ended and ended.kind == "not attempted":
        return not_attempted()
    if ended and ended.kind in ("time up", "died") and not trial.has_erred:
        return unchecked(ended.words)
    noticed = exercise.notice(trial)
    if noticed:
        return wrong(sentences(noticed))
    if trial.is_right:
        missing = exercise.also(trial)
        return wrong(sentences(missing)) if missing else right(_praise(trial))
    return wrong(sentences(first_words(trial)))


def _praise(trial):
    return sentences(trial.exercise.praise, trial.exercise.remark(trial))
