"""Read, prepare and train: one after another, or at the same time.

A batch is read by one thread, prepared by one of several, and handed to the learner in the order
in which it was read, so the path is the same to the last bit. A bounded number is under way.
"""

import itertools
import queue
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, closing
from types import TracebackType
from typing import Any, NamedTuple

from gdcore.arrays import as_count, as_function, as_pair, as_stream, asked, read_only, refused, told

STEPS = ("read", "prepare", "train")

Prepare = Callable[[Any, Any], Any]  # (X, y) as they were read -> what the learner is given


class Span(NamedTuple):
    """One batch in one step: seconds since the timeline began."""

    step: str
    batch: int
    lane: str  # the thread it was done in
    began: float
    ended: float


class Timeline:
    """What was done when, and by which thread: give one to overlapped or in_turn.

    spans    list of Span
    seconds  from the first began to the last ended
    """

    def __init__(self) -> None:
        self.spans: list[Span] = []
        self._zero = time.perf_counter()

    def now(self) -> float:
        """Seconds since the timeline began."""
        return time.perf_counter() - self._zero

    def note(self, step: str, batch: int, began: float) -> None:
        """This thread did that from `began` until now."""
        lane = threading.current_thread().name
        self.spans.append(Span(_as_step(step), batch, lane, began, self.now()))

    @property
    def seconds(self) -> float:
        if not self.spans:
            return 0.0
        return max(s.ended for s in self.spans) - min(s.began for s in self.spans)

    def busy(self, step: str) -> float:
        """Seconds spent in a step, all threads together."""
        step = _as_step(step)
        return sum(s.ended - s.began for s in self.spans if s.step == step)

    def __repr__(self) -> str:
        parts = ", ".join(f"{step} {self.busy(step):.3f}" for step in STEPS)
        batches = sum(s.step == "train" for s in self.spans)
        return f"Timeline: {batches} batches in {self.seconds:.3f} s ({parts})"


def in_turn(
    batches: Iterable[tuple[Any, Any]], prepare: Prepare, timeline: Timeline | None = None
) -> AbstractContextManager[Iterator[Any]]:
    """`with in_turn(...) as prepared:` an iterator of prepare(X, y), each made when asked for.

    prepare gets X and y as views that cannot be written to. Raises ValueError at once for batches
    that are no stream, or a prepare that is no function.
    """
    work = _Work(prepare, timeline)
    return closing(_one_after_another(as_stream("batches", batches), work))


def overlapped(
    batches: Iterable[tuple[Any, Any]],
    prepare: Prepare,
    workers: int = 1,
    ahead: int = 4,
    timeline: Timeline | None = None,
) -> AbstractContextManager[Iterator[Any]]:
    """The same, made ahead: `with overlapped(...) as prepared:` an iterator of prepare(X, y).

    From the first one asked for, batches is read in one thread and prepared in `workers`; at most
    `ahead` batches are under way beyond the one in the learner's hands. Order is kept. An error in
    either is raised where the batch would have come, with the line it happened in. Leaving the
    `with`, by an interrupt too, stops reading and ends the threads after what each is doing then.
    """
    workers, ahead = as_count("workers", workers, least=1), as_count("ahead", ahead, least=1)
    return _Ahead(as_stream("batches", batches), _Work(prepare, timeline), workers, ahead)


class _Work:
    """The three steps of one batch, each noted in the timeline."""

    def __init__(self, prepare: Prepare, timeline: Timeline | None) -> None:
        self._prepare = as_function("prepare", prepare)
        self._timeline = Timeline() if timeline is None else timeline
        if not isinstance(self._timeline, Timeline):
            raise refused("timeline must be a Timeline", told(timeline), "`timeline = None`")

    def read(self, source: Iterator[Any], number: int) -> Any:
        began = self._timeline.now()
        batch = next(source)
        self._timeline.note("read", number, began)
        return batch

    def prepare(self, number: int, batch: Any) -> Any:
        pair = as_pair("batches", batch)
        began = self._timeline.now()
        ready = asked("function prepare", self._prepare, *read_only(pair))
        self._timeline.note("prepare", number, began)
        return ready

    def hand_out(self, number: int, ready: Any) -> Generator[Any, None, None]:
        """Until the next one is asked for, or none will be, the learner trains."""
        began = self._timeline.now()
        try:
            yield ready
        finally:
            self._timeline.note("train", number, began)


def _one_after_another(source: Iterator[Any], work: _Work) -> Generator[Any, None, None]:
    for number in itertools.count():
        try:
            batch = work.read(source, number)
        except StopIteration:
            return
        ready = work.prepare(number, batch)
        del batch
        yield from work.hand_out(number, ready)


class _Ahead(AbstractContextManager[Iterator[Any]]):
    """A thread that reads, a pool that prepares, and a queue between them and the learner.

    Nothing is begun before the first batch is asked for, inside the `with`: wherever an interrupt
    comes, what has begun is ended by leaving it.
    """

    def __init__(self, source: Iterator[Any], work: _Work, workers: int, ahead: int) -> None:
        self._source, self._work = source, work
        self._slots, self._stopping = threading.Semaphore(ahead), threading.Event()
        self._ready: queue.SimpleQueue[Future[Any] | BaseException] = queue.SimpleQueue()
        self._pool = ThreadPoolExecutor(workers, "prepare")
        self._reader = threading.Thread(target=self._read, name="read", daemon=True)
        self._prepared = self._hand_out()

    def __enter__(self) -> Iterator[Any]:
        return self._prepared

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stopping.set()
        self._slots.release()
        if self._reader.ident is not None:  # if it has begun
            self._reader.join()
        self._pool.shutdown(cancel_futures=True)
        self._prepared.close()

    def _read(self) -> None:
        """Queue a future for each batch; the last thing queued is what ended the reading."""
        try:
            for number in itertools.count():
                self._slots.acquire()
                if self._stopping.is_set():
                    return
                batch = self._work.read(self._source, number)
                self._ready.put(self._pool.submit(self._work.prepare, number, batch))
                del batch
        except BaseException as error:  # StopIteration is the ordinary end
            self._ready.put(error)

    def _hand_out(self) -> Generator[Any, None, None]:
        self._reader.start()
        for number in itertools.count():
            future = self._ready.get()
            if isinstance(future, StopIteration):
                return
            if isinstance(future, BaseException):
                future.add_note(f"while batch {number} was read")
                raise future
            ready = _result(future, number)
            del future
            self._slots.release()
            yield from self._work.hand_out(number, ready)


def _result(future: Future[Any], number: int) -> Any:
    try:
        return future.result()
    except BaseException as error:
        error.add_note(f"while batch {number} was prepared")
        raise


def _as_step(step: str) -> str:
    if not isinstance(step, str) or step not in STEPS:
        raise refused(f"step must be one of {', '.join(STEPS)}", told(step), '`step = "read"`')
    return step
