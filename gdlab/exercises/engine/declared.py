"""What an exercise's declaration must hold: each field is looked at once, when it is declared.

A refusal says what was expected, what came, and what to try.
"""

import inspect
from collections.abc import Iterable
from dataclasses import fields
from typing import Any

import numpy as np

from gdcore.arrays import as_count, as_flag, as_function, as_positive, refused, told

FUNCTIONS = {"right", "mistakes", "read", "watch", "alike", "notice", "also", "explain", "remark"}
TEXTS = {"where", "how", "words", "praise", "recipe"}
POSITIVE = {"tolerance", "single"}
FLAGS = {"edge", "new"}


def must_be_declared(record: Any, **kinds: type) -> None:
    """Raise ValueError for a field that cannot be; kinds: {field: what a tuple there holds}."""
    for one in fields(record):
        if one.init:
            _look(type(record).__name__, one.name, getattr(record, one.name), kinds)


def _look(owner, name, value, kinds):
    what = f"{owner}: {name}"
    if name in FUNCTIONS:
        as_function(what, value)
    elif name in TEXTS:
        _as_kind(what, value, str, '"with seed 3"')
    elif name in POSITIVE:
        as_positive(what, value)
    elif name in FLAGS:
        as_flag(what, value)
    elif name == "lesson":
        as_count(what, value)
    elif name == "seeds":
        _as_several(what, value, int)
    elif name == "arguments":
        _as_kind(what, value, tuple, "(X,) for a single one")
    elif name == "designs":
        _as_kind(what, value, kinds[name])
    elif name in kinds:
        _as_several(what, value, kinds[name])


def _as_kind(what, value, kind, hint=None):
    if not isinstance(value, kind):
        raise refused(f"{what} must be a {kind.__name__}", told(value), hint or kind.__name__)


def _as_several(what, value, kind):
    several = isinstance(value, tuple | range)
    if not several or not all(isinstance(v, kind) and not isinstance(v, bool) for v in value):
        hint = f"(one {kind.__name__},), with its comma"
        raise refused(f"{what} must be a tuple of {kind.__name__}", told(value), hint)


def must_have_arguments(right: Any) -> None:
    """Raise ValueError unless a function has a name, and arguments that can be read from it."""
    try:
        inspect.signature(right)
        right.__name__.isidentifier()
    except (TypeError, ValueError, AttributeError):
        expected = "Exercise: right must be a function with a name and named arguments"
        raise refused(expected, told(right), "def name(X, y): return ...") from None


def drawn_by(recipe: str, names: Iterable[str], seed: int) -> tuple[Any, ...]:
    """The arguments that a recipe sets with this seed, by their names. Raises ValueError."""
    place = {"np": np, "rng": np.random.default_rng(seed)}
    try:
        exec(recipe, place)
    except Exception as error:
        raise refused(
            "recipe must be Python that runs", f"{error!r}", '"X = rng.random((5, 2))"'
        ) from error
    missing = [name for name in names if name not in place]
    if missing:
        expected = f"recipe must set the arguments {tuple(names)}"
        raise refused(expected, f"none named {missing}", f'"{missing[0]} = rng.random(3)"')
    return tuple(_own(place[name]) for name in names)


def _own(value):
    """A number of numpy's as one of Python's own."""
    return value.item() if isinstance(value, np.generic) else value
