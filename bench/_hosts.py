"""A Dask cluster on hosts of its own, and a learner's process on another, told what to do.

Host 0 is the learner's, host 1 the scheduler's, the others have a worker each. Run as a program
this is the learner: a line of JSON asks for something, and a line of JSON answers.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack

from bench._wire import Network

PORT, PATIENCE = 8786, 120  # seconds
LEARNER, SCHEDULER, FIRST_WORKER = 0, 1, 2


class Hosts:
    """`with Hosts(workers=4) as hosts:` scheduler, workers and learner, each on its own host."""

    def __init__(self, workers, delay, bandwidth):
        self._stack = ExitStack()
        try:
            self._folder = self._stack.enter_context(
                tempfile.TemporaryDirectory(prefix="gdcore_bench", ignore_cleanup_errors=True)
            )
            self.network = self._stack.enter_context(
                Network(FIRST_WORKER + workers, delay, bandwidth)
            )
            self.address = f"tcp://{Network.address(SCHEDULER)}:{PORT}"
            self.scheduler = self.start_scheduler()
            self.workers = [self.start_worker(FIRST_WORKER + k) for k in range(workers)]
            here = [sys.executable, "-m", "bench._hosts", self.address, str(workers)]
            pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
            self._learner = self._started(LEARNER, here, **pipes)
            self._answer()
        except BaseException:
            self._stack.close()
            raise

    def start_scheduler(self):
        command = ["dask_scheduler", "--host", Network.address(SCHEDULER), "--port", str(PORT)]
        return self._dask(SCHEDULER, command)

    def start_worker(self, host):
        command = ["dask_worker", self.address, "--host", Network.address(host), "--nthreads", "1"]
        return self._dask(host, [*command, "--local-directory", self._folder])

    def _dask(self, host, command):
        program = f"distributed.cli.{command[0]}"
        words = [sys.executable, "-m", program, *command[1:], "--no-dashboard"]
        return self._started(host, words)

    def _started(self, host, command, **pipes):
        """In a session of its own, so that its children end with it."""
        settings = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        process = self.network.start(
            host,
            command,
            env=settings,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            **{"stdout": subprocess.DEVNULL, **pipes},
        )
        self._stack.callback(end, process)
        return process

    def ask(self, **question):
        """What the learner answers."""
        self.tell(**question)
        return self._answer()

    def tell(self, **question):
        self._learner.stdin.write(json.dumps(question) + "\n")
        self._learner.stdin.flush()

    def _answer(self):
        line = self._learner.stdout.readline()
        if not line:
            raise RuntimeError("the learner's process ended")
        return json.loads(line)

    def stop_learner(self):
        end(self._learner)

    def answers(self):
        """One after another, as they come, up to the one that says it is the last."""
        while True:
            answer = self._answer()
            yield answer
            if "end" in answer:
                return

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self._stack.close()


def end(process, how=signal.SIGKILL):
    """A process and all its children."""
    try:
        os.killpg(process.pid, how)
    except ProcessLookupError:
        pass
    if how == signal.SIGKILL:
        process.wait()


def learner(address, workers):
    """Steps and walks on the cluster, as asked; the answers are lines on standard output."""
    from gdcore.scale.cluster import Cluster

    with Cluster(address, seconds=PATIENCE) as cluster:
        cluster.wait_for(workers)
        say(ready=True)
        for line in sys.stdin:
            question = json.loads(line)
            {"steps": steps, "walk": walk}[question.pop("do")](cluster, **question)


def say(**words):
    print(json.dumps(words), flush=True)


def parts_of(cluster, folder, parts):
    from gdcore.scale.cluster import Partitions
    from gdcore.scale.disk import Rows

    return Partitions(cluster, Rows(folder), parts=parts)


def steps(cluster, folder, parts, count):
    """The seconds of that many steps, after one that is not counted."""
    import numpy as np

    from gdcore.scale.cluster import gradient_on_cluster

    rows = parts_of(cluster, folder, parts)
    beta, times = np.random.default_rng(0).normal(size=rows.d), []
    gradient_on_cluster(beta, rows)
    for _ in range(count):
        began = time.perf_counter()
        gradient_on_cluster(beta, rows)
        times.append(time.perf_counter() - began)
    say(seconds=times)


def walk(cluster, folder, parts, count):
    """A descent, step by step: the seconds of each, and how it ended."""
    import numpy as np

    from gdcore.scale.blocks import gradient_in_blocks
    from gdcore.scale.cluster import gradient_on_cluster
    from gdcore.scale.disk import Rows

    rows, beta, alone = parts_of(cluster, folder, parts), None, None
    for step in range(count):
        began = time.perf_counter()
        try:
            if beta is None:
                beta, alone = np.zeros(rows.d), np.zeros(rows.d)
            beta = beta - 0.1 * gradient_on_cluster(beta, rows)
        except Exception as error:
            say(
                end=f"{type(error).__name__}: {error}",
                step=step,
                seconds=time.perf_counter() - began,
            )
            return
        say(step=step, seconds=time.perf_counter() - began)
    for _ in range(count):
        alone = alone - 0.1 * gradient_in_blocks(alone, Rows(folder))
    off = np.linalg.norm(beta - alone) / np.linalg.norm(alone)
    say(end="the right answer" if off < 1e-10 else f"an answer {off:.0e} off", step=count)


def slowed(pid, share, stop):
    """Until stop is set, let a process and its children run only that share of the time."""
    while not stop.is_set():
        os.killpg(pid, signal.SIGSTOP)
        time.sleep(0.1 * (1 - share))
        os.killpg(pid, signal.SIGCONT)
        time.sleep(0.1 * share)


def slow(process, share):
    """Begin that; what comes back ends it."""
    stop = threading.Event()
    thread = threading.Thread(target=slowed, args=(process.pid, share, stop))
    thread.start()
    return lambda: (stop.set(), thread.join())


if __name__ == "__main__":
    learner(sys.argv[1], int(sys.argv[2]))
