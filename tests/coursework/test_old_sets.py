"""Every module and name that the sets of version 1.0.0 import is still there: classes go on."""

from importlib import import_module

import pytest

NAMES = {
    "coursework.batches": ("assert_batch_rows", "assert_batch_sizes"),
    "coursework.judge": (
        "assert_changes",
        "assert_directions",
        "assert_ends",
        "assert_example",
        "assert_firsts",
        "assert_lengths",
        "assert_shape",
        "assert_type",
        "assert_untouched",
        "assert_values",
    ),
    "coursework.probing": ("Blocks", "Curve", "Images", "RowSlopes", "Slope"),
    "coursework.selfcheck": ("assert_slopes", "attempt", "before_handing_in"),
    "coursework.streams": ("assert_read_once",),
}


@pytest.mark.parametrize("module", NAMES)
def test_a_released_set_finds_what_it_imports(module):
    assert set(NAMES[module]) <= set(dir(import_module(module)))
