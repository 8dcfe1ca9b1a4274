"""Watch a learner's function where nothing it does can hurt, and bring back what it showed.

The place is a process of its own (in_process), made from one that is kept warm (nursery). What
cannot travel there is run in the kernel (in_kernel), and said to be.
"""

from collections.abc import Callable, Iterator
from typing import Any

from gdcore.arrays import as_function, as_positive
from gdlab.guard.in_kernel import follow_here, observe_here
from gdlab.guard.in_process import run_away
from gdlab.guard.observation import Ended, Observation
from gdlab.guard.parcel import CannotTravel, pack
from gdlab.notebook.language import _

SECONDS = 6  # for everything that one probe asks


def observe(
    probe: Callable[[Any], Iterator[Any]], function: Callable[..., Any], seconds: float = SECONDS
) -> Observation:
    """What the probe saw of the function. Always an Observation, whatever the function does.

    A probe is a callable that cloudpickle can pickle; probe(function) is an iterator of values: it
    may call the function once for each, or give it a stream and tell what was read. It gets the
    function guarded (guarded.Guarded). What it had yielded before the function crashed, or its time
    was up, is kept, as plain.plain makes it. Nothing that the probe itself changes comes back.

    `seconds` do not count imports, nor some seconds (watch.MOST_WAITING) of waiting for a processor
    that other programs use.
    """
    following = Following(probe, function, as_positive("seconds", seconds))
    values = tuple(value for some in following for value in some)
    return Observation(values, following.ended, following.weaker)


class Following:
    """An iterator over lists of the values that a probe yields, as they come.

    Afterwards `ended` is an Ended, or None where it came to its end; weaker as in Observation. An
    interrupt, or close(), ends the function; what came until then has been handed out.
    """

    def __init__(
        self, probe: Callable[..., Any], function: Callable[..., Any], seconds: float | None = None
    ):
        as_function("probe", probe)
        if seconds is not None:
            as_positive("seconds", seconds)
        self.ended: Ended | None = None
        self.weaker = ""
        self._lists = self._run(probe, function, seconds)

    def __iter__(self) -> Iterator[list[Any]]:
        return self._lists

    def close(self) -> None:
        """End the function, if it still runs."""
        self._lists.close()

    def _run(self, probe, function, seconds):
        try:
            yield from self._heard(run_away(pack(probe, function), seconds))
        except CannotTravel as why:
            self.weaker = _(
                "It was run in the notebook's own Python, since it cannot be handed to another "
                "one ({why}). There a loop that never ends may freeze the notebook."
            ).format(why=why)
        else:
            return
        if seconds is None:
            yield from self._heard(follow_here(probe, function))
        else:
            yield from self._heard(observe_here(probe, function, seconds))

    def _heard(self, run):
        for values in run:
            if values and isinstance(values[-1], Ended):
                self.ended = values.pop().told()
            if values:
                yield values


def follow(
    probe: Callable[[Any], Iterator[Any]],
    function: Callable[..., Any],
    seconds: float | None = None,
) -> Following:
    """As observe, for a probe whose values are wanted as they come.

    for values in (following := follow(probe, function)): ... gives lists of them, several times a
    second; following.ended tells how it ended. seconds None: there is no limit of time.
    """
    return Following(probe, function, seconds)
