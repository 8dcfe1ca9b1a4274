"""Is a stream of blocks read once, and let go block by block? An assertion for functions of one.

Two looks: whether the blocks themselves live on, and how much more memory is taken with every
block of a long stream, so that a copy of every row, or a list of its numbers, counts as what it is.
What a loop needs for a moment does not count, however large it is. A function in a box gets the
long stream alone, from outside it, and there the system tells what the box takes (serving.py).
"""

import gc
import tracemalloc
import warnings
from collections.abc import Callable, Iterable, Iterator

import numpy as np

from coursework.asking import KINDS, numbers
from coursework.judge import answers_of, read_or_refuse, seen_of
from coursework.probing import Blocks, ready
from gdlab.exercises.shared.stream import Stream
from gdlab.notebook.language import _

ALIVE = 3  # a careful loop holds two: the last block and the new one
LONG, ROWS = 24, 1_500  # blocks of a long stream, and rows in each
SOME = 6  # blocks, after which the memory in use is looked at once more
LOOKS = LONG // SOME
MOST = 0.15  # of a block kept with every block: sums of one are less, its targets alone are more


def assert_read_once(function: Callable, cases: Iterable, wanted: Iterable = ()) -> None:
    """function(*arguments) reads the Blocks among its arguments to their end, once, keeping none.

    wanted: for each case what is right for it, and for the long stream in the place of its blocks.
    Whoever is right on the case has to be right on the long stream, too; nothing else of what it
    returns is judged here. A function in a box has the long stream from outside it.
    """
    cases = [tuple(arguments) for arguments in cases]
    for arguments, right in zip(cases, wanted or [None] * len(cases), strict=True):
        blocks = next(a for a in arguments if isinstance(a, Blocks))
        if getattr(function, "place", None):
            seen = _from_outside(function, arguments, _columns(blocks))
        else:
            (seen,) = seen_of(function, ReadsOf(arguments))
        _judge(seen, len(list(blocks)))
        if right:
            _judge_value(function, arguments, seen["value"], *map(np.array, right))


def long_case(arguments: tuple) -> list:
    """The arguments with all blocks of the long stream in the place of theirs."""
    return [
        list(long_stream(_columns(a), lambda: None)) if isinstance(a, Blocks) else ready(a)
        for a in arguments
    ]


def _judge_value(function, arguments, value, short, long):
    """Does it treat a long stream as it treats a short one?"""
    right = KINDS["values"].alike
    if right(answers_of(function, [arguments])[0], short) and not right(_numbers(value), long):
        raise AssertionError(
            _("on a long stream its answer is another one than it should be, on a short one not")
        )


def _numbers(value):
    return read_or_refuse(numbers, value)


def _from_outside(function, arguments, columns):
    """As ReadsOf, where no code of a student's can reach it."""
    from coursework.served import Served
    from coursework.serving import taken  # which is not in the box

    held = []
    stream = long_stream(columns, lambda: held.append(taken(served.reader)))
    with function.place.serving(stream) as (address, served):
        (value,) = seen_of(function, Served(arguments, address, columns))
    return {
        "again": served.again,
        "ended": len(held) == LOOKS,
        "alive": 0,
        "kept": _kept(held, columns) if len(held) == LOOKS else 0,
        "value": value,
    }


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
        kept, value = self._kept(call) if once else (0, 0)
        yield {
            "again": stream.again,
            "ended": stream.ended and kept is not None,
            "alive": stream.most_alive,
            "kept": kept or 0,
            "value": value,
        }

    def _kept(self, call):
        """(how much of each block of a long stream is kept, what came back).

        None is kept where it is not read to its end. (What it imports, it has by now.)
        """
        held = []
        handed = [_long(a, held) if isinstance(a, Blocks) else ready(a) for a in self.arguments]
        tracemalloc.start()
        try:
            with warnings.catch_warnings(action="ignore"):  # whoever records them keeps them
                value = call(*handed)
            counted = tracemalloc.is_tracing()
        finally:
            tracemalloc.stop()
        if len(held) < LOOKS:
            return None, value
        if not counted:
            return np.inf, value
        columns = next(_columns(a) for a in self.arguments if isinstance(a, Blocks))
        return _kept(held, columns), value


def _kept(held, columns):
    """How much of a block is kept with every block: held are the bytes in use, SOME blocks apart.

    What is taken once, early or late, is not kept with every block: the least growth counts.
    """
    if not np.isfinite(held).all():
        return np.inf
    return np.diff(held).min() / SOME / (8 * ROWS * (columns + 1))


def _columns(blocks):
    """How many X has."""
    return len(blocks.blocks[0][0][0])


def _long(blocks: Blocks, held: list) -> Stream:
    """A long stream with as many columns. Into held come the bytes in use, twice."""

    def count():
        gc.collect(1)  # the young: whatever held a block of this stream is one
        held.append(tracemalloc.get_traced_memory()[0])

    return Stream(long_stream(_columns(blocks), count))


def long_stream(columns: int, count: Callable) -> Iterator:
    """LONG blocks, none of which is there before its turn; count() after every SOME of them."""
    rng = np.random.default_rng(0)
    for k in range(LONG):
        if k and k % SOME == 0:
            count()
        yield rng.uniform(-2, 2, (ROWS, columns)), rng.uniform(-3, 3, ROWS)
    count()


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
