"""What the numbers themselves say of a wrong answer: rounded, few digits, zero, a factor."""

import numpy as np

from gdlab.exercises.engine.families import told
from gdlab.exercises.engine.read import agree
from gdlab.exercises.engine.trial import Trial
from gdlab.notebook.language import N_


def by_rounding(trial: Trial) -> str | None:
    """Right, but rounded."""
    pairs = _pairs(trial)
    for digits in range(7):
        if pairs and all(np.allclose(a, np.round(w, digits), 1e-9, 1e-9) for a, w in pairs):
            words = N_("it is rounded to {digits} digits behind the point: return it as it is.")
            return told(words, digits=digits)
    return None


def by_digits(trial: Trial) -> str | None:
    """Nearly right: something small was added, or few digits were kept."""
    off = [np.linalg.norm(a - w) / (np.linalg.norm(w) or 1) for a, w in _pairs(trial)]
    worst = np.max(off, initial=0.0)  # nan where anything is
    if not 0 < worst <= 1e-3:
        return None
    words = N_(
        "only {digits} digits are right. Is it computed in float32 or float16, rounded, or is "
        "something small added?"
    )
    return told(words, digits=int(-np.log10(worst)))


def by_zero(trial: Trial) -> str | None:
    """Nothing but zeros, where something else is wanted."""
    pairs = _pairs(trial)
    if not pairs or any(np.any(a) for a, _ in pairs) or not any(np.any(w) for _, w in pairs):
        return None
    return N_(
        "it is zero everywhere: is anything computed, added up, and returned? (With two strokes, "
        "2 // n is a whole number: 0.)"
    )


def by_a_factor(trial: Trial) -> str | None:
    """The same number too large everywhere, or at least in the right direction."""
    pairs = [(a, w) for a, w in _pairs(trial) if np.any(w)]
    if not pairs:
        return None
    factors = [float(np.sum(a * w) / np.sum(w * w)) for a, w in pairs]
    if not all(agree(a, np.asarray(f * w), 1e-6) for (a, w), f in zip(pairs, factors, strict=True)):
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
