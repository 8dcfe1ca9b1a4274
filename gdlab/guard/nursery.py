"""The process that is kept warm beside a kernel: for each job it makes a child, which is new.

A child is a fork, 2 to 5 ms, and whatever a learner's function does to it ends with it. It is
forked here and not in the kernel: a kernel has threads (its own, those of OpenMP), and a copy of it
may stand still for ever. Windows cannot fork: there this process does one job itself, and the
kernel starts the next one meanwhile.

Frames that come: b"J" a job, b"I" modules to import for the children to come. Frames that go:
b"S" a child has started, its number · b"C" a piece of what it tells (in Windows it tells it
itself) · b"E" it has ended, its status. When the kernel ends or closes the pipe, all that was
started here ends too.
"""

import contextlib
import importlib.util
import os
import pickle
import select
import signal
from collections.abc import Iterable

from gdlab.guard import limits, wire
from gdlab.guard.child import live
from gdlab.notebook.errors import is_theirs

LOOK = 2  # seconds between two looks whether the kernel is still there


def serve(modules: Iterable[str] = ()) -> None:
    """Import those modules, then do jobs until the kernel is gone."""
    inlet, outlet = _pipes_of_our_own()
    if not limits.CAN_FORK:
        _import(modules)
        _do_one_job(inlet, outlet)
        return
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the kernel's business
    limits.adopt_orphans()
    _import(modules)
    Nursery(inlet, outlet).serve()


def _pipes_of_our_own():
    """The two ends of the pipes; 0, 1 and 2 lead nowhere from now on."""
    ends = os.dup(0), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    return ends


def _do_one_job(inlet, outlet):
    """Windows: this process is the child."""
    with contextlib.suppress(EOFError, OSError):
        kind, body = wire.receive(inlet)
        while kind != b"J":
            kind, body = wire.receive(inlet)
        wire.send(outlet, b"S", str(os.getpid()).encode())
        live(outlet, pickle.loads(body))
        wire.send(outlet, b"E", b"0")
    os._exit(0)


class Nursery:
    """Makes children one after another, hands on what they tell, and leaves none behind."""

    def __init__(self, inlet: int, outlet: int):
        self._inlet, self._outlet = inlet, outlet
        self._kernel = os.getppid()
        self._bell, bell = os.pipe()  # rung by the system when a child ends
        os.set_blocking(self._bell, False)
        os.set_blocking(bell, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(bell, warn_on_full_buffer=False)

    def serve(self) -> None:
        """Do jobs until the kernel is gone; then the process ends."""
        with contextlib.suppress(EOFError, OSError):
            while True:
                self._wait_for(self._inlet)
                kind, body = wire.receive(self._inlet)
                if kind == b"I":
                    _import(pickle.loads(body))
                else:
                    self._do(pickle.loads(body))
        os._exit(0)

    def _do(self, job):
        told, tell = os.pipe()
        child = os.fork()
        if not child:
            os.close(told)
            self._become_a_child(tell, job)
        os.close(tell)
        try:
            wire.send(self._outlet, b"S", str(child).encode())
            status = self._hand_on(child, told)
            wire.send(self._outlet, b"E", str(status).encode())
        finally:
            _sweep(child)
            os.close(told)

    def _become_a_child(self, tell, job):
        """Never returns."""
        try:
            os.setsid()
            limits.end_with_parent()
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.default_int_handler)
            for number in (self._inlet, self._outlet, self._bell):
                os.close(number)
            limits.no_core()
            live(tell, job)
        finally:
            os._exit(0)

    def _hand_on(self, child, told):
        """Pieces of what it tells, until it has ended: its status. EOFError: the kernel is gone."""
        os.set_blocking(told, False)
        open_ends = {told}
        while True:
            ready = self._wait_for(self._inlet, self._bell, *open_ends)
            if self._inlet in ready:
                raise EOFError  # nothing is ever sent during a job: the pipe was closed
            ended, status = os.waitpid(child, os.WNOHANG)
            if told in open_ends and not self._pass(told, ended):
                open_ends = set()
            if ended:
                return os.waitstatus_to_exitcode(status)

    def _pass(self, told, ended):
        """Hand on a piece, or all there is where it has ended; False where no more will come."""
        with contextlib.suppress(BlockingIOError):
            while piece := os.read(told, 2**16):
                wire.send(self._outlet, b"C", piece)
                if not ended:
                    return True
            return False
        return True

    def _wait_for(self, *ends):
        """The ends at which something can be read. Raises EOFError when the kernel is gone."""
        while True:
            ready, _, _ = select.select(ends, [], [], LOOK)
            if self._bell in ready:
                with contextlib.suppress(BlockingIOError):
                    os.read(self._bell, 2**10)
            if ready:
                return ready
            if os.getppid() != self._kernel:
                raise EOFError


def _sweep(child):
    """End whatever the child has started, and gather all that ended."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        while True:
            ended, _ = os.waitpid(-1, os.WNOHANG)
            if not ended:
                _kill_adopted()
                os.waitpid(-1, 0)


def _kill_adopted():
    """Those that left the child's group came to us when their parent ended, on Linux."""
    import psutil  # seldom needed

    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            process.kill()


def _import(names):
    """What a child had to import, for those to come: installed libraries, and what is ours."""
    for name in names:
        with contextlib.suppress(Exception):
            root = importlib.util.find_spec(name.partition(".")[0])
            if root is not None and root.origin is not None and not is_theirs(root.origin):
                importlib.import_module(name)
