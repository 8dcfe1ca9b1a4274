"""Time ways of doing the same thing in turns, so that a busy moment hits all of them."""

import time

from tqdm import tqdm

WARM = 0.3  # seconds; the threads that another way's BLAS left spinning have ended by then


def seconds(function, warm=WARM):
    """One timed run, after `warm` seconds of runs that are not."""
    until = time.perf_counter() + warm
    while time.perf_counter() < until:
        function()
    began = time.perf_counter()
    function()
    return time.perf_counter() - began


def in_turns(functions, rounds, warm=WARM):
    """Each function's times, one a round, in seconds; functions is a list, or a dict by name."""
    names = list(functions) if isinstance(functions, dict) else range(len(functions))
    times = {name: [] for name in names}
    order = [name for _ in range(rounds) for name in names]
    for name in tqdm(order, leave=False, delay=1, disable=None):  # None: no bar in a file
        times[name].append(seconds(functions[name], warm))
    return times if isinstance(functions, dict) else list(times.values())
