"""What the process does in which a learner's function runs: it unpacks, runs, and tells.

It tells by frames: b"R" it is ready, the clock may start · b"V" a list of values as a probe yields
them, the last one an Ended where it ended early · b"O" all is told, and these modules were imported
on the way · b"N" it could not unpack, in words.
"""

import builtins
import contextlib
import dis
import importlib
import os
import pickle
import sys
import time
import types
from typing import Any

import cloudpickle

from gdlab.guard import limits, wire
from gdlab.guard.guarded import seen
from gdlab.guard.observation import Ended
from gdlab.notebook.language import N_

HASTE = 0.05  # seconds between two frames of values ...
AT_ONCE = 100  # ... but for the first ones: they are kept whatever comes next
MOST = 256 * 2**20  # bytes of one frame

# What is used after the learner's function has run is taken hold of before: it may have changed
# what the modules' names stand for.
_dumps, _clock, _send = pickle.dumps, time.monotonic, wire.send


def live(out: int, job: dict[str, Any]) -> None:
    """Do a job, and tell of it on `out`."""
    before = set(sys.modules)
    sys.path[:] = job["path"]
    with contextlib.suppress(OSError):
        os.chdir(job["folder"])
    _be_like_a_notebook()
    try:
        probe, function = cloudpickle.loads(job["parcel"])
    except BaseException as error:
        _send(out, b"N", f"{type(error).__name__}: {error}".encode())
        return
    _import_what_is_named(function)
    limits.limit_memory()
    _send(out, b"R")
    _tell(seen(probe, function), out)
    _send(out, b"O", _dumps([name for name in sys.modules if name not in before]))


def _tell(values, out):
    """Send values as they come, some at a time."""
    waiting, sent = [], _clock()
    for count, value in enumerate(values):
        waiting.append(value)
        if count < AT_ONCE or _clock() - sent > HASTE:
            _send(out, b"V", _small(waiting))
            waiting, sent = [], _clock()
    limits.lift()
    _send(out, b"V", _small(waiting))


def _small(values):
    body = _dumps(values)
    if len(body) > MOST:
        places = {"most": f"{MOST / 2**20:.0f}"}
        body = _dumps([Ended("crashed", N_("more than {most} MB came back at once"), places)])
    return body


def _be_like_a_notebook():
    """A notebook's own builtins, silent: `display(X)` in a function is no mistake."""
    for name in ("display", "get_ipython"):
        if not hasattr(builtins, name):
            setattr(builtins, name, lambda *arguments, **options: None)


def _import_what_is_named(function):
    """A first import of a large library takes seconds; they are not the function's own."""
    codes = [getattr(function, "__code__", None)]
    for code in codes:
        if code is None:
            continue
        codes.extend(part for part in code.co_consts if isinstance(part, types.CodeType))
        for step in dis.get_instructions(code):
            if step.opname == "IMPORT_NAME" and step.argval not in sys.modules:
                with contextlib.suppress(Exception):  # it will be raised where it is run
                    importlib.import_module(step.argval)
