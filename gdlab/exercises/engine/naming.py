"""What to say of a wrong answer: each namer returns a sentence, or None, and the first one counts.

A name is given only where the numbers agree with that mistake in every ordinary case.
"""

from dataclasses import replace
from itertools import permutations

import numpy as np

from gdlab.exercises.engine.families import sentences, told
from gdlab.exercises.engine.outside import outside_data
from gdlab.exercises.engine.probes import Reordered, own_values, varied
from gdlab.exercises.engine.read import agree, show
from gdlab.notebook.language import N_

MOST_ORDERS = 3  # arguments whose every order is tried


def by_the_call(trial):
    """It was no function, took other arguments, returned nothing, or changed what it was given."""
    ended = trial.seen.ended
    if ended is None or ended.kind == "crashed" or len(trial.answers) >= len(trial.plain):
        return None
    if ended.kind == "arguments":
        return f"{ended.words}: {_call_of(trial)}"
    return ended.words


def by_an_edge(trial):
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


def by_a_mistake(trial):
    """The words of the first known mistake that gives the same."""
    mistake = known_mistake(trial)
    return mistake and sentences(by_outside_data(trial) or "", mistake.words)


def known_mistake(trial):
    """The first known mistake that gives the same, or None."""
    parallel = {None: True}
    for mistake in trial.exercise.mistakes():
        if mistake.base not in parallel:
            parallel[mistake.base] = trial.is_multiple(mistake.base)
        if parallel[mistake.base] and trial.is_like(mistake.function):
            return mistake
    return None


def by_a_crash(trial):
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


def by_rescue(trial):
    """A known mistake that stops in the ordinary cases, seen where it runs."""
    exercise = trial.exercise
    if not exercise.rescue or trial.answers:
        return None
    there = trial.again(exercise.rescue)
    first = exercise.watch(trial.cases[:1])
    for mistake in exercise.mistakes():
        fails, runs = not list(own_values(first, mistake.function)), mistake.function
        if fails and there.is_like(runs):
            return mistake.words
    return None


def by_the_order(trial):
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


def by_outside_data(trial):
    """It reads data of the notebook."""
    names = outside_data(trial.function)
    if not names:
        return None
    some = N_(
        "it uses {names} from outside the function. The check calls it with other data: make "
        "everything from the arguments."
    )
    return told(some, names=", ".join(f"`{name}`" for name in names))


def by_home(trial):
    """Right for data of the lesson's shape, and only there."""
    home = trial.exercise.home
    if not home or not trial.again(home).is_right:
        return None
    words = N_(
        "it is right for data of the lesson's shape, and for no other: is a number written where "
        "something of ({arguments}) belongs, a number of rows or columns, perhaps?"
    )
    return told(words, arguments=_names(trial))


def by_what_it_ignores(trial):
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


def by_the_exercise(trial):
    """What the exercise itself has to say."""
    return trial.exercise.explain(trial)


def by_what_came(trial):
    """Its type or shape is not the one that is asked for."""
    for value, wanted in zip(trial.seen.values[: len(trial.plain)], trial.wanted, strict=False):
        words = trial.read_one(value, wanted)[1]
        if words:
            return words
    return None


def by_rounding(trial):
    """Right, but rounded."""
    pairs = _pairs(trial)
    for digits in range(7):
        if pairs and all(np.allclose(a, np.round(w, digits), 1e-9, 1e-9) for a, w in pairs):
            words = N_("it is rounded to {digits} digits behind the point: return it as it is.")
            return told(words, digits=digits)
    return None


def by_digits(trial):
    """Nearly right: something small was added, or few digits were kept."""
    off = [np.linalg.norm(a - w) / (np.linalg.norm(w) or 1) for a, w in _pairs(trial)]
    if not off or max(off) > 1e-3:
        return None
    words = N_(
        "only {digits} digits are right. Is it computed in float32 or float16, rounded, or is "
        "something small added?"
    )
    return told(words, digits=int(-np.log10(max(off))))


def by_zero(trial):
    """Nothing but zeros, where something else is wanted."""
    pairs = _pairs(trial)
    if not pairs or any(np.any(a) for a, _ in pairs) or not any(np.any(w) for _, w in pairs):
        return None
    return N_(
        "it is zero everywhere: is anything computed, added up, and returned? (With two strokes, "
        "2 // n is a whole number: 0.)"
    )


def by_a_factor(trial):
    """The same number too large everywhere, or at least in the right direction."""
    pairs = [(a, w) for a, w in _pairs(trial) if np.any(w)]
    if not pairs:
        return None
    factors = [float(np.sum(a * w) / np.sum(w * w)) for a, w in pairs]
    if not all(agree(a, f * w, 1e-6) for (a, w), f in zip(pairs, factors, strict=True)):
        return None
    if np.allclose(factors, 1, rtol=1e-4):
        return None
    if np.allclose(factors, factors[0], rtol=1e-4):
        words = N_("it is {factor} times what it should be: which factor is it?")
        return told(words, factor=f"{factors[0]:.5g}")
    if pairs[0][1].size == 1:
        return None
    words = N_(
        "it has the right direction, but not the right length, and no constant repairs it: it is "
        "{one} times as long as it should be {here}, and {other} times {there}."
    )
    here, there = (told(case.where) for case in trial.cases[:2])
    one, other = (f"{factor:.4g}" for factor in factors[:2])
    return told(words, one=one, here=here, other=other, there=there)


def _pairs(trial):
    """(answer, wanted) of the ordinary cases as arrays, where all answers were read as numbers."""
    answers = [trial.answers[k] for k in trial.plain if k < len(trial.answers)]
    wanted = [trial.wanted[k] for k in trial.plain]
    ready = len(answers) == len(wanted) and all(
        isinstance(a, np.ndarray) and isinstance(w, np.ndarray) and a.shape == w.shape
        for a, w in zip(answers, wanted, strict=True)
    )
    return list(zip(answers, wanted, strict=True)) if ready else []


def by_numbers(trial):
    """The first case that differs, and how to see it."""
    k = next(k for k in range(len(trial.cases)) if not trial.good(k))
    case = trial.cases[k]
    words = f"{told(case.where)} {_said(trial, k)}."
    return f"{words}\n{case.how}" if case.how else words


def by_the_error(trial):
    """What helps with an exception that numpy raises often."""
    ended = trial.seen.ended
    return next((words for part, words in ADVICE.items() if part in ended.words), None)


ADVICE = {
    "same number of dimensions": N_(
        "a column beside a matrix has the shape (n, 1): np.ones((n, 1)), "
        "or a[:, None]. np.column_stack takes (n,) as it is."
    ),
    "concatenation axis must match": N_("beside X stands what has as many rows as X, len(X)."),
    "mismatch in its core dimension": N_(
        "in A @ B the columns of A must be as many as the rows of B: look at A.shape and B.shape."
    ),
    "not aligned": N_(
        "in A @ B the columns of A must be as many as the rows of B: look at A.shape and B.shape."
    ),
    "could not be broadcast": N_(
        "entry by entry only arrays of fitting shapes go together: look at their .shape."
    ),
    "must be square": N_(
        "only a square matrix has an inverse, or eigenvalues: X has n rows and d "
        "columns, X.T @ X is square."
    ),
    "Singular matrix": N_(
        "a matrix without an inverse came up. X.T @ X is (d, d); X @ X.T is (n, n), and has no "
        "inverse where there are more rows than columns."
    ),
    "does not have enough dimensions": N_(
        "`@` joins arrays; a single number is multiplied by `*`: is a mean or a sum taken too "
        "early?"
    ),
    "for /: 'list'": N_("a list is no array: np.array(...) makes one, and that can be divided."),
    "has no len()": N_("what is handed out piece by piece has no length: count as it comes."),
    "inhomogeneous": N_(
        "an array and a number, or lists of unequal lengths, do not make one array: "
        "take them one by one."
    ),
    "EigResult": N_(
        "np.linalg.eig gives the values and the vectors: np.linalg.eigvalsh(H) gives the "
        "values alone."
    ),
    "does not support item assignment": N_("a tuple cannot be changed: return a new one."),
}

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
    by_numbers,
)


def first_words(trial, namers=NAMERS) -> str:
    """What the first namer says that has something to say."""
    return next(words for namer in namers if (words := namer(trial)))
