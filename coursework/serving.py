"""Serve a stream to a function in the box, block by block, and count from here. Linux only.

Where the blocks are made, handed out and counted there is no code of a student: whatever it makes
of its own stream, of Python's counting or of this package, there is one pass, nothing of it lies in
a frame, and a block that is kept is memory, of which the system tells how much the whole box takes.
"""

import os
import socket
import struct
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import psutil

from coursework import sandbox
from coursework.served import AGAIN, HEAD, NEXT

OF_THEIR_OWN = ("Pss_Anon:", "Pss_Shmem:", "SwapPss:")  # of a page, what each of its sharers owes
ROLLUP = "/proc/{}/smaps_rollup"
POSSIBLE = Path(ROLLUP.format("self")).exists()


class Serving(threading.Thread):
    """A stream of (X, y) for whoever connects first. again: whether it was asked for once more."""

    def __init__(self, address: Path, stream: Iterable):
        super().__init__(daemon=True)
        self.again, self.reader, self._stream = False, None, iter(stream)
        self._listener, self._wire = socket.socket(socket.AF_UNIX), None
        self._listener.bind(str(address))
        address.chmod(0o666)  # as root, kernels run as somebody else; the folder is theirs alone
        self._listener.listen(1)

    def run(self):
        with suppress(OSError):  # whoever read is gone
            self._wire, _ = self._listener.accept()
            self.reader = _process_at(self._wire)
            while asked := self._wire.recv(1):
                self.again |= asked == AGAIN
                if asked == NEXT:
                    self._hand_out()

    def _hand_out(self):
        block = next(self._stream, None)
        raw = np.column_stack(block).tobytes() if block else b""
        self._wire.sendall(len(raw).to_bytes(HEAD, "big") + raw)

    def end(self):
        """Whoever waits at either end waits no longer."""
        for each in filter(None, (self._listener, self._wire)):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        self.join()


@dataclass(frozen=True)
class Place:
    """A folder where sockets are made, and what it is called in the box, where nobody can write it.

    (In one that a student's code can write, a link could stand where the socket goes.)
    """

    folder: Path
    inside: str

    @contextmanager
    def serving(self, stream: Iterable) -> Iterator[tuple[str, Serving]]:
        """(address in the box, Serving) of a stream."""
        address = self.folder / "stream"
        served = Serving(address, stream)
        served.start()
        try:
            yield f"{self.inside}/{address.name}", served
        finally:
            served.end()
            address.unlink()


def _process_at(wire):
    """The process at the other end of a socket, as the system knows it."""
    about = wire.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    return struct.unpack("3i", about)[0]


def taken(reader: int) -> float:
    """Bytes that the box of a process takes: memory of all that run there, and files, which are.

    Infinite where the system does not tell.
    """
    family = psutil.Process().children(recursive=True)
    try:
        return sum(_memory(each.pid) for each in family) + _files(reader)
    except PermissionError:
        return np.inf


def _memory(pid):
    with suppress(FileNotFoundError, ProcessLookupError):
        rows = map(str.split, Path(ROLLUP.format(pid)).read_text().splitlines())
        return 1024 * sum(int(row[1]) for row in rows if row[0] in OF_THEIR_OWN)
    return 0  # it has ended


def _files(pid):
    root = f"/proc/{pid}/root"
    if os.path.samefile(root, "/"):  # there is no box
        return 0
    told = [os.statvfs(root + place) for place in sandbox.OWN]
    return sum((each.f_blocks - each.f_bfree) * each.f_frsize for each in told)
