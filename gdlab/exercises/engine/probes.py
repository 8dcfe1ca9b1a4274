"""What a function is called with, as things that can cross to another process.

A probe is `probe(function)`, an iterator of one value for every case.
"""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import numpy as np

from gdlab.guard.plain import plain


@dataclass(frozen=True)
class Calls:
    """Call the function once for every case: what it returned."""

    cases: tuple[Any, ...]

    def __call__(self, function: Callable[..., Any]) -> Iterator[Any]:
        for case in self.cases:
            yield function(*map(fresh, case.arguments))


def fresh(argument: Any) -> Any:
    """A copy of an array and of a generator of random numbers; anything else as it is."""
    if isinstance(argument, tuple):
        return tuple(map(fresh, argument))
    if isinstance(argument, np.ndarray):
        return argument.copy("K")
    return deepcopy(argument) if isinstance(argument, np.random.Generator) else argument


@dataclass(frozen=True)
class Reordered:
    """The function, its arguments handed over in another order."""

    function: Callable[..., Any]
    order: tuple[Any, ...]

    def __call__(self, *arguments):
        return self.function(*[arguments[k] for k in self.order])


def varied(argument: Any) -> Any:
    """Another argument of the same kind and shape; the same one where that is not known."""
    if isinstance(argument, np.ndarray):
        return argument[::-1] + argument.dtype.type(1) if argument.size else argument
    if isinstance(argument, bool) or not isinstance(argument, int | float):
        return argument
    return argument + 1 if isinstance(argument, int) else 1.25 * argument


def own_values(probe: Callable[..., Any], function: Callable[..., Any]) -> Iterator[Any]:
    """The plain values that a probe sees of a function of ours, one by one; ends where it fails."""
    seen = iter(probe(function))
    while True:
        try:
            with np.errstate(all="ignore"):
                value = plain(next(seen))
        except StopIteration:
            return
        except Exception:  # a mistake may fail where the learner's function does
            return
        yield value
