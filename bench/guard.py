"""What it costs to run a learner's function where nothing it does can hurt.

One small right answer, judged: in the kernel's thread, in a child of the warm nursery, and with a
nursery that has to be started first. Then what a child costs that is made otherwise: a new Python
each time, and a fork of a process as large as a notebook's kernel.
"""

import os
import subprocess
import sys

import numpy as np

from bench._table import line
from bench._turns import in_turns
from gdlab.guard import keeper
from gdlab.guard.in_kernel import observe_here
from gdlab.guard.observe import observe

ROUNDS = 7
X, Y = np.random.default_rng(0).normal(size=(50, 3)), np.arange(50.0)


def gradient(beta, X, y):
    """A learner's answer."""
    return 2 / len(y) * X.T @ (X @ beta - y)


def probe(function):
    """As a check asks: ten calls."""
    for k in range(10):
        yield function(np.full(3, k), X, Y)


def in_thread():
    return list(observe_here(probe, gradient, 6))


def warm():
    return observe(probe, gradient)


def cold():
    keeper.end_all()
    return observe(probe, gradient)


def new_python():
    """The least that a process of its own needs, if it is started from nothing."""
    subprocess.run([sys.executable, "-c", "import numpy, cloudpickle"], check=True)


def fork_of_a_kernel():
    """Only safe while no library has used threads of its own in it."""
    child = os.fork()
    if not child:
        os._exit(0)
    os.waitpid(child, 0)


def lines():
    """Each way's seconds, of a warm child's."""
    ways = {"kernel's thread": in_thread, "warm child": warm, "cold nursery": cold}
    ways["new Python"] = new_python
    if hasattr(os, "fork"):
        import matplotlib.pyplot  # noqa: F401  a kernel's size: the page tables are what is copied
        import scipy.optimize  # noqa: F401
        import sklearn.linear_model  # noqa: F401

        ways["fork of a kernel"] = fork_of_a_kernel
    times = in_turns(ways, ROUNDS, warm=0)
    for name, taken in times.items():
        note = f"{1e3 * min(taken):.1f} ms"
        yield line(f"seconds of a {name}, of a warm child", taken, times["warm child"], note)
    keeper.end_all()
