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
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gdcore.arrays import as_positive, refused, told

MB = 10**6
LEAST = 100  # MB: Python with numpy needs about 50
CAN_LIMIT = sys.platform == "linux"
NOT_HERE = "not run: a memory limit needs Linux (or Binder); nothing was tried here"
NO_HOLD = "not run: this system lets a process past its memory limit; nothing was tried here"
UNHELD = 99  # the exit status by which a child says so

CHILD = "gdcore.scale.child"  # the module that the child runs


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

    def __repr__(self) -> str:
        if self.ended == "not run":
            return self.message
        lines = [f"limit   {_mb(self.limit)}"]
        if self.asked is not None:
            lines.append(f"asked   {_mb(self.asked)} at once")
        lines.append(f"ended   {self.ended}" + (f": {self.message}" if self.message else ""))
        lines.append(f"peak    {_mb(self.peak)}" if self.peak else "peak    not known")
        return "\n".join(lines)


def run_limited(
    function: Callable[..., Any], *arguments: Any, megabytes: float, seconds: float = 60
) -> Run:
    """function(*arguments) in a child of at most that many MB (10^6 bytes); a Run.

    The child gets the function's source, so it must import inside itself what it needs; arguments
    and result travel pickled. After `seconds` it is ended. Raises ValueError for a function whose
    source is not known, arguments that cannot travel, and a limit in which Python has no room.
    """
    megabytes, seconds = as_positive("megabytes", megabytes), as_positive("seconds", seconds)
    if megabytes < LEAST:
        expected = f"megabytes must be at least {LEAST}, since numpy needs half of that"
        raise refused(expected, f"{megabytes:g}", f"`megabytes = {LEAST}`")
    task = pickle.dumps((*_source(function), _packed(arguments)))
    limit = int(megabytes * MB)
    if not CAN_LIMIT:
        return Run("not run", limit, message=NOT_HERE)
    with tempfile.TemporaryDirectory() as folder:
        task_file, report = Path(folder) / "task", Path(folder) / "report"
        task_file.write_bytes(task)
        ended = _run_child([str(limit), str(task_file), str(report), str(UNHELD)], seconds)
        if ended == NO_HOLD:
            return Run("not run", limit, message=NO_HOLD)
        if ended is not None or not report.exists():
            return Run("killed", limit, message=ended or "it wrote no report")
        said = pickle.loads(report.read_bytes())
    value = pickle.loads(said["value"]) if said["value"] else None
    ended = "out of memory" if said["memory"] else "error" if said["error"] else "finished"
    return Run(ended, limit, value, said["asked"], said["peak"], said["error"])


def _run_child(arguments: list[str], seconds: float) -> str | None:
    """None where the child ended by itself, else what ended it. It never outlives this call."""
    environment = dict(os.environ)
    environment |= {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))
    command = [sys.executable, "-m", CHILD, *arguments]
    quiet: Any = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
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


def _source(function: Callable[..., Any]) -> tuple[str, str, str]:
    """Name, source text and file of a function; the text stands at its own line numbers."""
    try:
        lines, first = inspect.getsourcelines(function)
        text = textwrap.dedent("".join(lines))
        (name,) = re.findall(r"^def (\w+)\(", text, re.MULTILINE)[:1]
        file = str(inspect.getsourcefile(function))
    except (OSError, TypeError, ValueError):
        expected = "function must be one written with def, whose source is known"
        raise refused(expected, told(function), "a function of a cell or a file") from None
    return name, "\n" * (first - 1) + text, file


def _packed(arguments: tuple[Any, ...]) -> bytes:
    try:
        return pickle.dumps(arguments)
    except Exception as error:  # whatever __reduce__ does
        expected = "arguments must be such that they can travel to another process"
        raise refused(expected, f"{told(arguments)} ({error})", "paths and numbers") from None


def _mb(size: int) -> str:
    return f"{size / MB:,.0f} MB"
