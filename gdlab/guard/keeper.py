"""The kernel's side of a nursery: start it, hand it a job, hear what comes, end it."""

import atexit
import contextlib
import json
import os
import pickle
import queue
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from typing import IO, Any, cast

from gdlab.guard import wire
from gdlab.guard.limits import CAN_FORK

START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from gdlab.guard.nursery import serve; serve(json.loads(sys.argv[2]))"
)
ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}
GOODBYE = 3  # seconds that a nursery has to end by itself

_idle: list[Any] = []  # nurseries that wait for a job: one, as a rule


class Nursery:
    """A nursery's process, as the kernel sees it. Raises OSError where none can be started."""

    def __init__(self, modules: Iterable[str] = ()):
        command = [sys.executable, "-c", START, json.dumps(sys.path), json.dumps(list(modules))]
        self.owner = os.getpid()
        self.child: int | None = None  # the process that does the job; None before and after
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env={**os.environ, **ONE_THREAD, "MPLBACKEND": "agg"},
            **_apart(),
        )
        ends = self._process.stdin, self._process.stdout
        self._inlet, self._outlet = cast(tuple[IO[bytes], IO[bytes]], ends)  # both are pipes
        self._heard: queue.SimpleQueue[tuple[bytes, bytes] | None] = queue.SimpleQueue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        """Put frames into the queue, and None when there is nothing more to come.

        A thread, since Windows cannot wait for a pipe only so long. No interrupt reaches it: it
        alone knows the child at every moment.
        """
        unframed = wire.Unframed()
        with self._outlet as pipe, contextlib.suppress(EOFError, OSError):
            while True:
                kind, body = wire.receive(pipe.fileno())
                if kind in (b"S", b"E"):
                    self.child = int(body) if kind == b"S" else None
                for frame in unframed.add(body) if kind == b"C" else [(kind, body)]:
                    self._heard.put(frame)
        self._heard.put(None)

    @property
    def is_well(self) -> bool:
        """Whether it can do a job for this process: a fork of the kernel is another one."""
        return self.owner == os.getpid() and self._process.poll() is None

    def tell(self, kind: bytes, thing: object) -> None:
        """Hand it a job, or the names of modules. Raises OSError where it has ended."""
        wire.send(self._inlet.fileno(), kind, pickle.dumps(thing))

    def hear(self, seconds: float) -> Iterator[tuple[bytes, bytes] | None]:
        """Frames until it ends; None whenever nothing has come for so many seconds."""
        while True:
            try:
                frame = self._heard.get(timeout=seconds)
            except queue.Empty:
                yield None
                continue
            if frame is None:
                return
            yield frame

    def end(self) -> None:
        """End it with all that it started: a closed pipe tells it to."""
        if self.owner != os.getpid():
            return
        try:
            self._inlet.close()
            if CAN_FORK:
                self._process.wait(GOODBYE)
        except subprocess.TimeoutExpired:
            pass
        finally:
            self._process.kill()
            self._process.wait()


def _apart():
    """An interrupt of the notebook, or of the terminal, is not meant for it."""
    if sys.platform != "win32":
        return {"start_new_session": True}
    return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}


def warm_in_a_notebook(*modules: str) -> None:
    """As warm, in a Jupyter kernel that nobody is grading: the first check need not wait for it."""
    if "ipykernel" in sys.modules and "NBGRADER_EXECUTION" not in os.environ:
        warm(*modules)


def warm(*modules: str) -> None:
    """Start a nursery that waits, if none does; it imports those modules. Returns at once."""
    if not any(nursery.is_well for nursery in _idle):
        with contextlib.suppress(OSError):
            _idle.append(Nursery(modules))


def take() -> Nursery:
    """One that waits, or a new one. Raises OSError where none can be started."""
    while _idle:
        nursery = _idle.pop()
        if nursery.is_well:
            return nursery
        nursery.end()
    return Nursery()


def give_back(nursery: Nursery, imported: list[str]) -> None:
    """It imports what its child had to, and waits for a job; where one waits, it is ended."""
    with contextlib.suppress(OSError):
        nursery.tell(b"I", imported)
    if _idle:
        nursery.end()
    else:
        _idle.append(nursery)


@atexit.register
def end_all() -> None:
    """End those that wait. With the kernel they would end by themselves."""
    while _idle:
        _idle.pop().end()
