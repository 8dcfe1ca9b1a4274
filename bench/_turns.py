"""Time ways of doing the same thing in turns, so that a busy moment hits all of them."""

import time
from statistics import median

from tqdm import tqdm


def seconds(function, warm=2):
    """One timed run, after `warm` that are not: threads left spinning by others slow the first."""
    for _ in range(warm):
        function()
    began = time.perf_counter()
    function()
    return time.perf_counter() - began


def in_turns(functions, rounds, warm=2):
    """The median time of each, in seconds."""
    order = [(r, i) for r in range(rounds) for i in range(len(functions))]
    times = [[] for _ in functions]
    for _, i in tqdm(order, leave=False, delay=1):
        times[i].append(seconds(functions[i], warm))
    return [median(column) for column in times]
