"""What was seen of a student's function, as text that may come from anybody: it is only read.

Inside the box an Observation becomes JSON, outside it is made again: arrays of numbers, tuples and
dicts of them, a few words. Nothing else crosses, and nothing larger than it has to be.
"""

import base64
import json
import math

import numpy as np

from gdlab.guard.observation import KINDS, Ended, Observation
from gdlab.guard.plain import Odd

LARGEST = 8 * 2**20  # characters
DEEPEST, WORDS = 6, 2_000  # tuples in tuples; characters of one text
TYPES = tuple(
    np.dtype(name)
    for name in ("bool", "f2 f4 f8", "i1 i2 i4 i8", "u1 u2 u4 u8")
    for name in name.split()
)


class Refused(ValueError):
    """The text is no observation."""


def written(seen: Observation) -> str:
    """The text of an observation. Raises Refused where it is too large to cross."""
    ended = seen.ended and [seen.ended.kind, seen.ended.words, seen.ended.argument]
    text = json.dumps({"values": [_out(value) for value in seen.values], "ended": ended})
    if len(text) > LARGEST:
        raise Refused("what it returned is too large to be judged")
    return text


def _out(value):
    if isinstance(value, dict):
        return {"dict": [[str(key), _out(part)] for key, part in value.items()]}
    if isinstance(value, tuple):
        return {"tuple": [_out(part) for part in value]}
    if isinstance(value, np.ndarray) and value.dtype.newbyteorder("=") in TYPES:
        value = np.ascontiguousarray(value.astype(value.dtype.newbyteorder("="))).reshape(
            value.shape
        )
        data = base64.b64encode(value.tobytes()).decode()
        return {"array": [value.dtype.str, list(value.shape), data]}
    return {"odd": value.what if isinstance(value, Odd) else type(value).__name__}


def read(text: str) -> Observation:
    """The observation that a text holds. Raises Refused for anything else."""
    if len(text) > LARGEST:
        raise Refused("too large")
    try:
        told = json.loads(text)
        values = tuple(_in(value, DEEPEST) for value in told["values"])
        return Observation(values, told["ended"] and _ended(*told["ended"]))
    except Refused:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Refused(type(error).__name__) from None


def _in(thing, depth):
    if not depth:
        raise Refused("nested too deep")
    ((kind, body),) = thing.items()
    if kind == "dict":
        return {str(key)[:WORDS]: _in(part, depth - 1) for key, part in body}
    if kind == "tuple":
        return tuple(_in(part, depth - 1) for part in body)
    if kind == "array":
        return _array(*body)
    if kind == "odd":
        return Odd(_words(body))
    raise Refused("of no known kind")


def _array(name, shape, data):
    dtype = np.dtype(_words(name))
    if dtype not in TYPES or not all(isinstance(n, int) and n >= 0 for n in shape):
        raise Refused("no array of numbers")
    raw = base64.b64decode(data, validate=True)
    if math.prod(shape) * dtype.itemsize != len(raw):
        raise Refused("an array of another size")
    return np.frombuffer(raw, dtype).reshape(shape)


def _ended(kind, words, argument):
    if kind not in KINDS or not (argument is None or isinstance(argument, int)):
        raise Refused("of no known end")
    return Ended(kind, _words(words), argument=argument)


def _words(text):
    if not isinstance(text, str):
        raise Refused("no text")
    return text[:WORDS]
