"""The child program of gdcore.scale.limit: the limit first, then what was asked for, then a report.

It needs nothing of its parent but two files, and imports numpy only where the function does:
python -m gdcore.scale.child LIMIT TASK REPORT UNHELD, the last the exit status by which it says
that the limit does not hold.
"""

import mmap
import pickle
import sys
import traceback
from typing import Any

COMPILER = 500 * 10**6  # bytes; numba's, which gdcore.scale.fast would load, needs some hundred MB


def main(limit: int, task: str, report: str, unheld: int) -> None:
    import resource  # only where there is one

    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    if not holds(limit):
        sys.exit(unheld)
    if limit < COMPILER:
        sys.modules |= {"numba": None, "llvmlite": None}  # type: ignore[dict-item]  # as if absent
    with open(task, "rb") as file:
        said = outcome(*pickle.load(file))
    with open(report, "wb") as file:
        pickle.dump(said | {"peak": peak()}, file)


def holds(limit: int) -> bool:
    """Whether the system refuses that much: reserved and given back, not one byte is touched."""
    try:
        mmap.mmap(-1, limit, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS).close()
    except OSError:
        return True
    return False


def outcome(name: str, source: str, filename: str, arguments: bytes) -> dict[str, Any]:
    """What became of the function: its value, pickled, or its error."""
    said: dict[str, Any] = {"value": None, "error": "", "asked": None, "memory": False}
    try:
        space: dict[str, Any] = {"__name__": "child"}
        exec(compile(source, filename, "exec"), space)
        said["value"] = pickle.dumps(space[name](*pickle.loads(arguments)))
    except MemoryError as error:
        said |= {"memory": True, "error": str(error), "asked": size_asked_for(error)}
    except BaseException as error:
        frames = traceback.extract_tb(error.__traceback__)
        lines = [frame.lineno for frame in frames if frame.filename == filename]
        said["error"] = f"{type(error).__name__}: {error}"
        said["error"] += f" (line {lines[-1]})" if lines else ""
    return said


def size_asked_for(error: MemoryError) -> int | None:
    """In bytes: numpy's own error says shape and type, others say nothing."""
    try:
        import math

        import numpy as np

        shape, dtype = error.args
        return int(math.prod(shape) * np.dtype(dtype).itemsize)
    except Exception:
        return None


def peak() -> int:
    """The most memory this process had in use at any one time, in bytes."""
    with open("/proc/self/status") as lines:
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]))
