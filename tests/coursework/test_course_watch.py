"""A grading process is kept within its limits from outside."""

import multiprocessing
import time
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from coursework import watch


def greedy(ready):
    block = bytearray(200 * 2**20)
    ready.set()
    time.sleep(60)
    del block


@pytest.fixture
def started(tmp_path):
    """A process with 200 MB, watched; ended afterwards whatever happens."""
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    process = context.Process(target=greedy, args=(ready,))
    process.start()
    assert ready.wait(60)
    yield lambda seconds, memory: watch.Watched(
        SimpleNamespace(wires=tmp_path), process, seconds, memory
    )
    process.kill()
    process.join()


def test_within_its_limits_it_is_left_alone(started):
    each = started(seconds=600, memory=2000)
    assert each.broken() is None and not each.over


def test_time_memory_and_disk_are_reasons(started, tmp_path):
    assert started(seconds=0, memory=2000).broken() == "it ran longer than 0 s"
    assert "more than 100 MB of memory" in started(seconds=600, memory=100).broken()
    with open(tmp_path / "flood", "wb") as file:
        file.truncate(watch.WIRES_MOST + 1)
    assert started(seconds=600, memory=2000).broken() == "it filled the disk"


def test_ending_it_leaves_no_process(started):
    each = started(seconds=600, memory=2000)
    pid = each.process.pid
    each.end()
    assert each.over and not psutil.pid_exists(pid)


def test_sockets_lie_where_their_paths_are_short_enough():
    folder = watch.wires()
    try:
        assert len(str(folder / "k-12345")) < 100  # a socket's path ends at 107
    finally:
        Path(folder).rmdir()
