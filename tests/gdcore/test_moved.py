"""What version 1 of the course imported is there, or says where it is."""

import re
import sys
from importlib import import_module

import pytest

import gdcore
from gdcore import _moved

VERSION_1 = """
    arrays batches blocks checks cluster cost curvature data descent disk draw explorers export gpu
    landscapes limit losses noise parts pipeline pixels predictions progress record stage trouble
""".split()


@pytest.mark.parametrize("name", VERSION_1)
def test_a_module_of_version_1_is_there_or_says_where_it_is(name):
    if name not in _moved.MOVED:
        assert import_module(f"gdcore.{name}")
        return
    with pytest.raises(ModuleNotFoundError, match=f"gdcore.{name} is now"):
        import_module(f"gdcore.{name}")
    place, *lines = re.findall(r"gdlab[\w.]*|gdcore\.scale[\w.]*|`.*?`", _moved.MOVED[name])
    assert import_module(place)
    for line in lines:
        exec(line.strip("`"), {})


def test_what_never_was_is_only_not_found():
    with pytest.raises(ModuleNotFoundError, match=r"No module named 'gdcore\.nothing'"):
        import_module("gdcore.nothing")


def test_the_signpost_stands_once():
    _moved.show_the_way()
    assert sum(isinstance(finder, _moved.Signpost) for finder in sys.meta_path) == 1
    assert gdcore.show_the_way is _moved.show_the_way
