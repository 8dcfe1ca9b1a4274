"""Keep a grading process within time, memory and disk, from outside it; end it with its family."""

import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

WIRES_MOST = 32 * 2**20  # bytes in the folder of sockets, which needs none


@dataclass
class Watched:
    """A running process and its limits: seconds, and MB for all of its family together."""

    job: object
    process: object
    seconds: float
    memory: int

    def __post_init__(self):
        self.begun = time.monotonic()

    @property
    def over(self):
        return self.process.exitcode is not None

    def broken(self):
        """The limit that is passed, as a reason; None while all is well."""
        if time.monotonic() - self.begun > self.seconds:
            return f"it ran longer than {self.seconds:.0f} s"
        if _family_bytes(self.process.pid) > self.memory * 2**20:
            return f"its processes together took more than {self.memory} MB of memory"
        if _bytes_in(self.job.wires) > WIRES_MOST:
            return "it filled the disk"
        return None

    def end(self):
        """Stop the process and every process it started and still knows."""
        family = _family(self.process.pid)
        for member in family:
            try:
                member.kill()
            except psutil.NoSuchProcess:
                pass
        self.process.join()  # first: whoever waits for a child takes its exit code
        psutil.wait_procs(family[1:], timeout=10)


def wires():
    """A folder for sockets, whose paths must be short: hence not TMPDIR."""
    place = "/tmp" if Path("/tmp").is_dir() else None
    return Path(tempfile.mkdtemp(prefix="gd-", dir=place))


def tidy(job):
    """Remove what a job leaves beside the course."""
    shutil.rmtree(job.wires, ignore_errors=True)
    shutil.rmtree(job.wires.with_name(job.wires.name + "-specs"), ignore_errors=True)


def _family(pid):
    try:
        head = psutil.Process(pid)
        return [head, *head.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _family_bytes(pid):
    total = 0
    for member in _family(pid):
        try:
            total += member.memory_info().rss
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            pass
    return total


def _bytes_in(folder):
    total = 0
    for path in Path(folder).rglob("*"):
        try:
            total += path.lstat().st_size
        except OSError:
            pass
    return total
