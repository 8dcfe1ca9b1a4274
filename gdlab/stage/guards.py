"""What a part, a control, a handle may hold: each field is looked at when it is made.

A refusal says what was expected, what came, and what to try.
"""

import re
import reprlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from numbers import Integral, Real
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import is_color_like
from matplotlib.figure import Figure

SHAPES = ("circle", "ring", "square", "diamond", "triangle", "cross")
ANCHORS = ("start", "middle", "end")


def refused(expected: str, got: Any, hint: str) -> ValueError:
    """The error for what cannot be shown, ready to be raised."""
    return ValueError(f"{expected}, got {told(got)}; try {hint}")


def told(value: Any) -> str:
    """A value in a few words, an array by its shape."""
    if isinstance(value, np.ndarray) and value.ndim:
        return f"array{value.shape} of {value.dtype}"
    try:
        return " ".join(reprlib.repr(value).split())
    except Exception:  # it cannot even be written down
        return f"a {type(value).__name__}"


class Rule(NamedTuple):
    """What a field of this name must be."""

    holds: Callable[[Any], bool]
    expected: str
    hint: str


def is_word(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def is_text(value: Any) -> bool:
    return isinstance(value, str)


def is_flag(value: Any) -> bool:
    return isinstance(value, bool | np.bool_)


def is_whole(value: Any) -> bool:
    return isinstance(value, Integral) and not is_flag(value)


def is_number(value: Any) -> bool:
    return isinstance(value, Real) and not is_flag(value) and bool(np.isfinite(float(value)))


def is_size(value: Any) -> bool:
    return is_number(value) and value >= 0


def is_series(value: Any) -> bool:
    """Things in an order, one at least; a text, a set, a mapping or one thing is none."""
    if isinstance(value, np.ndarray):
        return value.ndim > 0 and len(value) > 0
    return isinstance(value, Sequence) and not isinstance(value, str | bytes) and len(value) > 0


def are_words(value: Any) -> bool:
    return isinstance(value, tuple | list) and all(map(is_word, value))


def are_texts(value: Any) -> bool:
    return is_series(value) and all(isinstance(one, str) for one in value)


def are_numbers(value: Any) -> bool:
    """An array of real numbers; nan and inf are not shown. Text, dates, masked ones are none."""
    if isinstance(value, np.ma.MaskedArray) and np.ma.is_masked(value):
        return False
    try:
        array = np.asarray(value)
    except Exception:
        return False
    return array.dtype.kind in "fiu" and array.ndim > 0


def is_written(value: Any) -> bool:
    """A text or an array of texts."""
    try:
        return np.asarray(value).dtype.kind == "U"
    except Exception:
        return False


def are_columns(value: Any) -> bool:
    return isinstance(value, Mapping) and all(
        is_word(name)
        and isinstance(one, tuple)
        and len(one) == 2
        and is_written(one[0])
        and are_words(one[1])
        for name, one in value.items()
    )


def is_step(value: Any) -> bool:
    """("a", -0.5): a control's name, and how far a drag moves it by one stop."""
    if not isinstance(value, tuple) or len(value) != 2:
        return False
    return is_word(value[0]) and is_number(value[1]) and value[1] != 0


def is_when(value: Any) -> bool:
    """("view", (1, 2)): a control's name, and the stops of it at which something is seen."""
    if not isinstance(value, tuple) or len(value) != 2:
        return False
    return is_word(value[0]) and isinstance(value[1], tuple) and all(map(is_whole, value[1]))


def is_mask(value: Any) -> bool:
    return isinstance(value, np.ndarray) and value.dtype == bool


def is_film(value: Any) -> bool:
    is_array = isinstance(value, np.ndarray) and value.dtype == np.uint8
    return is_array and value.ndim == 4 and value.shape[-1] == 4 and value.size > 0


AXES = Rule(lambda value: isinstance(value, Axes), "axes of matplotlib", "figure, ax = framed()")
NUMBERS = Rule(are_numbers, "an array of real numbers", "np.array([[0.0, 1.0]])")
WORD = Rule(is_word, "a word", '"lr"')
TEXT = Rule(is_text, "a text", '""')
NAMES = Rule(are_words, "names of controls in a tuple", '("lr",)')
SIZE = Rule(is_size, "a number of at least 0", "2")
FLAG = Rule(is_flag, "True or False", "True")
STEP = Rule(is_step, "a control's name and a step that is not 0", '("lr", 0.1)')
RULES = {
    "across": STEP,
    "along": FLAG,
    "anchor": Rule(lambda v: is_text(v) and v in ANCHORS, f"one of {ANCHORS}", '"middle"'),
    "at": NUMBERS,
    "axes": AXES,
    "bold": FLAG,
    "color": Rule(lambda v: is_text(v) and is_color_like(v), "a colour", '"#0072B2"'),
    "columns": Rule(
        are_columns, "columns by name, each (texts, names)", '{"loss": (texts, ("T",))}'
    ),
    "dash": Rule(
        lambda v: is_text(v) and bool(re.fullmatch(r"[\d. ]*", v)), "a dash as in SVG", '"6 4"'
    ),
    "dots": SIZE,
    "figure": Rule(lambda v: isinstance(v, Figure), "a figure of matplotlib", "framed()[0]"),
    "form": TEXT,
    "frames": Rule(is_film, "frames (n, height, width, 4) of uint8", "frames.astype(np.uint8)"),
    "head": SIZE,
    "kind": Rule(
        lambda v: is_text(v) and v in ("slider", "choice"), "slider or choice", '"slider"'
    ),
    "label": TEXT,
    "mask": Rule(is_mask, "an array of True and False", "np.isfinite(points[..., 0])"),
    "moves": NAMES,
    "name": WORD,
    "on_move": Rule(callable, "a function of x and y", "the function's name alone"),
    "opacity": Rule(lambda v: is_size(v) and v <= 1, "a number from 0 to 1", "0.3"),
    "over": NAMES,
    "play": FLAG,
    "points": NUMBERS,
    "shape": Rule(lambda v: is_text(v) and v in SHAPES, f"one of {SHAPES}", '"circle"'),
    "size": SIZE,
    "start": Rule(is_whole, "the number of a stop, a whole one", "0"),
    "tap": FLAG,
    "template": TEXT,
    "text": Rule(is_written, "texts in an array", 'np.array(["low", "high"])'),
    "texts": Rule(are_texts, "texts, one for each value", '["low", "high"]'),
    "under": AXES,
    "up": STEP,
    "upto": WORD,
    "values": Rule(is_series, "at least one value in a list or an array", "[0.1, 0.2]"),
    "when": Rule(is_when, "a control's name and stops of it", '("view", (1,))'),
    "width": SIZE,
    "wraps": NAMES,
}


def must_be_usable(record: Any) -> None:
    """Look at every field of a record that has a rule. Raises ValueError for one that breaks it."""
    for one in fields(record):
        value, rule = getattr(record, one.name), RULES.get(one.name)
        if rule is None or (value is None and one.default is None):
            continue
        if not rule.holds(value):
            expected = f"{type(record).__name__}: {one.name} must be {rule.expected}"
            raise refused(expected, value, rule.hint)


def must_all_be(kind: type, things: Any, name: str) -> None:
    """Raise ValueError unless `things` is a list or tuple of this kind."""
    if not isinstance(things, list | tuple) or not all(isinstance(one, kind) for one in things):
        raise refused(f"{name} must be a list of {kind.__name__}", things, f"{name}=[]")


def must_come_later(later: Any, names: Sequence[str]) -> None:
    """Raise ValueError unless `later` is (names of controls, a function)."""
    pair = isinstance(later, tuple) and len(later) == 2
    if not pair or not are_words(later[0]) or not set(later[0]) <= set(names):
        expected = f"later must be some of the controls {list(names)}, and a function"
        raise refused(expected, later, "later=None")
    if not callable(later[1]):
        raise refused("later must end in a function", later, "later=None")


def filled(template: str, words: Mapping[str, str]) -> str:
    """The sentence with its gaps filled. Raises ValueError for a gap that nothing fills."""
    try:
        return template.format(**words)
    except (LookupError, ValueError, AttributeError) as error:
        expected = f"each gap of a readout must be one of {sorted(words)} in braces"
        raise refused(expected, template, "{{ and }} for braces that are meant") from error
