"""The memory that there is, from what each system says of it."""

import ctypes
from types import SimpleNamespace

import pytest

from gdcore.scale import devices

NEW, OLD = "/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"


@pytest.fixture
def system(monkeypatch):
    """A function that sets what the system says: files, bytes of the machine, Binder's word."""

    def says(files, physical=None, word=None):
        def read(path):
            if path not in files:
                raise OSError(path)
            return files[path]

        of_path = lambda path: SimpleNamespace(read_text=lambda: read(path))  # noqa: E731
        monkeypatch.setattr(devices, "Path", of_path)
        monkeypatch.setattr(devices, "_physical", lambda: physical)
        if word is None:
            monkeypatch.delenv("MEM_LIMIT", raising=False)
        else:
            monkeypatch.setenv("MEM_LIMIT", word)

    return says


@pytest.mark.parametrize(
    ("files", "limit"),
    [
        ({}, None),
        ({NEW: "max\n"}, None),
        ({NEW: "1000000000\n"}, 10**9),
        ({OLD: f"{2**63 - 4096}\n"}, None),  # how the old kind says that there is none
        ({OLD: "5000000\n"}, 5 * 10**6),
        ({NEW: "2000", OLD: "1000"}, 2000),
    ],
)
def test_a_container_says_its_limit_in_one_of_two_files(system, files, limit):
    system(files)
    assert devices.machine_memory() == limit


def test_the_smallest_of_all_that_is_said_counts(system):
    for word, wanted in (("700", 700), ("3000", 1000), ("much", 1000), (None, 1000)):
        system({NEW: "2000"}, physical=1000, word=word)
        assert devices.machine_memory() == wanted


def test_windows_counts_in_kilobytes_of_1024(monkeypatch):
    def installed(size):
        size._obj.value = 8 * 2**20
        return 1

    kernel = SimpleNamespace(GetPhysicallyInstalledSystemMemory=installed)
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(kernel32=kernel), raising=False)
    assert devices._windows_memory() == 8 * 2**30
