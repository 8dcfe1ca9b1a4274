"""When memory ends: the same sum over rows, in blocks, from disk, in parallel, on many machines."""
