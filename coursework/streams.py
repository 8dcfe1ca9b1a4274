"""Is a stream of blocks read once, and let go block by block? An assertion for functions of one."""

from coursework.judge import called
from coursework.probing import Blocks
from gdlab.exercises.shared.stream import Stream

ALIVE = 3  # a careful loop holds two: the last block and the new one


def assert_read_once(function, cases):
    """function(*arguments) reads the Blocks among its arguments to their end, once, keeping none.

    What it returns is not judged here.
    """
    for arguments in cases:
        blocks = next(a for a in arguments if isinstance(a, Blocks))
        stream = Stream(list(blocks))
        try:
            called(function, [stream if a is blocks else a for a in arguments])
        except AssertionError:
            if not stream.again:
                raise
        _judge(stream, len(list(blocks)))


def _judge(stream, blocks):
    if stream.again:
        raise AssertionError(
            "The stream is read twice, and the second time it is empty: count rows as you go"
        )
    if not stream.ended:
        raise AssertionError("the stream is not read to its end: is the return inside the loop?")
    if stream.most_alive > ALIVE:
        raise AssertionError(
            f"{stream.most_alive} of {blocks} blocks were in memory at the same time: use each "
            "block when it comes, and keep only sums"
        )
