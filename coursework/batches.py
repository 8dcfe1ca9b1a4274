"""Sets that were released by 1.0.0 name this module: coursework.epochs, as it was called then."""

from coursework.epochs import assert_batch_rows, assert_batch_sizes

__all__ = ["assert_batch_rows", "assert_batch_sizes"]
