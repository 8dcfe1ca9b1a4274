"""The notebook's state: one of each kind, and all of it can be begun anew."""

from dataclasses import dataclass, field

from gdlab.notebook.state import begin_anew, kept


@dataclass
class Seen:
    names: list = field(default_factory=list)


@dataclass
class Other:
    names: list = field(default_factory=list)


def test_each_kind_has_one_thing():
    kept(Seen).names.append("a")
    assert kept(Seen) is kept(Seen) and kept(Seen).names == ["a"]
    assert kept(Other).names == []


def test_a_new_notebook_remembers_nothing():
    kept(Seen).names.append("a")
    begin_anew()
    assert kept(Seen).names == []
