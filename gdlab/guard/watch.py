"""How long a process has worked, and whether it takes more than it may. Looks from outside."""

import contextlib
import time

import psutil

from gdlab.guard.limits import MANY, ROOM
from gdlab.guard.observation import Ended
from gdlab.notebook.language import N_

MOST_WAITING = 6  # seconds that a check may take longer by the clock on the wall, however busy
SELDOM = 5  # looks, one of which counts the processes: that reads the whole table
MEMORY = N_("it took more than {most} GB of memory.")
PROCESSES = N_("it started more than {most} processes.")


class Watch:
    """Follows one process from now on."""

    def __init__(self, number: int):
        self.number, self._looks = number, 0
        with contextlib.suppress(psutil.Error):
            self._process = psutil.Process(number)
        self.start_clock()

    def start_clock(self) -> None:
        """Begin to count, time and memory."""
        self._since = time.monotonic()
        self._waited, self._worked = self._waits(), self._works()
        self._memory = self._size()

    def spent(self) -> float:
        """Seconds, without those in which it waited for a processor that others had.

        So a busy machine makes no answer late, and a sleep counts; but no more than MOST_WAITING
        is left out. Where the system does not tell such waits (macOS, Windows), half of the time
        in which it did not work is taken for one.
        """
        wall = time.monotonic() - self._since
        if self._waited is not None:
            spent = wall - (self._waits() or 0) + self._waited
        else:
            spent = (wall + self.worked()) / 2
        return max(spent, wall - MOST_WAITING)

    def worked(self) -> float:
        """Seconds in which a processor worked for it."""
        return self._works() - self._worked

    def excess(self) -> Ended | None:
        """What it takes too much of; None as a rule."""
        if self._size() - self._memory > ROOM:
            return Ended("died", MEMORY, {"most": f"{ROOM / 1e9:.1f}"})
        self._looks += 1
        if self._looks % SELDOM == 0 and self._family() > MANY:
            return Ended("died", PROCESSES, {"most": MANY})
        return None

    def _waits(self):
        """Seconds that it stood in the queue for a processor; None where that is not known."""
        try:
            with open(f"/proc/{self.number}/schedstat") as file:
                return int(file.read().split()[1]) / 1e9
        except (OSError, IndexError, ValueError):
            return None

    def _works(self):
        with contextlib.suppress(psutil.Error, AttributeError):
            times = self._process.cpu_times()
            return times.user + times.system
        return 0.0

    def _size(self):
        with contextlib.suppress(psutil.Error, AttributeError):
            return self._process.memory_info().rss
        return 0

    def _family(self):
        with contextlib.suppress(psutil.Error, AttributeError):
            return len(self._process.children(recursive=True))
        return 0
