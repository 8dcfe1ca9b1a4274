"""Whatever a learner's function does, the check ends, says why, and leaves no process behind."""

import itertools
import os
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import psutil
import pytest

from gdlab.guard import in_process, keeper
from gdlab.guard.observe import follow, observe
from gdlab.guard.watch import Watch

NUMBERS = np.arange(6.0)
POSIX = pytest.mark.skipif(os.name != "posix", reason="Windows has no fork and no such signals")
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="the memory limit is Linux's")


def once(function):
    yield function(NUMBERS)


def endless(a):
    while True:
        pass


def shrugging(a):
    while True:
        try:
            time.sleep(1)
        except BaseException:
            pass


def stubborn(a):
    for number in range(1, signal.NSIG):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
    return sum(itertools.count())


@pytest.mark.parametrize(
    "function",
    [
        endless,
        shrugging,
        lambda a: sum(itertools.count()),
        lambda a: 10**10**8,
        lambda a: threading.Lock().acquire() and threading.Event().wait(),
        pytest.param(stubborn, marks=POSIX),
    ],
)
def test_what_never_ends_is_ended(function):
    observation = observe(once, function, seconds=0.3)
    assert observation.ended.kind == "time up" and "0.3 s" in observation.ended.words
    assert observation.weaker == ""


@POSIX
def test_a_loop_is_told_with_its_line():
    def loop(a):
        k = 0
        while True:
            k += 1  # here, or above

    ended = observe(once, loop, seconds=0.3).ended
    assert ended.number - loop.__code__.co_firstlineno in (2, 3)
    assert ended.words.endswith(ended.line) and ended.line in (
        "while True:",
        "k += 1  # here, or above",
    )


def bottomless(a):
    return bottomless(a) + 1


def without_a_net(a):
    sys.setrecursionlimit(10**9)

    class Mirror:
        def __repr__(self):
            return repr(self)

    return repr(Mirror())


def alarmed(a):
    signal.setitimer(signal.ITIMER_REAL, 0.01)
    time.sleep(60)


def orphaned(a):
    os.kill(os.getppid(), signal.SIGKILL)
    time.sleep(60)


def shutting(a):
    sys.stdout.close()
    os.closerange(0, 100)
    return a


@pytest.mark.parametrize(
    ("function", "kind", "word"),
    [
        (lambda a: os._exit(3), "died", "exit code 3"),
        (lambda a: os._exit(0), "died", "exit code 0"),
        (lambda a: sys.exit(4), "crashed", "SystemExit: 4"),
        (lambda a: os.abort(), "died", "SIGABRT"),
        (lambda a: input("? "), "crashed", "EOFError"),
        (bottomless, "crashed", "RecursionError"),
        (shutting, "died", "ended Python"),
        pytest.param(without_a_net, "died", "SIG", marks=POSIX),
        pytest.param(alarmed, "died", "SIGALRM", marks=POSIX),
        pytest.param(orphaned, "died", "ended the process", marks=POSIX),
        pytest.param(lambda a: os.kill(os.getpid(), 9), "died", "SIGKILL", marks=POSIX),
        pytest.param(lambda a: np.ones(50 * 10**9), "died", "memory", marks=LINUX),
        pytest.param(lambda a: bytearray(50 * 10**9), "died", "memory", marks=LINUX),
        pytest.param(lambda a: [0] * 10**10, "died", "memory", marks=LINUX),
    ],
)
def test_a_sudden_end_is_told(function, kind, word):
    ended = observe(once, function).ended
    assert ended.kind == kind and word in ended.words


def test_memory_taken_bit_by_bit_is_bounded():
    def hoarding(a):
        kept = []
        while True:
            kept.append(np.ones(10**6))

    assert "memory" in observe(once, hoarding, seconds=600).ended.words


def printing(a):
    for _ in range(10**5):
        print("x" * 80)
        print("y" * 80, file=sys.stderr)
    os.write(1, b"z" * 1000)
    return a


def patching(a):
    np.dot = np.linalg.norm = np.random.default_rng = None
    sys.path.clear()
    os.environ.clear()
    return a


def setting_signals(a):
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: None)
    return a


def with_threads(a):
    for _ in range(3):
        threading.Thread(target=endless, args=(a,)).start()
    return a


def moving(a):
    os.chdir(os.sep)
    return a


@pytest.mark.parametrize(
    "function", [printing, patching, setting_signals, with_threads, moving, lambda a: a]
)
def test_what_does_no_harm_is_judged_and_nothing_stays(function, capfd):
    before = np.dot, os.getcwd(), signal.getsignal(signal.SIGINT), threading.active_count()
    observation = observe(once, function)
    assert observation.ended is None and np.array_equal(observation.values[0], NUMBERS)
    after = np.dot, os.getcwd(), signal.getsignal(signal.SIGINT), threading.active_count()
    assert before[:3] == after[:3] and after[3] <= before[3] + 1  # one listens to the nursery
    assert capfd.readouterr() == ("", "")


@POSIX
@pytest.mark.parametrize("session", [False, True])
def test_a_multitude_of_processes_is_stopped(session):
    def multiplying(a):
        while True:
            subprocess.Popen(["sleep", "1000"], start_new_session=session)

    assert "processes" in observe(once, multiplying).ended.words
    assert no_children_but_the_nursery()


@POSIX
def test_a_fork_bomb_is_stopped():
    def bomb(a):
        while True:
            os.fork()

    assert observe(once, bomb).ended.kind in ("died", "time up")
    assert no_children_but_the_nursery()


def leaving_one(file):
    """A function that leaves a process, which tells its number, in a session of its own."""

    def function(a):
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                with open(file, "w") as out:
                    out.write(f"{os.getpid()} ")
                time.sleep(1000)
            os._exit(0)
        while not (os.path.exists(file) and open(file).read().endswith(" ")):
            time.sleep(0.01)
        return a

    return function


@LINUX
def test_a_process_that_was_sent_away_is_found(tmp_path):
    file = tmp_path / "number"
    assert observe(once, leaving_one(str(file))).ended is None
    assert observe(once, lambda a: a).ended is None  # the nursery has swept by then
    assert not psutil.pid_exists(int(file.read_text()))


OTHERS = set()  # children that other tests of this process have left, such as a fork server


@pytest.fixture(autouse=True)
def others():
    """Know, before each test, which children are none of the guard's."""
    OTHERS.clear()
    OTHERS.update(p for p in psutil.Process().children(True) if "gdlab.guard" not in command(p))


def no_children_but_the_nursery():
    """Waits for those that are being ended, and for a new nursery to be known by its command."""
    ours = lambda: set(psutil.Process().children(True)) - OTHERS  # noqa: E731
    while not all("gdlab.guard.nursery" in command(p) for p in ours()):
        time.sleep(0.05)
    return True


def command(process):
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


@POSIX
@pytest.mark.parametrize("wait", [endless, lambda a: sum(itertools.count())])
def test_an_interrupt_leaves_no_process(wait):
    notebook = os.getpid()

    def interrupted(a):
        os.kill(notebook, signal.SIGINT)
        return wait(a)

    with pytest.raises(KeyboardInterrupt) as caught:
        list(follow(once, interrupted))
    notes = getattr(caught.value, "__notes__", [])
    assert wait is not endless or "in line" in notes[0]  # a loop in C is not found
    assert no_children_but_the_nursery()
    assert observe(once, lambda a: a).ended is None


def until_interrupted():
    threading.Event().wait()


@POSIX
@pytest.mark.parametrize("place", ["as the job is told", "as its process is heard of"])
def test_an_interrupt_finds_the_line_however_early_it_comes(place, monkeypatch):
    """The notebook stands still in that place until the interrupt is there."""
    notebook, tell = os.getpid(), keeper.Nursery.tell
    first = iter([until_interrupted])

    def telling(nursery, kind, thing):
        tell(nursery, kind, thing)
        next(first, int)()

    def watching(number):
        next(first, int)()
        return Watch(number)

    if place == "as the job is told":
        monkeypatch.setattr(keeper.Nursery, "tell", telling)
    else:
        monkeypatch.setattr(in_process, "Watch", watching)

    def interrupted(a):
        os.kill(notebook, signal.SIGINT)
        return endless(a)

    with pytest.raises(KeyboardInterrupt) as caught:
        list(follow(once, interrupted))
    assert "in line" in caught.value.__notes__[0]
    assert no_children_but_the_nursery()


@POSIX
def test_a_second_interrupt_leaves_no_process():
    """It comes while the first one asks where the function is."""
    notebook = os.getpid()

    def interrupted(a):
        os.kill(notebook, signal.SIGINT)
        try:
            return endless(a)
        finally:
            os.kill(notebook, signal.SIGINT)
            endless(a)

    with pytest.raises(KeyboardInterrupt):
        list(follow(once, interrupted))
    assert no_children_but_the_nursery()


def test_the_end_of_the_guard_leaves_no_process():
    observe(once, lambda a: a)
    assert psutil.Process().children()
    keeper.end_all()
    assert not [p for p in psutil.Process().children() if "gdlab.guard" in command(p)]


@POSIX
def test_a_nursery_that_was_killed_is_replaced():
    observe(once, lambda a: a)
    for process in psutil.Process().children():
        if "gdlab.guard.nursery" in command(process):
            process.kill()
    assert observe(once, lambda a: a).ended is None


@POSIX
def test_a_fork_of_the_notebook_has_a_nursery_of_its_own():
    observe(once, lambda a: a)
    child = os.fork()
    if not child:
        fine = observe(once, lambda a: a + 1).values[0][0] == 1
        keeper.end_all()
        os._exit(0 if fine else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert observe(once, lambda a: a).ended is None
