"""Is a stream of blocks read once, and let go block by block? An assertion for functions of one.

Two looks: whether the blocks themselves live on, and how much more memory is taken with every
block of a long stream, so that a copy of every row, or a list of its numbers, counts as what it is.
What a loop needs for a moment does not count, however large it is.
"""

import gc
import tracemalloc
import warnings
from collections.abc import Callable, Iterable, Iterator

import numpy as np

from coursework.judge import seen_of
from coursework.probing import Blocks, ready
from gdlab.exercises.shared.stream import Stream
from gdlab.notebook.language import _

ALIVE = 3  # a careful loop holds two: the last block and the new one
LONG, ROWS = 60, 500  # blocks of a long stream, and rows in each
BEGUN = 20  # blocks, after which a loop holds whatever it holds all the time
MOST = 0.15  # of a block kept with every block: sums of one are less, its targets alone are more


def assert_read_once(function: Callable, cases: Iterable) -> None:
    """function(*arguments) reads the Blocks among its arguments to their end, once, keeping none.

    What it returns is not judged here.
    """
    for arguments in cases:
        blocks = next(a for a in arguments if isinstance(a, Blocks))
        (seen,) = seen_of(function, ReadsOf(tuple(arguments)))
        _judge(seen, len(list(blocks)))


class ReadsOf:
    """A probe: how the function read the stream among its arguments, and what it keeps of one."""

    def __init__(self, arguments: tuple):
        self.arguments = arguments

    def __call__(self, function):
        call = getattr(function, "freely", function)
        handed = list(map(ready, self.arguments))
        stream = next(a for a in handed if isinstance(a, Stream))
        try:
            call(*handed)
        except Exception:
            if not stream.again:  # an empty second pass often ends in a division by zero
                raise
        once = stream.ended and not stream.again
        kept = self._kept(call) if once else 0
        yield {
            "again": stream.again,
            "ended": stream.ended and kept is not None,
            "alive": stream.most_alive,
            "kept": kept or 0,
        }

    def _kept(self, call):
        """How much of each block of a long stream is kept, None where it is not read to its end.

        (What it imports, it has by now.)
        """
        held = []
        handed = [_long(a, held) if isinstance(a, Blocks) else ready(a) for a in self.arguments]
        tracemalloc.start()
        try:
            with warnings.catch_warnings(action="ignore"):  # whoever records them keeps them
                call(*handed)
            counted = tracemalloc.is_tracing()
        finally:
            tracemalloc.stop()
        if len(held) < 2:
            return None
        if not counted:
            return np.inf
        block = next(_bytes(a) for a in self.arguments if isinstance(a, Blocks))
        return (held[1] - held[0]) / (LONG - BEGUN) / block


def _bytes(blocks):
    """Of one block of a long stream with as many columns."""
    return 8 * ROWS * (_columns(blocks) + 1)


def _columns(blocks):
    """How many X has."""
    return len(blocks.blocks[0][0][0])


def _long(blocks: Blocks, held: list) -> Stream:
    """A stream of LONG blocks with as many columns, none of which is there before its turn.

    Into held come the bytes in use after BEGUN blocks and after all.
    """
    columns = _columns(blocks)

    def count():
        gc.collect(1)  # the young: whatever held a block of this stream is one
        held.append(tracemalloc.get_traced_memory()[0])

    def made() -> Iterator:
        rng = np.random.default_rng(0)
        for k in range(LONG):
            if k == BEGUN:
                count()
            yield rng.uniform(-2, 2, (ROWS, columns)), rng.uniform(-3, 3, ROWS)
        count()

    return Stream(made())


def _judge(seen, blocks):
    if seen["again"]:
        raise AssertionError(
            _("The stream is read twice, and the second time it is empty: count rows as you go")
        )
    if not seen["ended"]:
        raise AssertionError(_("the stream is not read to its end: is the return inside the loop?"))
    if seen["alive"] > ALIVE:
        raise AssertionError(_of_memory(seen["alive"], blocks))
    if seen["kept"] > MOST:
        raise AssertionError(_of_memory(LONG * min(seen["kept"], 1), LONG))


def _of_memory(alive, blocks):
    words = _(
        "{alive} of {blocks} blocks were in memory at the same time: use each block when it "
        "comes, and keep only sums"
    )
    return words.format(alive=f"{alive:.0f}", blocks=blocks)
