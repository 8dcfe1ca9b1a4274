"""Time ways of doing the same thing in turns, so that a busy moment hits all of them."""

import time
from statistics import median

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
    """The median time of each, in seconds."""
    order = [(r, i) for r in range(rounds) for i in range(len(functions))]
    times = [[] for _ in functions]
    for _, i in tqdm(order, leave=False, delay=1):
        times[i].append(seconds(functions[i], warm))
    return [median(column) for column in times]
