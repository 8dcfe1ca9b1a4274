"""Start workers on this machine, or reach those of a cluster that runs already."""

from __future__ import annotations

import logging
import os
import tempfile
from concurrent.futures import TimeoutError as NotYet
from contextlib import ExitStack
from types import TracebackType
from typing import Any, NamedTuple

from gdcore.arrays import as_count, as_positive, refused, told

HERE = "127.0.0.1"  # nothing outside this machine can reach a cluster that we start
GONE = "the cluster is closed, or its scheduler is gone; open it anew"


class Traffic(NamedTuple):
    """Bytes sent since a cluster began: messages, and the results that workers hand over."""

    messages: int  # tasks (beta travels inside) and reports, to and from the scheduler
    results: int  # sums, from worker to worker and to us

    def __sub__(self, before: Any) -> Traffic:
        return Traffic(*(now - then for now, then in zip(self, before, strict=True)))


class Cluster:
    """Workers that do tasks: `with Cluster(workers=2) as cluster:`, or .close() it at the end.

    Without an address, `workers` processes of one thread each are started on this machine, and
    started again when they die; address is that of a running scheduler, such as
    "tcp://10.0.0.5:8786", with the workers that it has. seconds is how long to wait for an answer
    when there is no worker. Raises ImportError without dask, ConnectionError where no scheduler
    or no worker answers.
    """

    def __init__(self, address: str | None = None, workers: int = 2, seconds: float = 60) -> None:
        workers = as_count("workers", workers, least=1)
        self.seconds = as_positive("seconds", seconds)
        if not (address is None or isinstance(address, str)):
            hint = '`address = "tcp://10.0.0.5:8786"`, or None'
            raise refused("address must be that of a scheduler", told(address), hint)
        self.address = address
        self._client: Any = None
        self._local: Any = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._settings = ExitStack()  # of the engine, given back when this is closed
        distributed = _distributed()
        try:
            if address is None:
                self._start(distributed, workers)
            self._connect(distributed)
            self.wait_for(workers if address is None else 1)
        except BaseException:  # an interrupt, too, leaves nothing behind
            self.close()
            raise

    def _start(self, distributed: Any, workers: int) -> None:
        """A scheduler on free ports, then its workers: what is begun can be closed at any time."""
        import dask

        self._folder = tempfile.TemporaryDirectory(prefix="gdcore", ignore_cleanup_errors=True)
        settings = {
            "threads_per_worker": 1,
            "host": HERE,
            "dashboard_address": None,
            "scheduler_kwargs": {"dashboard_address": f"{HERE}:0"},
            "silence_logs": logging.CRITICAL,
            "local_directory": self._folder.name,
            "memory_limit": distributed.system.MEMORY_LIMIT // workers,
        }
        meanwhile = {
            "distributed.scheduler.work-stealing": False,  # rows stay where they are
            "temporary-directory": self._folder.name,
        }
        # 15 s after a worker died the engine gives up its place, if it is empty just then: a
        # second death at that moment must not cost the worker
        patience = {"distributed.deploy.lost-worker-timeout": "1 day"}
        self._settings.enter_context(dask.config.set(patience))
        with dask.config.set(meanwhile):
            self._local = distributed.LocalCluster(n_workers=0, **settings)
        self._local.scale(workers)

    def _connect(self, distributed: Any) -> None:
        where = self._local or self.address
        try:
            self._client = distributed.Client(
                where,
                timeout=self.seconds,
                set_as_default=False,
                direct_to_workers=self._local is not None,
            )
        except (OSError, ValueError, TypeError, AssertionError) as error:  # no one, or no address
            raise ConnectionError(
                f"no scheduler answered at {where!r} within {self.seconds:g} s ({error}); "
                'an address looks like "tcp://10.0.0.5:8786", and `dask scheduler` prints it'
            ) from None

    @property
    def client(self) -> Any:
        """The engine's own client. Raises ConnectionError once there is no scheduler behind it."""
        if self._client is None or self._client.status != "running":
            raise ConnectionError(GONE)
        return self._client

    def wait_for(self, workers: int) -> None:
        """Wait until that many workers are there; ConnectionError after `seconds`."""
        workers = as_count("workers", workers, least=1)
        try:
            self.client.wait_for_workers(workers, timeout=self.seconds)
        except (TimeoutError, NotYet):
            raise ConnectionError(
                f"{len(self.workers)} of {workers} workers came within {self.seconds:g} s; "
                "is one running (`dask worker ADDRESS`), or is this machine very busy?"
            ) from None

    @property
    def workers(self) -> list[str]:
        """The workers' addresses, those that are there now."""
        try:
            return sorted(self.client.nthreads())
        except OSError:  # it went while we asked
            raise ConnectionError(GONE) from None

    def processes(self) -> dict[str, int]:
        """{address of a worker: its process id}."""
        return self.client.run(os.getpid, on_error="ignore")

    def kill(self) -> int:
        """Kill a worker's process, as a crash or the system would; its process id.

        Raises ValueError for a cluster that was not started here.
        """
        import psutil  # comes with distributed

        if self._local is None:
            expected = "the cluster must be one whose workers were started here"
            raise refused(expected, f"that at {self.address}", "Cluster(workers=2)")
        self.wait_for(1)
        process = psutil.Process(min(self.processes().values()))
        process.kill()
        psutil.wait_procs([process], timeout=self.seconds)
        return process.pid

    def traffic(self) -> Traffic:
        """What has been sent until now, a Traffic, as the engine itself counts it.

        Not counted: signs of life, the network's own headers, and what a dead worker had sent.
        """
        sent = self.client.run_on_scheduler(_sent_by_scheduler)
        of_workers = self.client.run(_sent_by_worker).values()
        messages = self.client.scheduler_comm.byte_count + sent + sum(m for m, _ in of_workers)
        return Traffic(messages, sum(results for _, results in of_workers))

    def result(self, future: Any) -> Any:
        """What a task returned. As long as there are workers this waits; without any, `seconds`."""
        if not hasattr(future, "result"):
            raise refused("future must be one of the client's", told(future), "client.submit(f)")
        while True:
            try:
                return future.result(timeout=self.seconds)
            except (TimeoutError, NotYet):
                if future.done():  # the task's own error
                    raise
                self.wait_for(1)

    def close(self) -> None:
        """End what was started: connection, workers, scheduler, temporary folder."""
        for part in (self._client, self._local):
            if part is not None:
                part.close()
        self._settings.close()
        if self._folder is not None:
            self._folder.cleanup()

    def __enter__(self) -> Cluster:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        if self._client is None or self._client.status != "running":
            return "Cluster, closed"
        where = "on this machine" if self._local else f"at {self.address}"
        return f"Cluster of {len(self.workers)} workers {where}"


def _distributed() -> Any:
    try:
        import distributed
        import distributed.system
    except ImportError:
        raise ImportError(
            "a cluster needs Dask: pip install dask distributed, then restart the kernel"
        ) from None
    return distributed


def _sent_by_scheduler(dask_scheduler: Any) -> int:
    streams = [*dask_scheduler.stream_comms.values(), *dask_scheduler.client_comms.values()]
    return sum(stream.byte_count for stream in streams)


def _sent_by_worker(dask_worker: Any) -> tuple[int, int]:
    return dask_worker.batched_stream.byte_count, dask_worker.transfer_outgoing_bytes_total
