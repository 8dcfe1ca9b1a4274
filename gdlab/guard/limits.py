"""How much a process may take that runs a learner's function: memory, and when its parent ends."""

import contextlib
import ctypes
import os
import signal
import sys

ROOM = 2**30  # bytes beyond what the process has when it begins
MANY = 64  # processes that it may start
CAN_FORK = hasattr(os, "fork")

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36

try:
    import resource
except ImportError:  # Windows has no such limits: there the kernel's watch alone looks at memory
    resource = None  # type: ignore[assignment]


def limit_memory() -> None:
    """Let an allocation past ROOM raise MemoryError, where the system holds such a limit.

    Where it does not (macOS, Windows), the watch ends the process once it has touched as much.
    """
    if sys.platform != "linux":
        return
    with contextlib.suppress(OSError, ValueError):
        with open("/proc/self/status") as lines:
            data = next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmData"))
        resource.setrlimit(resource.RLIMIT_DATA, (data + ROOM, resource.RLIM_INFINITY))


def lift() -> None:
    """Take the limit off again: the process has to tell how it went."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, ValueError):
            most = resource.RLIM_INFINITY
            resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def no_core() -> None:
    """Leave no core file, and be the first to go when the whole machine has no memory left."""
    if resource is not None:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:
        file.write("1000")


def end_with_parent() -> None:
    """Linux: be killed when the process ends that started this one."""
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def adopt_orphans() -> None:
    """Linux: become the parent of descendants whose own parent ended, to be able to end them."""
    _prctl(PR_SET_CHILD_SUBREAPER, 1)


def _prctl(option, value):
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, int(value), 0, 0, 0)
