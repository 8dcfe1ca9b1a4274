"""Streams served from outside the box: passes and memory are counted where no student's code is."""

import pickle
import subprocess
import sys

import pytest

from coursework import sandbox, serving, streams, watch
from coursework.asking import Elsewhere
from coursework.crossing import read
from coursework.probing import Blocks
from coursework.streams import LONG, assert_read_once

CASE = ([1.0, 2.0, 3.0], Blocks(*[([[1.0, 2.0, 3.0]], [1.0])] * 3))
INSIDE = """
import pickle, sys
import numpy as np
from coursework import forked, streams
from coursework.crossing import written

out = sys.stdout.buffer
while True:
    name, source, probe = pickle.load(sys.stdin.buffer)
    exec(source, globals())
    pickle.dump(written(forked.look(probe, globals()[name])), out)
    out.flush()
"""
ANSWERS = {
    "honest": """
def honest(beta, blocks):
    total, n = np.zeros(3), 0
    for X, y in blocks:
        total, n = total - X.T @ (y - X @ beta), n + len(y)
    return total / n""",
    "in_loops": """
def in_loops(beta, blocks):
    total, n = [0.0] * 3, 0
    for X, y in blocks:
        for row, target in zip(X.tolist(), y.tolist()):
            off, n = target - sum(a * b for a, b in zip(row, beta)), n + 1
            total = [t - off * a for t, a in zip(total, row)]
    return [t / n for t in total]""",
    "sums_of_each": """
def sums_of_each(beta, blocks):
    kept = [(len(y), X.T @ (X @ beta - y), X.min(axis=0), (X**2).sum(axis=0)) for X, y in blocks]
    return sum(total for _, total, *_ in kept) / sum(n for n, *_ in kept)""",
}
TWO_PASSES = """
    blocks, n = list(kept), sum(len(y) for _, y in kept)
    return sum(X.T @ (X @ beta - y) for X, y in blocks) / n"""
CHEATS = {
    "resets_the_counter": """
def resets_the_counter(beta, blocks):
    import gc, tracemalloc
    gc.collect = tracemalloc.stop = lambda *_: 0
    tracemalloc.get_traced_memory = lambda: (0, 0)
    kept = list(blocks)
    blocks.again = blocks._ended = False
    blocks.most_alive = 0"""
    + TWO_PASSES,
    "targets": """
def targets(beta, blocks):
    return len([y.copy() for _, y in blocks])""",
    "on_disk": """
def on_disk(beta, blocks):
    with open("/dev/shm/hoard", "wb", buffering=0) as hoard:
        for X, _ in blocks:
            hoard.write(X.tobytes())
    return 1.0""",
    "in_another_process": """
def in_another_process(beta, blocks):
    import os
    out, into = os.pipe()
    if not os.fork():
        os.close(into)
        kept = []
        while piece := os.read(out, 2**16):
            kept.append(piece)
        os._exit(0)
    for X, _ in blocks:
        os.write(into, X.tobytes())
    return 1.0""",
    "walks_frames": """
def walks_frames(beta, blocks):
    import gc, sys
    from coursework.probing import Blocks
    frame, things = sys._getframe(), gc.get_objects()
    while frame:
        things += [*frame.f_locals.values()]
        frame = frame.f_back
    found = [thing for thing in things if isinstance(thing, Blocks)]
    kept = list(found[0] if found else blocks)"""
    + TWO_PASSES,
    "patches_the_generator": """
def patches_the_generator(beta, blocks):
    rng = np.random.default_rng
    streams.long_stream = lambda columns, count: iter([(np.zeros((1, columns)), np.zeros(1))])
    type(blocks).__iter__ = lambda self: (self,) and iter(lambda: type(self).__next__(self), None)
    kept = [*blocks]"""
    + TWO_PASSES,
}


@pytest.fixture(scope="module")
def box(boxed):
    """Functions in a box, by their names."""
    folder = watch.wires()
    sandbox.hand_over(folder)
    place = serving.Place(folder, f"{sandbox.HOME}/streams")
    words = [*sandbox.command("/tmp", {"streams": folder}, 2048), sys.executable, "-c", INSIDE]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(words, **pipes) as inside:

        def ask(name, probe):
            pickle.dump((name, (ANSWERS | CHEATS | OTHERS)[name], probe), inside.stdin)
            inside.stdin.flush()
            return read(pickle.load(inside.stdout))

        yield lambda name: Elsewhere(name, ask, place)
        inside.kill()
    folder.rmdir()


@pytest.mark.parametrize("name", ANSWERS)
def test_who_keeps_nothing_but_sums_is_right(box, name):
    assert_read_once(box(name), [CASE])


@pytest.mark.parametrize("name", CHEATS)
def test_what_is_kept_is_seen_from_outside(box, name):
    with pytest.raises(AssertionError, match=f"of {LONG} blocks were in memory"):
        assert_read_once(box(name), [CASE])


OTHERS = {
    "twice": """
def twice(beta, blocks):
    n = sum(len(y) for _, y in blocks)
    return sum(X.sum() for X, _ in blocks) / n""",
    "hides_the_second_pass": """
def hides_the_second_pass(beta, blocks):
    n = sum(len(y) for _, y in blocks)
    blocks._ended = False
    return n + sum(len(y) for _, y in blocks)""",
    "comes_again": """
def comes_again(beta, blocks):
    import socket
    n = sum(len(y) for _, y in blocks)
    with socket.socket(socket.AF_UNIX) as other:
        other.connect(blocks._wire.getpeername())
        other.settimeout(1)
        other.sendall(b"n")
        return other.recv(4)""",
    "first": """
def first(beta, blocks):
    return next(iter(blocks))[0].sum()""",
    "behaves": """
def behaves(beta, blocks):
    n = 0
    for X, y in blocks:
        n += len(y)
        if n > 1000:
            return [len(y) for _, y in blocks][0]
    return n""",
}


def message(box, name, *more):
    with pytest.raises(AssertionError) as caught:
        assert_read_once(box(name), [CASE], *more)
    return str(caught.value)


def test_passes_are_counted_from_outside(box):
    assert "read twice" in message(box, "twice")
    assert "to its end" in message(box, "first")
    assert message(box, "comes_again"), "nobody listens any more"


def test_who_hides_a_second_pass_gets_no_block_in_it(box):
    rows = LONG * streams.ROWS
    assert_read_once(box("hides_the_second_pass"), [CASE], [(3.0, float(rows))])


def test_who_behaves_on_a_long_stream_only_is_wrong_on_it(box):
    wanted = [(3.0, float(LONG * streams.ROWS))]
    assert "on a long stream" in message(box, "behaves", wanted)
    assert_read_once(
        box("behaves"), [CASE], [(4.0, 0.0)]
    )  # wrong on the short one: not judged here


def test_what_the_system_does_not_tell_is_not_believed(box, monkeypatch):
    def refuses(pid):
        raise PermissionError

    monkeypatch.setattr(serving, "_memory", refuses)
    assert f"{LONG} of {LONG} blocks" in message(box, "honest")
