"""A child that asks for too much ends, with the reason, and its parent does not notice."""

import os
import sys
import textwrap
import time
from pathlib import Path

import numpy as np
import pytest

from gdcore.scale import child, limit
from gdcore.scale.disk import write_rows
from gdcore.scale.limit import NOT_HERE, Run, run_limited

linux = pytest.mark.skipif(sys.platform != "linux", reason="a memory limit needs Linux")


def fill(megabytes):
    import numpy as np

    return float(np.ones(megabytes * 125_000).sum())


def whole(folder):
    """The slide's gradient, with everything in memory."""
    import numpy as np

    X, y = np.load(f"{folder}/X.npy"), np.load(f"{folder}/y.npy")
    return 2 / len(y) * X.T @ (X @ np.zeros(X.shape[1]) - y)


def streamed(folder):
    import numpy as np

    from gdcore.scale.blocks import gradient_in_blocks
    from gdcore.scale.disk import Rows

    rows = Rows(folder)
    return gradient_in_blocks(np.zeros(rows.shape[0]), rows)


@linux
def test_what_fits_finishes_with_its_value_and_its_peak():
    run = run_limited(fill, 50, megabytes=200)
    assert (run.ended, run.value, run.limit) == ("finished", 50 * 125_000.0, 200_000_000)
    assert 50e6 < run.peak < 200e6
    assert repr(run).splitlines()[1] == "ended   finished"


@linux
def test_what_does_not_fit_says_what_was_asked():
    run = run_limited(fill, 400, megabytes=200)
    assert (run.ended, run.value, run.asked) == ("out of memory", None, 400_000_000)
    assert run.peak < 200e6
    said = repr(run)
    assert "limit   200 MB" in said and "asked   400 MB at once" in said and "peak" in said
    assert "Unable to allocate" in said


@linux
def test_the_full_batch_dies_where_the_stream_finishes_with_the_same_gradient(tmp_path):
    n, d = 200_000, 100  # 160 MB
    pieces = ((np.full((1000, d), 0.5), np.ones(1000)) for _ in range(n // 1000))
    rows = write_rows(tmp_path / "a", pieces, n, (d,), "float64")
    dead = run_limited(whole, str(rows.folder), megabytes=150)
    alive = run_limited(streamed, str(rows.folder), megabytes=150)
    assert dead.ended == "out of memory" and alive.ended == "finished"
    assert alive.value == pytest.approx(np.full(d, -1.0), rel=1e-12)
    roomy = run_limited(whole, str(rows.folder), megabytes=1000)
    assert roomy.value == pytest.approx(alive.value, rel=1e-12)
    assert alive.peak < 100e6 < 160e6 < roomy.peak


@linux
def test_memory_asked_for_little_by_little_ends_the_same_way():
    def pile():
        kept = []
        while True:
            kept.append(bytes(100_000))

    run = run_limited(pile, megabytes=120)
    assert run.ended == "out of memory" and run.asked is None and 50e6 < run.peak < 130e6
    assert "asked" not in repr(run)


@linux
def test_the_peak_is_the_childs_not_the_parents():
    held = np.ones(40_000_000)  # 320 MB here, which a forked child would be born with
    assert run_limited(fill, 1, megabytes=200).peak < 100e6
    assert held[-1] == 1


@linux
def test_an_error_of_the_function_is_told_with_its_line():
    def wrong():
        first = 1
        return first + unknown  # noqa: F821

    run = run_limited(wrong, megabytes=120)
    assert run.ended == "error"
    line = wrong.__code__.co_firstlineno + 2
    assert run.message == f"NameError: name 'unknown' is not defined (line {line})"


@linux
def test_a_child_that_does_not_end_is_ended():
    def forever():
        while True:
            pass

    run = run_limited(forever, megabytes=120, seconds=0.5)
    assert (run.ended, run.message, run.peak) == ("killed", "not done after 0.5 s", None)


@linux
def test_a_child_that_is_killed_is_told():
    def abort():
        import os

        os.abort()

    run = run_limited(abort, megabytes=120)
    assert (run.ended, run.message) == ("killed", "signal 6") and "not known" in repr(run)


@linux
def test_an_interrupt_takes_the_child_with_it(tmp_path):
    """The child writes down its number and waits; the parent is interrupted like a kernel."""
    import signal
    import subprocess

    script = textwrap.dedent(
        """
        import sys
        from gdcore.scale.limit import run_limited

        def waits(path):
            import os, time
            with open(path + ".part", "w") as file:
                file.write(str(os.getpid()))
            os.rename(path + ".part", path)
            time.sleep(3600)

        run_limited(waits, sys.argv[1], megabytes=120, seconds=3600)
        """
    )
    program, note = tmp_path / "program.py", tmp_path / "child"
    program.write_text(script)
    quiet = {"stderr": subprocess.DEVNULL}
    parent = subprocess.Popen([sys.executable, str(program), str(note)], **quiet)
    while not note.exists():
        assert parent.poll() is None, "it ended before its child began"
        time.sleep(0.01)  # a file of another process can only be looked for
    number = int(note.read_text())
    parent.send_signal(signal.SIGINT)
    assert parent.wait() != 0
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)


def test_elsewhere_it_says_so_and_runs_nothing(monkeypatch):
    monkeypatch.setattr("gdcore.scale.limit.CAN_LIMIT", False)
    run = run_limited(fill, 10**9, megabytes=200)
    assert (run.ended, repr(run)) == ("not run", NOT_HERE)


@linux
def test_where_the_limit_does_not_hold_nothing_is_tried(monkeypatch, tmp_path):
    """A system that takes the limit and does not mind it, as some sandboxes do."""
    program = Path(child.__file__).read_text(encoding="utf-8")
    unheeded = program.replace("resource.setrlimit(", "(lambda *limits: None)(")
    assert unheeded != program
    (tmp_path / "unheeded.py").write_text(unheeded, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr("gdcore.scale.limit.CHILD", "unheeded")

    def leaves_a_trace(path):
        open(path, "w").close()

    run = run_limited(leaves_a_trace, str(tmp_path / "trace"), megabytes=200)
    assert (run.ended, repr(run)) == ("not run", limit.NO_HOLD)
    assert not (tmp_path / "trace").exists()


def test_a_run_reads_as_asked_limit_end_and_peak():
    run = Run("out of memory", 400_000_000, None, 786_432_000, 31_000_000, "no room")
    assert repr(run).split("\n") == [
        "limit   400 MB",
        "asked   786 MB at once",
        "ended   out of memory: no room",
        "peak    31 MB",
    ]


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: run_limited(fill, 1, megabytes=50), "at least 100"),
        (lambda: run_limited(fill, 1, megabytes=-1), "positive"),
        (lambda: run_limited(fill, 1, megabytes=200, seconds=0), "seconds must be a positive"),
        (lambda: run_limited(lambda: 1, megabytes=200), "written with def"),
        (lambda: run_limited(len, megabytes=200), "written with def"),
        (lambda: run_limited(3, megabytes=200), "written with def"),
        (lambda: run_limited(fill, lambda: 1, megabytes=200), "arguments must be such that"),
    ],
)
def test_bad_input_is_told(call, words):
    with pytest.raises(ValueError, match=words):
        call()
