"""The fused loop loads, is kept, shared between threads and processes, and missed with a word.

That it gives the gradient, test_blocks.py shows for both engines alike.
"""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from gdcore.data import make
from gdcore.descent import gradient_descent
from gdcore.scale import fast
from gdcore.scale.blocks import FUSED_BYTES, gradient_in_blocks, sums_in_blocks
from gdcore.scale.disk import write_rows
from tests.helpers import ROOT

needs_numba = pytest.mark.skipif(not fast.available(), reason="the fast extra is not installed")
GRADIENT = """
import numpy as np
from gdcore.scale.blocks import gradient_in_blocks
X = np.arange(60.0).reshape(20, 3)
print(gradient_in_blocks(np.ones(3), X, X[:, 0], engine={engine!r}).tolist())
"""


def ran(code, **environment):
    """A fresh Python's words and complaints."""
    settings = os.environ | {"PYTHONPATH": str(ROOT)} | environment
    command = [sys.executable, "-c", code]
    return subprocess.run(command, env=settings, cwd=ROOT, capture_output=True, text=True)


@pytest.fixture(scope="module")
def wanted():
    return ran(GRADIENT.format(engine="numpy")).stdout


def test_without_numba_numpy_is_taken_and_the_fused_loop_says_what_it_needs(wanted):
    without = "import sys; sys.modules['numba'] = sys.modules['llvmlite'] = None\n"
    there = ran(without + GRADIENT.format(engine="fused"))
    assert "ImportError" in there.stderr and "pip install numba" in there.stderr
    large = f"""
from gdcore.scale.blocks import engine_for
import numpy as np
print(engine_for(np.broadcast_to(1.0, ({FUSED_BYTES // 8}, 10))))
"""
    assert ran(without + large).stdout == "numpy\n"
    assert ran(without + GRADIENT.format(engine=None)).stdout == wanted


def test_small_data_never_loads_numba():
    loaded = ran(GRADIENT.format(engine=None) + "import sys; print('numba' in sys.modules)")
    assert loaded.stdout.endswith("False\n")


@needs_numba
def test_the_compiled_loop_is_kept_for_the_next_process(tmp_path, wanted):
    """NUMBA_CACHE_DIR: an empty folder, which the first process fills and the second only reads."""
    folder = tmp_path / "cache"
    for hits in (0, 2):  # a kernel for each type
        code = GRADIENT.format(engine="fused")
        code += "kernel, _ = __import__('gdcore.scale.fast').scale.fast.load()\n"
        code += "print(sum(kernel.stats.cache_hits.values()))"
        said = ran(code, NUMBA_CACHE_DIR=str(folder))
        assert said.stdout == wanted + f"{hits}\n", said.stderr
        assert list(folder.rglob("*.nbc"))


@needs_numba
def test_where_nothing_can_be_kept_it_works_all_the_same(tmp_path, wanted):
    """A file stands where the folder should be: nobody can write there, root neither."""
    (tmp_path / "file").touch()
    said = ran(GRADIENT.format(engine="fused"), NUMBA_CACHE_DIR=str(tmp_path / "file" / "cache"))
    assert said.stdout == wanted, said.stderr


@needs_numba
def test_whoever_waits_is_told_why():
    code = f"from gdcore.scale import fast\nfast.PATIENCE = 0.0\n{GRADIENT.format(engine='fused')}"
    assert fast.TOLD in ran(code, TQDM_DISABLE="").stderr
    assert fast.TOLD not in ran(code).stderr  # bars are off in tests, and so is this


@needs_numba
def test_many_callers_at_once_get_the_same_to_the_last_bit():
    data = make(3000, 7, noise=1.0)

    def gradient(_):
        return gradient_in_blocks(data.start + 1, data.X, data.y, workers=2, engine="fused")

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(gradient, range(30)))
    assert all(np.array_equal(answers[0], answer) for answer in answers)


@needs_numba
@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_it_works_after_a_fork_while_threads_are_there(wanted):
    code = """
import os
{gradient}
with __import__("concurrent.futures").futures.ThreadPoolExecutor(2) as pool:
    pool.submit(len, "").result()
    if os.fork() == 0:
        print(gradient_in_blocks(np.ones(3), X, X[:, 0], workers=2, engine="fused").tolist())
        __import__("sys").stdout.flush()
        os._exit(0)
    os.wait()
"""
    said = ran(code.format(gradient=GRADIENT.format(engine="fused")) + "\n")
    first, second = sorted(said.stdout.splitlines())
    assert first == second == wanted.strip(), said.stderr


@needs_numba
def test_a_stream_from_disk_and_a_walk_on_it(tmp_path):
    data = make(500, 6, noise=1.0)
    rows = write_rows(tmp_path / "rows", [(data.X, data.y)], 500, (6,), "float64")
    for way in ({"X": rows}, {"X": rows.blocks(64)}, {"X": data.X, "y": data.y}):
        ours = sums_in_blocks(data.start + 2, engine="fused", **way)
        theirs = sums_in_blocks(data.start + 2, data.X, data.y, engine="numpy")
        assert ours.product == pytest.approx(theirs.product, rel=1e-12)
        assert (ours.squares, ours.n) == (pytest.approx(theirs.squares, rel=1e-12), 500)

    def fused(beta, X, y):
        return gradient_in_blocks(beta, X, y, engine="fused")

    path = gradient_descent(data.X, data.y, 0.05, 40, gradient=fused)
    assert path.end == pytest.approx(gradient_descent(data.X, data.y, 0.05, 40).end, rel=1e-12)
