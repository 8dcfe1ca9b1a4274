"""Loops: how the point where they end is read, and what a wrong one may do."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from gdcore.arrays import Floats
from gdcore.descent import Path
from gdlab.exercises.engine import Case, Trial, read, told
from gdlab.exercises.engine.probes import Calls
from gdlab.exercises.shared.lesson import lesson_data
from gdlab.notebook.language import N_

SAME_ARRAY = N_(
    "all points of the history are the last one: it holds the same array many times, changed in "
    "place. Append beta.copy(), or step with beta = beta - ..."
)
WHOLE = N_(
    "with a start of whole numbers {said}: an integer array cannot hold fractions. Begin with "
    "start.astype(float)."
)
NO_STEP = N_("with T = 0 no step is made, and start comes back: {said}.")
FAR = 1e3  # times as far as the right end: the steps explode


@dataclass(frozen=True)
class Walks(Calls):
    """Calls of a loop; of a Path its points are seen."""

    def __call__(self, function):
        yield from super().__call__(lambda *arguments: _points(function(*arguments)))


def _points(value):
    if isinstance(value, tuple):
        return tuple(map(_points, value))
    return value.betas if isinstance(value, Path) else value


def last_point(value: Any, wanted: Any) -> Floats:
    """The last beta (d,) of whatever came: beta, betas, (beta, history), pairs (t, beta)."""
    found = _point_in(value, wanted.size)
    if found is None:
        words = N_("{what}; return the last beta, of shape {shape}")
        raise read.Unread(told(words, what=_what(value), shape=wanted.shape))
    if not np.isfinite(found).all():
        raise read.Unread(N_("the answer is not finite: the steps are far too long"))
    return found


def _what(value):
    try:
        return told(N_("the shape is {shape}"), shape=read.array(value).shape)
    except read.Unread as unread:
        return unread.words


def _point_in(value, d):
    """A point (d,), or None. Of a pair (beta, history) the first that is one."""
    if isinstance(value, tuple) and len(value) == 2:
        found = _point_among(value, d)
        if found is not None:
            return found
    try:
        array = read.array(value)
    except read.Unread:
        return _point_among(value, d) if isinstance(value, tuple) else None
    if array.shape in ((d,), (d, 1), (1, d)):
        return array.reshape(d)
    return array[-1] if array.ndim == 2 and array.shape[1] == d else None


def _point_among(parts, d):
    """The one of several things that is a point or a history; of a list of pairs the last one's."""
    pairs = all(isinstance(part, tuple) for part in parts)
    for part in reversed(parts) if pairs else parts:
        found = _point_in(part, d)
        if found is not None:
            return found
    return None


def one_array_many_times(trial: Trial) -> str | None:
    """Words where every point of a history is the last one."""
    for value, wanted in zip(trial.seen.values[: len(trial.plain)], trial.wanted, strict=False):
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, np.ndarray) and part.shape[1:] == wanted.shape and len(part) > 1:
                if (part == part[-1]).all():
                    return SAME_ARRAY
    return None


def lesson_sized() -> tuple[Case, ...]:
    """A call with as many rows and columns as the lesson's data has."""
    X, y, start = lesson_data()
    return (Case((X, y, 0.05, 5, start)),)


def walk(start: Floats, T: int, step: Callable[[int, Floats], Floats]) -> Floats:
    """T times beta <- beta - step(t, beta); where it ends."""
    beta = start.astype(float)
    for t in range(T):
        beta = beta - step(t, beta)
    return beta


STEPS = {  # words: T -> the number of steps made
    "": lambda T: T,
    N_("it is one step short: make exactly T steps."): lambda T: T - 1,
    N_("it is one step too many: make exactly T steps."): lambda T: T + 1,
    N_("it is two steps short: make exactly T steps."): lambda T: T - 2,
    N_("it makes twice as many steps: make exactly T steps."): lambda T: 2 * T,
    N_(
        "only one step counts: is the `return` inside the loop, or "
        "does every step begin at `start` "
        "again?"
    ): lambda T: 1,
}


def explodes(trial: Trial) -> bool:
    """Whether the end of an ordinary case is out of all proportion, or no number."""
    for value, wanted in zip(trial.seen.values[: len(trial.plain)], trial.wanted, strict=False):
        found = _point_in(value, wanted.size)
        near = FAR * (1 + np.abs(wanted).max())
        if found is not None and not np.all(np.abs(found) <= near):
            return True
    return False
