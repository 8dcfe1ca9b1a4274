"""Trouble on a network while a learner walks: what Dask does, what the learner sees (root).

Two workers, 1 ms, 1 Gbit/s. Each line is a walk of STEPS steps with the trouble before step AT; the
ratio is the longest step after it, of an ordinary one.
"""

import tempfile
import threading
import time
from statistics import median

from bench._table import line
from bench._wire import trouble
from bench.network import written

STEPS, AT, CUT, LOST, SHARE = 60, 10, 10, 300, 0.1  # steps, step, seconds, seconds, of a processor
N, D = 20_000, 50


def kill(hosts):
    from bench._hosts import end

    end(hosts.workers[1])
    time.sleep(1)
    hosts.start_worker(3)


def kill_for_good(hosts):
    from bench._hosts import end

    end(hosts.workers[1])


def cut(hosts):
    hosts.network.cut(3)
    later = threading.Timer(CUT, hosts.network.join, [3])
    later.start()


def slow_down(hosts):
    from bench._hosts import slow

    return slow(hosts.workers[1], SHARE)


def restart_scheduler(hosts):
    from bench._hosts import end

    end(hosts.scheduler)
    time.sleep(1)
    hosts.start_scheduler()


TROUBLES = {
    "nothing": lambda hosts: None,
    "a worker is killed; another starts after a second": kill,
    "a worker is killed, none takes its place": kill_for_good,
    f"the link to a worker is cut for {CUT} s": cut,
    f"a worker gets {SHARE:.0%} of its processor": slow_down,
    "the scheduler is killed, another starts after a second": restart_scheduler,
}


def walked(name, folder):
    """The line of one trouble, on a cluster of its own."""
    from bench._hosts import Hosts

    with Hosts(2, 0.001, 125e6) as hosts:
        hosts.tell(do="walk", folder=folder, parts=2, count=STEPS)
        taken, undo, ended = [], None, "no answer"
        giving_up = threading.Timer(LOST, hosts.stop_learner)
        giving_up.start()
        try:
            for answer in hosts.answers():
                if "end" in answer:
                    ended = answer["end"]
                taken += [answer["seconds"]] if "seconds" in answer else []
                if answer["step"] == AT - 1:
                    undo = TROUBLES[name](hosts)
        except RuntimeError:
            ended = f"no answer within {LOST} s"
        finally:
            giving_up.cancel()
            if undo:
                undo()
    usual = median(taken[1:AT])
    note = f"{ended}; longest step {max(taken[1:]):.1f} s, usual {usual:.3f} s"
    return line(name, [max(taken[AT:], default=usual) / usual], note=note)


def lines():
    if trouble():
        yield f"not measured: {trouble()}"
        return
    with tempfile.TemporaryDirectory(prefix="gdcore_bench") as folder:
        rows = written(folder, N, D)
        for name in TROUBLES:
            yield walked(name, rows)
