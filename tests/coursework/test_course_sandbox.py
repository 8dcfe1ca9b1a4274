"""Inside the box: what is there, what is not, and where it ends."""

import os
import socket
import subprocess
import sys

import pytest

from coursework import sandbox
from coursework.course import make
from coursework.grade import Options, grade_set
from coursework.trouble import Trouble

pytestmark = pytest.mark.usefixtures("boxed")


@pytest.fixture
def inside(tmp_path, monkeypatch):
    """Run Python in the box, with a course beside it and a secret in the environment."""
    make(tmp_path / "course")
    monkeypatch.setenv("SECRET", "hunter2")
    data = tmp_path / "rows.csv"
    data.write_text("1,2\n")

    def run(source, memory=2048):
        words = sandbox.command("/tmp", {"data/rows.csv": data}, memory)
        return subprocess.run(
            [*words, sys.executable, "-c", source, str(tmp_path)],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


def said(ran):
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()


def test_lessons_tools_and_the_sets_data_are_there(inside):
    ran = inside(
        "import numpy, matplotlib.pyplot, sklearn.datasets, gdcore.losses, coursework\n"
        "print(open('data/rows.csv').read())"
    )
    assert said(ran) == "1,2"


def test_the_course_the_environment_and_other_processes_are_not(inside):
    ran = inside(
        "import os, sys\n"
        "print(os.path.exists(sys.argv[1]), os.environ.get('SECRET'), os.getuid() == 0)\n"
        "print(max(int(p) for p in os.listdir('/proc') if p.isdigit()) < 100)"
    )
    assert said(ran).split() == ["False", "None", "False", "True"]


def test_nothing_can_be_written_but_memory_that_goes_away(inside):
    ran = inside(
        "import os, gdcore\n"
        "for place in ('/', '/usr', '/etc', '/dev', '/work', os.path.dirname(gdcore.__file__)):\n"
        "    try: open(place + '/canary', 'w'); print('wrote', place)\n"
        "    except OSError: pass\n"
        "try: open('data/rows.csv', 'w'); print('wrote the data')\n"
        "except OSError: pass\n"
        "open('mine', 'w').write('x'); open('/tmp/mine', 'w').write('x')"
    )
    assert said(ran) == ""
    assert not os.path.exists("/tmp/mine")


def test_there_is_no_network_not_even_this_machines_own(inside):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        ran = inside(f"import socket; socket.create_connection(('127.0.0.1', {port}), timeout=5)")
    assert ran.returncode and "Connection refused" in ran.stderr


def test_memory_files_and_processes_have_an_end(inside):
    ran = inside("x = bytearray(600 * 2**20)", memory=512)
    assert "MemoryError" in ran.stderr
    ran = inside("for n in range(9): open(str(n), 'wb').write(bytes(40 * 2**20))")
    assert "No space left" in ran.stderr
    ran = inside("open('big', 'wb').write(bytes(100 * 2**20))")
    assert ran.returncode
    ran = inside(
        "import os, time\n"
        "try:\n"
        "    for n in range(200):\n"
        "        if not os.fork(): time.sleep(60)\n"
        "except OSError: print('enough')"
    )
    assert said(ran) == "enough"


def test_where_it_cannot_work_nothing_is_graded_until_told_and_the_dangers_are_said(
    course, monkeypatch
):
    monkeypatch.setattr(sandbox.shutil, "which", lambda program: None)
    with pytest.raises(Trouble) as trouble:
        grade_set(course, "toy", Options())
    for words in ("needs bwrap", "apt install", "--without-sandbox", "change the gradebook"):
        assert words in str(trouble.value)
    assert grade_set(course, "toy", Options(boxed=False)) == []


def test_a_box_that_will_not_start_says_why(monkeypatch):
    monkeypatch.setattr(sandbox, "command", lambda *about: ["bwrap", "--no-such-option"])
    assert "could not start here: bwrap: Unknown option" in sandbox.trouble()
