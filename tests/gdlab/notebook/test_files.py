"""Writing whole: the file is the old one or the new one, however many write it at once."""

import os
import threading

import pytest

from gdlab.notebook import files
from gdlab.notebook.files import write_whole


@pytest.mark.parametrize("content", ["강의\nnotes\r\n", b"\x00\xff"])
def test_what_is_written_is_what_is_there_and_nothing_else(content, tmp_path):
    write_whole(tmp_path / "강의.json", content)
    data = content.encode("utf-8") if isinstance(content, str) else content
    assert (tmp_path / "강의.json").read_bytes() == data
    assert len(list(tmp_path.iterdir())) == 1


def test_it_takes_the_place_of_an_older_file(tmp_path):
    write_whole(tmp_path / "a", "a longer text")
    write_whole(str(tmp_path / "a"), "short")
    assert (tmp_path / "a").read_text() == "short"


@pytest.mark.parametrize("call", ["fsync", "replace"])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_where_it_fails_the_old_file_stays_and_no_other_is_left(call, error, tmp_path, monkeypatch):
    write_whole(tmp_path / "a", "old")

    def fail(*_):
        raise error

    monkeypatch.setattr(files.os, call, fail)
    with pytest.raises(type(error)):
        write_whole(tmp_path / "a", "new")
    assert [p.name for p in tmp_path.iterdir()] == ["a"]
    assert (tmp_path / "a").read_text() == "old"


def test_the_bytes_reach_the_disk_before_the_name_does(tmp_path, monkeypatch):
    order = []
    for name in ("fsync", "replace"):
        real = getattr(os, name)
        monkeypatch.setattr(
            files.os, name, lambda *a, real=real, name=name: (order.append(name), real(*a))
        )
    write_whole(tmp_path / "a", "text")
    assert order == ["fsync", "replace"]


def test_many_writers_of_one_file_leave_one_of_their_texts(tmp_path):
    texts = [letter * 50_000 for letter in "abcdefgh"]
    threads = [
        threading.Thread(target=write_whole, args=(tmp_path / "a", text)) for text in texts * 4
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (tmp_path / "a").read_text() in texts
    assert [p.name for p in tmp_path.iterdir()] == ["a"]


def test_a_missing_folder_is_the_systems_own_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        write_whole(tmp_path / "nowhere" / "a", "text")
