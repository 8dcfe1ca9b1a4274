"""One line at a lesson's end, and a small receipt to keep.

progress("03")           predictions made, checks passed, quiz answers right, so far
progress("03").save()    lesson_03.receipt.json beside the notebook
"""

import html
import json
import os
from datetime import UTC, datetime
from pathlib import Path

from gdlab.learner.attempts import KINDS, OPEN, noted

COURSE = "gradient descent for linear regression"


class Progress:
    """What was done in this lesson, as one line; .save() writes it down."""

    def __init__(self, lesson, done):
        self._lesson, self._done = lesson, done

    def __repr__(self):
        asked = self._done["predictions"].values()
        made = sum(state != OPEN for state in asked)
        parts = [f"predictions {made} of {len(asked)} made"]
        for kind in ("checks", "quiz"):
            states = list(self._done[kind].values())
            parts.append(f"{kind} {states.count('right')} of {len(states)} right")
        return f"Lesson {int(self._lesson)}: " + " · ".join(parts)

    def _repr_html_(self):
        return f'<div role="status">{html.escape(repr(self))}</div>'

    def save(self, folder="."):
        """Write lesson_NN.receipt.json into the folder; its path.

        An earlier receipt of the same lesson is continued: what was right in it stays right.
        Raises ValueError, and writes nothing, where that file is something else or is damaged;
        OSError where the folder cannot be written.
        """
        path = Path(folder) / f"lesson_{self._lesson}.receipt.json"
        done = self._done if not path.exists() else _better(read(path, self._lesson), self._done)
        receipt = {
            "course": COURSE,
            "lesson": self._lesson,
            "saved": datetime.now(UTC).isoformat(timespec="seconds"),
            **done,
        }
        beside = path.with_suffix(".part")
        beside.write_text(json.dumps(receipt, indent=1, ensure_ascii=False) + "\n", "utf-8")
        os.replace(beside, path)
        print(f"saved {path}: {Progress(self._lesson, done)!r}")
        return path


def progress(lesson):
    """How far this notebook is; `lesson` is its number as in the file's name, "03".

    Raises ValueError for anything but two digits.
    """
    if not (isinstance(lesson, str) and len(lesson) == 2 and lesson.isdecimal()):
        raise ValueError(f'lesson must be its two digits, such as "03", got {lesson!r}')
    return Progress(lesson, noted())


def read(path, lesson):
    """{kind: {name: state}} of a receipt. Raises ValueError where it is not one of this lesson."""
    advice = "Nothing was written. Move or rename that file, then save again."
    try:
        receipt = json.loads(Path(path).read_text(encoding="utf-8"))
        whose = receipt["course"], receipt["lesson"]
        done = {kind: {str(n): str(s) for n, s in receipt[kind].items()} for kind in KINDS}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{path} is no receipt that can be read ({error!r}). {advice}") from None
    if whose != (COURSE, lesson):
        raise ValueError(f"{path} is a receipt of {whose}, not of lesson {lesson}. {advice}")
    return done


def _better(before, now):
    """Both together: what was right once stays right; otherwise the newer attempt counts."""
    merged = {}
    for kind in KINDS:
        merged[kind] = dict(before[kind])
        for name, state in now[kind].items():
            former = merged[kind].get(name, OPEN)
            kept = former == "right" or state == OPEN
            merged[kind][name] = former if kept else state
    return merged
