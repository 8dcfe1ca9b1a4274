"""Keep a grading process within time, memory and disk, from outside it; end it with its family."""

import os
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from gdlab.notebook.language import _

WIRES_MOST = 32 * 2**20  # bytes in the folder of sockets, which needs none ...
THINGS, DEEP = 1000, 4  # ... nor more files than this, nor folders in folders


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
            return _("it ran longer than {seconds:.0f} s").format(seconds=self.seconds)
        if _family_bytes(self.process.pid) > self.memory * 2**20:
            words = _("its processes together took more than {memory} MB of memory")
            return words.format(memory=self.memory)
        if _bytes_in(self.job.wires) > WIRES_MOST:
            return _("it filled the disk")
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


def beside(job, what):
    """A folder of the job that its box cannot write."""
    return job.wires.with_name(f"{job.wires.name}-{what}")


def tidy(job):
    """Remove what a job leaves beside the course, whatever a student has made of it. Never raises.

    A student's folders may lie deeper in each other than Python's own tools can go.
    """
    for folder in (job.wires, beside(job, "specs"), beside(job, "streams")):
        if shutil.which("rm"):
            _said_nothing("rm", "-rf", "--", str(folder))
            if folder.exists():
                _said_nothing("chmod", "-R", "u+rwX", "--", str(folder))
                _said_nothing("rm", "-rf", "--", str(folder))
        else:
            shutil.rmtree(folder, ignore_errors=True)


def _said_nothing(*words):
    subprocess.run(words, capture_output=True, check=False, timeout=600)


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
    """Bytes of the files in a folder; more than any limit where a student has filled it with names.

    It looks at THINGS of them at most, and DEEP.
    """
    total, seen, folders = 0, 0, [(str(folder), 0)]
    while folders:
        place, depth = folders.pop()
        try:
            with os.scandir(place) as entries:
                for entry in entries:
                    seen += 1
                    if seen > THINGS or depth > DEEP:
                        return 2 * WIRES_MOST
                    if entry.is_dir(follow_symlinks=False):
                        folders.append((entry.path, depth + 1))
                    else:
                        total += entry.stat(follow_symlinks=False).st_size
        except OSError:
            continue  # it went away, or may not be looked into: then it holds nothing for us
    return total
