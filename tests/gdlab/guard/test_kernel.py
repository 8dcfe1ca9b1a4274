"""A notebook's kernel outlives every function, and leaves no process behind."""

import time

import psutil
import pytest

from tests.helpers import ROOT

manager = pytest.importorskip("jupyter_client.manager")
PATIENCE = 600  # s; only a kernel that is dead is waited for so long

SETUP = f"""
import sys, os, itertools
sys.path.insert(0, {str(ROOT)!r})
import numpy as np
from gdlab.guard.observe import observe
def once(function):
    yield function(np.arange(3.0))
def ended(function, **options):
    found = observe(once, function, **options)
    return found.ended.kind if found.ended else found.values[0].tolist()
"""


class Notebook:
    """A real kernel."""

    def __init__(self):
        self.manager, self.client = manager.start_new_kernel(startup_timeout=PATIENCE)
        self.run(SETUP)

    def begin(self, code):
        return self.client.execute(code)

    def end(self, message):
        """The last value's text, or the exception's name."""
        text = ""
        while True:
            reply = self.client.get_iopub_msg(timeout=PATIENCE)
            if reply["parent_header"].get("msg_id") != message:
                continue
            content = reply["content"]
            if reply["msg_type"] in ("execute_result", "error"):
                text = content.get("ename") or content["data"]["text/plain"]
            if reply["msg_type"] == "status" and content["execution_state"] == "idle":
                break
        return text

    def run(self, code):
        return self.end(self.begin(code))

    @property
    def process(self):
        return psutil.Process(self.manager.provisioner.pid)

    def family(self):
        return self.process.children(recursive=True)

    def close(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


@pytest.fixture
def notebook():
    notebook = Notebook()
    yield notebook
    notebook.close()


def wait_for_a_child_of_the_nursery(notebook):
    """The nursery and the child that runs the function."""
    while True:
        family = notebook.family()
        if len(family) > 1:
            return family
        time.sleep(0.05)


def wait_until_ended(family):
    """A process that nobody gathers is over, too."""
    while any(map(is_alive, family)):
        time.sleep(0.05)


def is_alive(process):
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def test_a_kernel_lives_on(notebook):
    assert notebook.run("ended(lambda a: sum(itertools.count()), seconds=0.5)") == "'time up'"
    assert notebook.run("ended(lambda a: os._exit(1))") == "'died'"
    assert notebook.run("ended(lambda a: input())") == "'crashed'"
    assert notebook.run("ended(lambda a: display(a) or a)") == "[0.0, 1.0, 2.0]"
    notebook.run("factor = 2\ndef mine(a):\n    return factor * a\n")
    assert notebook.run("ended(mine)") == "[0.0, 2.0, 4.0]"
    notebook.run("def mine(a):\n    b = a + 1\n    return b @ np.ones(7)  # here\n")
    said = notebook.run("observe(once, mine).ended.words")
    assert "in line 3: return b @ np.ones(7)  # here" in said


def test_a_process_waits_as_soon_as_checks_are_imported(notebook):
    notebook.run("import gdcore.descent, gdlab")
    assert not notebook.family()
    notebook.run("from gdlab import check")
    [waiting] = notebook.family()
    assert notebook.run("ended(lambda a: a)") == "[0.0, 1.0, 2.0]"
    assert notebook.family() == [waiting]


def test_an_interrupted_cell_ends_at_once_and_leaves_nothing(notebook):
    cell = notebook.begin("ended(lambda a: sum(itertools.count()), seconds=10**6)")
    family = wait_for_a_child_of_the_nursery(notebook)
    notebook.manager.interrupt_kernel()
    assert notebook.end(cell) == "KeyboardInterrupt"
    wait_until_ended(family)
    assert notebook.run("ended(lambda a: a)") == "[0.0, 1.0, 2.0]"


def test_a_restarted_kernel_leaves_nothing(notebook):
    notebook.begin("ended(lambda a: sum(itertools.count()), seconds=10**6)")
    family = wait_for_a_child_of_the_nursery(notebook)
    notebook.manager.restart_kernel(now=True)
    wait_until_ended(family)


def test_a_kernel_that_is_shut_down_leaves_nothing(notebook):
    notebook.run("ended(lambda a: a)")
    family = notebook.family()
    assert family
    notebook.manager.shutdown_kernel()
    wait_until_ended(family)


def test_two_notebooks_do_not_meet(notebook):
    other = Notebook()
    cell = notebook.begin("ended(lambda a: sum(itertools.count()), seconds=10**6)")
    family = wait_for_a_child_of_the_nursery(notebook)
    assert other.run("ended(lambda a: os.kill(os.getppid(), 9))") in ("'died'", "'returned None'")
    assert other.run("ended(lambda a: a)") == "[0.0, 1.0, 2.0]"
    assert all(map(is_alive, family))
    other.close()
    assert all(map(is_alive, family))
    notebook.manager.interrupt_kernel()
    assert notebook.end(cell) == "KeyboardInterrupt"
