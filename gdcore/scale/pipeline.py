"""Read, prepare and train: one after another, or at the same time.

A batch is read by one thread, prepared by one of several, and handed to the learner in the order
in which it was read, so the path is the same to the last bit. A bounded number is under way.
"""

import itertools
import queue
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import NamedTuple

from gdcore.arrays import as_count

STAGES = ("read", "prepare", "train")


class Span(NamedTuple):
    """One batch in one stage: seconds since the timeline began."""

    stage: str
    batch: int
    lane: str  # the thread it was done in
    began: float
    ended: float


class Timeline:
    """What was done when, and by which thread: give one to overlapped or in_turn.

    spans    list of Span
    seconds  from the first began to the last ended
    """

    def __init__(self):
        self.spans = []
        self._zero = time.perf_counter()

    def now(self):
        """Seconds since the timeline began."""
        return time.perf_counter() - self._zero

    def note(self, stage, batch, began):
        """This thread did that from `began` until now."""
        lane = threading.current_thread().name
        self.spans.append(Span(stage, batch, lane, began, self.now()))

    @property
    def seconds(self):
        if not self.spans:
            return 0.0
        return max(s.ended for s in self.spans) - min(s.began for s in self.spans)

    def busy(self, stage):
        """Seconds spent in a stage, all threads together."""
        return sum(s.ended - s.began for s in self.spans if s.stage == stage)

    def __repr__(self):
        parts = ", ".join(f"{stage} {self.busy(stage):.3f}" for stage in STAGES)
        batches = sum(s.stage == "train" for s in self.spans)
        return f"Timeline: {batches} batches in {self.seconds:.3f} s ({parts})"


@contextmanager
def in_turn(batches, prepare, timeline=None):
    """`with in_turn(...) as prepared:` an iterator of prepare(X, y), each made when asked for."""
    timeline = Timeline() if timeline is None else timeline

    def one_after_another():
        source = iter(batches)
        for number in itertools.count():
            began = timeline.now()
            try:
                batch = next(source)
            except StopIteration:
                return
            timeline.note("read", number, began)
            began = timeline.now()
            ready = prepare(*batch)
            timeline.note("prepare", number, began)
            del batch
            yield from _handed_out(ready, number, timeline)

    prepared = one_after_another()
    try:
        yield prepared
    finally:
        prepared.close()


@contextmanager
def overlapped(batches, prepare, workers=1, ahead=4, timeline=None):
    """The same, made ahead: `with overlapped(...) as prepared:` an iterator of prepare(X, y).

    batches is read in one thread and prepared in `workers`; at most `ahead` batches are under way
    beyond the one in the learner's hands. Order is kept. An error in either is raised where the
    batch would have come, with the line it happened in. Leaving the `with`, by an interrupt too,
    stops reading and ends the threads after what each is doing at that moment.
    """
    workers = as_count("workers", workers, least=1)
    slots = threading.Semaphore(as_count("ahead", ahead, least=1))
    timeline = Timeline() if timeline is None else timeline
    ready, stopping = queue.SimpleQueue(), threading.Event()

    def work(number, batch):
        began = timeline.now()
        ready = prepare(*batch)
        timeline.note("prepare", number, began)
        return ready

    def read(pool):
        """Put a future for each batch; the last thing put is what ended the reading."""
        source, number = iter(batches), 0
        try:
            while slots.acquire() and not stopping.is_set():
                began = timeline.now()
                batch = next(source)
                timeline.note("read", number, began)
                ready.put(pool.submit(work, number, batch))
                del batch
                number += 1
        except BaseException as error:  # StopIteration is the ordinary end
            ready.put(error)

    def hand_out():
        for number in itertools.count():
            future = ready.get()
            if isinstance(future, StopIteration):
                return
            if isinstance(future, BaseException):
                future.add_note(f"while batch {number} was read")
                raise future
            try:
                batch = future.result()
            except BaseException as error:
                error.add_note(f"while batch {number} was prepared")
                raise
            del future
            slots.release()
            yield from _handed_out(batch, number, timeline)

    with ThreadPoolExecutor(workers, "prepare") as pool:
        reader = threading.Thread(target=read, args=(pool,), name="read", daemon=True)
        reader.start()
        prepared = hand_out()
        try:
            yield prepared
        finally:
            stopping.set()
            slots.release()
            reader.join()
            pool.shutdown(cancel_futures=True)
            prepared.close()


def _handed_out(batch, number, timeline):
    """Yield the batch; until the next one is asked for, or none will be, the learner trains."""
    began = timeline.now()
    try:
        yield batch
    finally:
        timeline.note("train", number, began)
