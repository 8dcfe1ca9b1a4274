"""Watch a learner's function where nothing it does can hurt, and bring back what it showed."""

from collections.abc import Callable
from typing import Any

from gdlab.guard.in_kernel import observe_here
from gdlab.guard.observation import Observation

SECONDS = 6  # for all calls of one check


def observe(
    probe: Callable[[Callable], Any], function: Callable, seconds: float = SECONDS
) -> Observation:
    """Run probe(function) in a guarded place; its values, or what ended it.

    The probe gets the function guarded (guarded.Guarded): a call that crashes, changes its
    arguments or returns nothing raises Stopped, which the probe may catch, and which ends it
    otherwise. Only values come back: numbers, texts, arrays, lists, tuples, dictionaries and
    Observations; judge them after, in the kernel. Nothing that the probe itself changes is kept.
    """
    return observe_here(probe, function, seconds)
