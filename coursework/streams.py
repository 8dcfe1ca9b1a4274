"""Is a stream of blocks read once, and let go block by block? An assertion for functions of one."""

from collections.abc import Callable, Iterable

from coursework.judge import seen_of
from coursework.probing import Blocks, ready
from gdlab.exercises.shared.stream import Stream
from gdlab.notebook.language import _

ALIVE = 3  # a careful loop holds two: the last block and the new one


def assert_read_once(function: Callable, cases: Iterable) -> None:
    """function(*arguments) reads the Blocks among its arguments to their end, once, keeping none.

    What it returns is not judged here.
    """
    for arguments in cases:
        blocks = next(a for a in arguments if isinstance(a, Blocks))
        (seen,) = seen_of(function, ReadsOf(tuple(arguments)))
        _judge(seen, len(list(blocks)))


class ReadsOf:
    """A probe: how the function read the stream among its arguments."""

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
        yield {"again": stream.again, "ended": stream.ended, "alive": stream.most_alive}


def _judge(seen, blocks):
    if seen["again"]:
        raise AssertionError(
            _("The stream is read twice, and the second time it is empty: count rows as you go")
        )
    if not seen["ended"]:
        raise AssertionError(_("the stream is not read to its end: is the return inside the loop?"))
    if seen["alive"] > ALIVE:
        words = _(
            "{alive} of {blocks} blocks were in memory at the same time: use each block when it "
            "comes, and keep only sums"
        )
        raise AssertionError(words.format(alive=seen["alive"], blocks=blocks))
