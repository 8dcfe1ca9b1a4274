"""Run a function in a child process that may only have so much memory.

What goes wrong there is reported, with the peak; the process that asked is never at risk. The
limit is the operating system's (Linux: RLIMIT_DATA, everything the child can write to), and the
child first tries whether it holds. macOS and Windows enforce none; where none holds, the function
is not run.
"""

import inspect
import os
import pickle
import re
import subprocess
import sys
import tempfile
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gdcore.arrays import as_positive

MB = 10**6
LEAST = 100  # MB: Python with numpy needs about 50
CAN_LIMIT = sys.platform == "linux"
NOT_HERE = "not run: a memory limit needs Linux (or Binder); nothing was tried here"
NO_HOLD = "not run: this system lets a process past its memory limit; nothing was tried here"
UNHELD = 99  # the exit status by which a child says so

# The child: limit first, see that it holds, then load what was asked for, run it, report. Written
# out here so that it needs nothing of the parent but two files. One BLAS thread: each would reserve
# memory of its own.
CHILD = """
import mmap, pickle, resource, sys, traceback
limit, task, report = int(sys.argv[1]), sys.argv[2], sys.argv[3]
resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
try:  # reserved and given back; not one byte of it is touched
    mmap.mmap(-1, limit, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS).close()
    sys.exit(int(sys.argv[4]))
except OSError:
    pass

def peak():
    with open("/proc/self/status") as lines:
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))

said = {"value": None, "error": "", "asked": None, "memory": False}
try:
    with open(task, "rb") as file:
        name, source, filename, arguments = pickle.load(file)
    space = {"__name__": "child"}
    exec(compile(source, filename, "exec"), space)
    said["value"] = pickle.dumps(space[name](*arguments))
except MemoryError as error:
    said["memory"], said["error"] = True, str(error)
    try:  # numpy's own says shape and type
        import math, numpy
        shape, dtype = error.args
        said["asked"] = math.prod(shape) * numpy.dtype(dtype).itemsize
    except Exception:
        pass
except BaseException as error:
    lines = [f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename == filename]
    said["error"] = f"{type(error).__name__}: {error}" + (f" (line {lines[-1]})" if lines else "")
said["peak"] = peak()
with open(report, "wb") as file:
    pickle.dump(said, file)
"""


@dataclass(frozen=True)
class Run:
    """What became of a run: `ended` is "finished", "out of memory", "error", "killed", "not run".

    value is what the function returned; limit, asked (the allocation that failed) and peak (the
    most memory in use, at any one time) are bytes, None where not known; message says the rest.
    """

    ended: str
    limit: int
    value: Any = None
    asked: int | None = None
    peak: int | None = None
    message: str = ""

    def __repr__(self):
        if self.ended == "not run":
            return self.message
        lines = [f"limit   {_mb(self.limit)}"]
        if self.asked is not None:
            lines.append(f"asked   {_mb(self.asked)} at once")
        lines.append(f"ended   {self.ended}" + (f": {self.message}" if self.message else ""))
        lines.append(f"peak    {_mb(self.peak)}" if self.peak else "peak    not known")
        return "\n".join(lines)


def run_limited(function, *arguments, megabytes, seconds=60):
    """function(*arguments) in a child of at most that many MB (10^6 bytes); a Run.

    The child gets the function's source, so it must import inside itself what it needs; arguments
    and result travel pickled. After `seconds` it is ended. Raises ValueError for a function whose
    source is not known, and for a limit in which Python itself has no room.
    """
    megabytes, seconds = as_positive("megabytes", megabytes), as_positive("seconds", seconds)
    if megabytes < LEAST:
        raise ValueError(f"megabytes must be at least {LEAST}, got {megabytes}: numpy needs half")
    task = (*_source(function), arguments)
    limit = int(megabytes * MB)
    if not CAN_LIMIT:
        return Run("not run", limit, message=NOT_HERE)
    with tempfile.TemporaryDirectory() as folder:
        task_file, report = Path(folder) / "task", Path(folder) / "report"
        task_file.write_bytes(pickle.dumps(task))
        ended = _run_child([str(limit), str(task_file), str(report), str(UNHELD)], seconds)
        if ended == NO_HOLD:
            return Run("not run", limit, message=NO_HOLD)
        if ended is not None or not report.exists():
            return Run("killed", limit, message=ended or "it wrote no report")
        said = pickle.loads(report.read_bytes())
    value = pickle.loads(said["value"]) if said["value"] else None
    ended = "out of memory" if said["memory"] else "error" if said["error"] else "finished"
    return Run(ended, limit, value, said["asked"], said["peak"], said["error"])


def _run_child(arguments, seconds):
    """None where the child ended by itself, else what ended it. It never outlives this call."""
    environment = dict(os.environ)
    environment |= {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))
    command = [sys.executable, "-c", CHILD, *arguments]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, **quiet) as child:
        try:
            child.wait(seconds)
        except subprocess.TimeoutExpired:
            child.kill()
            return f"not done after {seconds:g} s"
        except BaseException:  # an interrupt: the child goes with it
            child.kill()
            child.wait()  # Popen does not, after an interrupt
            raise
    if child.returncode == UNHELD:
        return NO_HOLD
    if child.returncode:
        return f"signal {-child.returncode}" if child.returncode < 0 else "Python had no room"
    return None


def _source(function):
    """Name, source text and file of a function; the text stands at its own line numbers."""
    try:
        lines, first = inspect.getsourcelines(function)
        text = textwrap.dedent("".join(lines))
        name = re.search(r"^def (\w+)\(", text, re.MULTILINE)[1]
    except (OSError, TypeError):
        raise ValueError(
            f"a function written with def was expected, got {function!r}; its source must be known"
        ) from None
    return name, "\n" * (first - 1) + text, inspect.getsourcefile(function)


def _mb(size):
    return f"{size / MB:,.0f} MB"
