"""What to say of a wrong answer: each namer returns a sentence, or None, and the first one counts.

A name is given only where the numbers agree with that mistake in every ordinary case.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import permutations
from typing import Any

from gdlab.exercises.engine.advice import by_the_error
from gdlab.exercises.engine.exercise import Mistake
from gdlab.exercises.engine.families import sentences, told
from gdlab.exercises.engine.numbers import by_a_factor, by_digits, by_rounding, by_zero
from gdlab.exercises.engine.outside import outside_data
from gdlab.exercises.engine.probes import Reordered, own_values, varied
from gdlab.exercises.engine.read import agree, show
from gdlab.exercises.engine.slips import by_a_slip
from gdlab.exercises.engine.trial import Trial
from gdlab.notebook.language import N_

Namer = Callable[[Trial], str | None]
MOST_ORDERS = 3  # arguments whose every order is tried


def by_the_call(trial: Trial) -> str | None:
    """It was no function, took other arguments, returned nothing, or changed what it was given."""
    ended = trial.seen.ended
    if ended is None or ended.kind == "crashed" or len(trial.answers) >= len(trial.plain):
        return None
    if ended.kind == "arguments":
        return f"{ended.words}: {_call_of(trial)}"
    return ended.words


def by_an_edge(trial: Trial) -> str | None:
    """Right in all ordinary cases: what the first edge that fails means."""
    if not all(map(trial.good, trial.plain)):
        return None
    k = next(k for k in range(len(trial.cases)) if not trial.good(k))
    case = trial.cases[k]
    return told(case.words, where=told(case.where), said=_said(trial, k))


def _said(trial, k):
    """What happened in case k, in a few words."""
    if k >= len(trial.answers):
        return trial.seen.ended.words
    value, words = trial.read_one(trial.seen.values[k], trial.wanted[k])
    numbers = {"wanted": show(trial.wanted[k]), "got": show(value)}
    return words or told(N_("it should be {wanted}, yours is {got}"), **numbers)


def by_a_mistake(trial: Trial) -> str | None:
    """The words of the first known mistake that gives the same."""
    mistake = known_mistake(trial)
    return mistake and sentences(by_outside_data(trial) or "", mistake.words)


def known_mistake(trial: Trial) -> Mistake | None:
    """The first known mistake that gives the same, or None."""
    parallel: dict[Callable[..., Any] | None, bool] = {None: True}
    for mistake in trial.exercise.mistakes() if trial.is_comparable else ():
        if mistake.base is not None and mistake.base not in parallel:
            parallel[mistake.base] = trial.is_multiple(mistake.base)
        if parallel[mistake.base] and trial.is_like(mistake.function):
            return mistake
    return None


def by_a_crash(trial: Trial) -> str | None:
    """What it stopped with, after the reason where one is found."""
    ended = trial.seen.ended
    if ended is None or trial.has_erred:
        return None
    reason = next((words for namer in REASONS if (words := namer(trial))), None)
    return f"{reason}\n({ended.words})" if reason else f"{_where(trial)}{ended.words}"


def _where(trial):
    """Where it stopped, if it had gone well before."""
    k = len(trial.answers)
    return f"{told(trial.cases[k].where)} " if k and all(map(trial.good, range(k))) else ""


def by_rescue(trial: Trial) -> str | None:
    """A known mistake that stops in the ordinary cases, seen where it runs."""
    exercise = trial.exercise
    if not exercise.rescue or trial.answers:
        return None
    there = trial.again(exercise.rescue)
    if not there.is_comparable:
        return None
    first = exercise.watch(trial.cases[:1])
    for mistake in exercise.mistakes():
        fails, runs = not list(own_values(first, mistake.function)), mistake.function
        if fails and there.is_like(runs):
            return mistake.words
    return None


def by_the_order(trial: Trial) -> str | None:
    """Its arguments stand in another order than they are handed over in."""
    wanted, own = trial.exercise.arguments, _parameters(trial.function)
    if own is None or len(own) != len(wanted):
        return None
    if own != wanted and set(own) == set(wanted):
        return _other_order(trial, own)
    if len(wanted) > MOST_ORDERS:
        return None
    for order in list(permutations(range(len(wanted))))[1:]:
        if trial.again(trial.cases, Reordered(trial.function, order)).is_right:
            return _other_order(trial, own)
    return None


def _parameters(function):
    code = getattr(function, "__code__", None)
    return code and code.co_varnames[: code.co_argcount]


def _other_order(trial, own):
    return told(
        N_("the arguments stand in another order: {call}, and yours takes ({own})."),
        call=_call_of(trial),
        own=", ".join(own),
    )


def _call_of(trial):
    return told(N_("it is called as f({arguments})"), arguments=_names(trial))


def _names(trial):
    return ", ".join(trial.exercise.arguments)


def by_outside_data(trial: Trial) -> str | None:
    """It reads data of the notebook."""
    names = outside_data(trial.function)
    if not names:
        return None
    some = N_(
        "it uses {names} from outside the function. The check calls it with other data: make "
        "everything from the arguments."
    )
    return told(some, names=", ".join(f"`{name}`" for name in names))


def by_home(trial: Trial) -> str | None:
    """Right for data of the lesson's shape, and only there."""
    home = trial.exercise.home
    if not home or not trial.again(home).is_right:
        return None
    words = N_(
        "it is right for data of the lesson's shape, and for no other: is a number written where "
        "something of ({arguments}) belongs, a number of rows or columns, perhaps?"
    )
    return told(words, arguments=_names(trial))


def by_what_it_ignores(trial: Trial) -> str | None:
    """The argument that changes nothing, or that it is not the same twice."""
    first = trial.cases[0]
    others = [
        replace(first, arguments=(*first.arguments[:k], varied(a), *first.arguments[k + 1 :]))
        for k, a in enumerate(first.arguments)
    ]
    again = trial.again((first, first, *others))
    if len(again.answers) < 2:
        return None
    if not _equal(again.seen.values[0], again.seen.values[1]):
        return N_("asked the same twice, it gives two answers: is there something random in it?")
    names = trial.exercise.arguments
    for k, value in enumerate(again.seen.values[2:]):
        matters = not agree(again.wanted[2 + k], again.wanted[0], trial.exercise.tolerance)
        if matters and _equal(value, again.seen.values[0]):
            words = N_(
                "another {name} gives the same answer: is a number, or a variable of the "
                "notebook, written where {name} belongs?"
            )
            return told(words, name=names[k])
    return None


def _equal(a, b):
    return agree(a, b, 0.0)


def by_the_exercise(trial: Trial) -> str | None:
    """What the exercise itself has to say."""
    return trial.exercise.explain(trial)


def by_what_came(trial: Trial) -> str | None:
    """Its type or shape is not the one that is asked for."""
    for value, wanted in zip(trial.seen.values[: len(trial.plain)], trial.wanted, strict=False):
        words = trial.read_one(value, wanted)[1]
        if words:
            return words
    return None


def by_numbers(trial: Trial) -> str | None:
    """The first case that differs, and how to see it."""
    k = next(k for k in range(len(trial.cases)) if not trial.good(k))
    case = trial.cases[k]
    words = f"{told(case.where)} {_said(trial, k)}."
    return f"{words}\n{case.how}" if case.how else words


REASONS = (by_rescue, by_the_order, by_outside_data, by_home, by_the_error)
NAMERS = (
    by_the_call,
    by_an_edge,
    by_a_mistake,
    by_a_crash,
    by_the_order,
    by_outside_data,
    by_home,
    by_the_exercise,
    by_what_came,
    by_zero,
    by_what_it_ignores,
    by_rounding,
    by_digits,
    by_a_factor,
    by_a_slip,
    by_numbers,
)


def first_words(trial: Trial, namers: Iterable[Namer] = NAMERS) -> str:
    """What the first namer says that has something to say."""
    return next(words for namer in namers if (words := namer(trial)))
