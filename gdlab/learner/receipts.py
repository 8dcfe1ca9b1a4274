"""A receipt: what was done in one lesson, in a small JSON file beside the notebook.

    {"course": "...", "lesson": "03", "saved": "2026-03-01T09:00:00+00:00",
     "predictions": {name: state}, "checks": {name: state}, "quiz": {name: state},
     "words": {name: state}}

Version 1 of the course, whose lessons had other numbers, wrote lesson_03.receipt.json: those files
are left as they are.

Nothing in it is ever lost: neither what another kernel wrote since, nor what a newer version of
the course wrote there and this one does not know.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock

from gdlab.learner.attempts import KINDS, OPEN, WRONG, States
from gdlab.notebook.files import write_whole

COURSE = "gradient descent for linear regression"
SECONDS = 10  # to wait for another kernel's save, which takes milliseconds


def path_of(lesson: str, folder: str | Path = ".") -> Path:
    """Where the receipt of a lesson lies."""
    return Path(folder) / f"receipt_{lesson}.json"


def empty(lesson: str) -> dict[str, Any]:
    """A receipt of nothing."""
    return {"course": COURSE, "lesson": lesson, **{kind: {} for kind in KINDS}}


def read(path: Path, lesson: str) -> dict[str, Any]:
    """A receipt with all that is in it, or an empty one where there is no file.

    Raises ValueError where it is no receipt of this lesson; OSError where it cannot be read.
    """
    if not path.exists():
        return empty(lesson)
    try:
        receipt = json.loads(path.read_text(encoding="utf-8"))
        whose = receipt["course"], receipt["lesson"]
        kinds = {kind: dict(receipt.get(kind, {}).items()) for kind in KINDS}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{path} is no receipt that can be read ({error!r})") from None
    if whose != (COURSE, lesson):
        raise ValueError(f"{path} is a receipt of {whose}, not of lesson {lesson}")
    return receipt | kinds


def merged(receipt: dict[str, Any], now: States) -> dict[str, Any]:
    """The receipt continued: what was right once stays right, else the newer attempt counts."""
    kinds = {kind: dict(receipt[kind]) for kind in KINDS}
    for kind, states in kinds.items():
        for name, state in now[kind].items():
            states[name] = _newer(states.get(name, OPEN), state)
    return receipt | kinds


def _newer(former: Any, state: str) -> Any:
    """A state that this version does not know is not its to change."""
    return state if former in (OPEN, WRONG) and state != OPEN else former


def save(lesson: str, now: States, folder: str | Path = ".") -> dict[str, Any]:
    """Continue the receipt in this folder, one kernel at a time; the receipt as it now stands.

    Raises ValueError, and writes nothing, where that file is something else or is damaged;
    OSError where the folder cannot be written, or another kernel holds it for too long.
    """
    path = path_of(lesson, folder)
    with FileLock(path.with_name(f".{path.name}.lock"), timeout=SECONDS):
        try:
            receipt = merged(read(path, lesson), now)
        except ValueError as error:
            raise ValueError(
                f"{error}. Nothing was written. Move or rename that file, then save again."
            ) from None
        receipt["saved"] = datetime.now(UTC).isoformat(timespec="seconds")
        write_whole(path, json.dumps(receipt, indent=1, ensure_ascii=False) + "\n")
    return receipt


def count(receipt: dict[str, Any], kind: str, state: str) -> int:
    """How many of a kind stand at this state."""
    return list(receipt[kind].values()).count(state)
