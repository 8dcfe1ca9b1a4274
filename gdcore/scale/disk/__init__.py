"""Data larger than memory: rows of X and y in files, written and read a piece at a time.

A data set is a folder of three files: X.npy and y.npy, numpy's own format (np.load opens them,
also with mmap_mode="r"), and header.json: rows, shape of a row, types, seed.
Shapes: X (n, d), or (n, height, width, channels) for images; y (n,).
Reading goes through ordinary reads, not through a memory map: what a map has touched counts as
this process's memory, and the peak would grow with n.
"""

from gdcore.scale.disk.reading import Rows
from gdcore.scale.disk.writing import write_rows

__all__ = ["Rows", "write_rows"]
