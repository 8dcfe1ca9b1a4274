"""In the box: a stream whose blocks are outside (serving.py), and come when they are asked for."""

import contextlib
import ctypes
import gc
import socket
from collections.abc import Callable, Iterator

import numpy as np

from coursework.probing import Blocks, ready

NEXT, AGAIN = b"n", b"a"  # what may be asked for: a block, or the whole stream once more
GIVES_BACK = -3, 1024  # glibc's M_MMAP_THRESHOLD: pieces of this size leave no holes when let go
HEAD = 4  # bytes that tell how long the block is that follows; 0: there is none any more


class Served:
    """A probe: one call with a stream from outside in the place of the Blocks among its arguments.

    address: of the socket where it is served. columns: how many X has.
    """

    def __init__(self, arguments: tuple, address: str, columns: int):
        kept = tuple(None if isinstance(a, Blocks) else a for a in arguments)
        self.arguments, self.address, self.columns = kept, address, columns

    def __call__(self, function: Callable) -> Iterator:
        _settled()
        call = getattr(function, "freely", function)
        with socket.socket(socket.AF_UNIX) as wire:
            wire.connect(self.address)
            stream = FromOutside(wire, self.columns)
            value = 0
            try:
                value = call(*(stream if a is None else ready(a) for a in self.arguments))
            except Exception:
                if not stream.again:  # an empty second pass often ends in a division by zero
                    raise
        yield value


def _settled():
    """From here on memory taken and not given back is memory kept, nearly to the page."""
    gc.freeze()  # collecting would write into pages of what was there before
    with contextlib.suppress(AttributeError, OSError):  # another C library than glibc
        ctypes.CDLL(None).mallopt(*GIVES_BACK)


class FromOutside:
    """Blocks (X, y), once. What is read, and whether twice, is counted at the other end."""

    def __init__(self, wire: socket.socket, columns: int):
        self._wire, self._columns = wire, columns
        self._ended = self.again = False

    def __iter__(self):
        if self._ended:
            self.again = True
            self._wire.sendall(AGAIN)
        return self

    def __next__(self):
        gc.collect(1)  # the young: whatever held a block of this stream is one
        self._wire.sendall(NEXT)
        raw = self._read(int.from_bytes(self._read(HEAD), "big"))
        if not raw:
            self._ended = True
            raise StopIteration
        both = np.frombuffer(raw).reshape(-1, self._columns + 1)
        return both[:, :-1].copy(), both[:, -1].copy()

    def _read(self, size):
        raw = bytearray(size)
        if size and self._wire.recv_into(raw, size, socket.MSG_WAITALL) < size:
            raise EOFError("the stream broke off")
        return raw
