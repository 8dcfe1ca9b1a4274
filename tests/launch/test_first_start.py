"""start.py for real, in a clone of its own: killed, started, offline, homeless, twice, updated.

The clone lies in a folder with a space and Hangul. What needs a namespace of its own (a machine
without a network, a small disk) is skipped where the system does not give one.
"""

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from tests.helpers.environments import call, checkout, clean, need_an_index

pytestmark = pytest.mark.install
POSIX = pytest.mark.skipif(os.name == "nt", reason="signals and namespaces are not Windows'")
MINE = '{"cells": [], "metadata": {"mine": 1}, "nbformat": 4, "nbformat_minor": 5}'
PATIENCE = 300  # seconds that any one start may take


def git(folder, *arguments):
    """One git command, by an author of its own."""
    about = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    return call("git", *about, *arguments, cwd=folder)


def publish(upstream):
    git(upstream, "add", "-A")
    git(upstream, "commit", "-qm", "a version of the course")


def answer(running, address):
    """The page at an address of the server: it is named a moment before the port is open."""
    while running.poll() is None:
        try:
            return urllib.request.urlopen(address, timeout=PATIENCE).read()
        except urllib.error.HTTPError:
            raise
        except OSError:
            time.sleep(0.1)  # the only way to learn that a port has opened is to try it again
    raise AssertionError(f"the server ended before it answered at {address}")


SETTINGS = {  # a learner's own, each of which once led the start astray
    ".config/pip/pip.conf": "[global]\nuser = true\n[install]\ntarget = {home}/elsewhere\n",
    ".config/uv/uv.toml": "[pip]\ntarget = '{home}/elsewhere'\n",
    ".jupyter/jupyter_server_config.py": (
        "c.ServerApp.root_dir = {home!r}\nc.ServerApp.preferred_dir = {home!r}\n"
        "c.ServerApp.open_browser = True\n"
    ),
    ".local/share/jupyter/kernels/python3/kernel.json": (
        '{{"argv": ["/no/such/python"], "display_name": "mine", "language": "python"}}'
    ),
}


class Clone:
    """A learner's clone, and a home folder with settings of the learner's own."""

    def __init__(self, folder, upstream):
        self.folder, self.home = folder, folder.parent / "home"
        for name, text in SETTINGS.items():
            (self.home / name).parent.mkdir(parents=True, exist_ok=True)
            (self.home / name).write_text(text.format(home=str(self.home)), encoding="utf-8")
        git(upstream, "clone", "-q", upstream, folder)

    def command(self, *arguments, around=()):
        return [*around, sys.executable, "start.py", *arguments]

    def environment(self, **variables):
        return clean() | {"HOME": str(self.home)} | variables

    def start(self, *arguments, around=(), **variables):
        """Run to the end: (exit code, what it said)."""
        ran = subprocess.run(
            self.command(*arguments, around=around),
            cwd=self.folder,
            env=self.environment(**variables),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=PATIENCE,
        )
        return ran.returncode, ran.stdout

    @contextlib.contextmanager
    def lab(self, *options, **variables):
        """JupyterLab as start.py opens it: the process, and the address it names."""
        with open(self.home / "log", "w+", encoding="utf-8") as log:
            running = subprocess.Popen(
                self.command("lab", "--no-browser", *options),
                cwd=self.folder,
                env=self.environment(**variables),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
            try:
                yield running, self.named_address(running)
            finally:
                running.terminate()
                running.wait(timeout=30)

    def named_address(self, running):
        while running.poll() is None:
            said = (self.home / "log").read_text(encoding="utf-8")
            named = re.search(r"http://127\.0\.0\.1:\S+", said)
            if named:
                return named[0]
            time.sleep(0.1)  # the only way to learn what a program has said is to look again
        raise AssertionError((self.home / "log").read_text(encoding="utf-8")[-3000:])

    def version(self, name):
        code = f"from importlib.metadata import version; print(version({name!r}))"
        python = self.folder / ".venv" / "bin" / "python"
        return call(python, "-c", code, cwd=self.folder).strip()


@pytest.fixture(scope="module")
def upstream(tmp_path_factory):
    """The course's repository, as it is here."""
    folder = tmp_path_factory.mktemp("start")
    need_an_index(folder / "cache")
    made = checkout(folder / "upstream")
    git(made, "init", "-q")
    publish(made)
    return made


@pytest.fixture(scope="module")
def killed(upstream, tmp_path_factory):
    """A clone whose first start was killed in the middle."""
    if os.name == "nt":
        pytest.skip("a kill of a whole group of processes is not Windows'")
    made = Clone(tmp_path_factory.mktemp("강의 notes") / "경사 하강", upstream)
    running = subprocess.Popen(
        made.command("fresh", "00"),
        cwd=made.folder,
        env=made.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    while not list(made.folder.glob(".venv/lib/*/site-packages/pip")):
        assert running.poll() is None
        time.sleep(0.02)  # the moment to kill is seen in its files only
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    assert not (made.folder / ".venv" / "complete").exists()
    return made


@pytest.fixture(scope="module")
def clone(killed):
    """The same after a start that went through, and a second one at the same time."""
    second = subprocess.Popen(
        killed.command("fresh", "00"),
        cwd=killed.folder,
        env=killed.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    code, said = killed.start("fresh", "00")
    other = second.communicate(timeout=PATIENCE)[0]
    assert (code, second.returncode) == (0, 0), said + other
    assert (said + other).count("Setting up .venv") == 1  # one waited for the other
    return killed


def alone(*flags):
    """`unshare` with these flags, as root or as a user who may; a skip where neither may."""
    unshare = shutil.which("unshare")
    for command in ([unshare, *flags], [unshare, "-r", *flags]):
        if unshare and subprocess.run([*command, "true"], capture_output=True).returncode == 0:
            return command
    pytest.skip(f"this system gives no namespace of its own (unshare {' '.join(flags)})")


OFFLINE = """
ip link set lo up || exit 9
exec "$@"
"""
AND_ANSWERS = """
import socket, subprocess, sys, time, urllib.request
try:
    socket.create_connection(("192.0.2.1", 80), timeout=5)
    sys.exit("this machine has a network")
except OSError as error:
    assert "unreachable" in str(error), error
lab = subprocess.Popen([sys.executable, "start.py", "lab", "--no-browser", "--port=18888",
                        "--ServerApp.port_retries=0", "--IdentityProvider.token=t"])
while lab.poll() is None:
    try:
        address = "http://127.0.0.1:18888/lab/tree/work/00_start_here.ipynb?token=t"
        print("page", "jupyter-config-data" in urllib.request.urlopen(address).read().decode())
        break
    except OSError:
        time.sleep(0.1)
lab.terminate()
print("ended", lab.wait(timeout=30))
subprocess.run([".venv/bin/python", "-m", "nbconvert", "--execute", "--to", "notebook",
                "--output-dir", sys.argv[1], "work/04_learning_rate.ipynb"], check=True)
print("lesson ran")
"""


@POSIX
def test_without_a_network_the_lab_answers_and_a_lesson_runs(clone):
    """A lesson's own copy, with mathematics, pictures and an explorer."""
    ip = shutil.which("ip", path=os.environ["PATH"] + ":/usr/sbin:/sbin")
    if ip is None:
        pytest.skip("no `ip`: a namespace's own loopback cannot be switched on")
    around = [*alone("-n"), "bash", "-c", OFFLINE.replace("ip ", f"{ip} ", 1), "offline"]
    ran = subprocess.run(
        [*around, sys.executable, "-c", AND_ANSWERS, str(clone.home / "ran")],
        cwd=clone.folder,
        env=clone.environment(),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert ran.returncode == 0, (ran.stdout + ran.stderr)[-3000:]
    assert "page True" in ran.stdout and "lesson ran" in ran.stdout


def test_the_learners_own_settings_do_not_lead_astray(clone):
    """Packages went into .venv, the start page is found, and the kernel is ours."""
    assert not (clone.home / "elsewhere").exists()
    with clone.lab("--ServerApp.port_retries=50", "--IdentityProvider.token=t") as (lab, address):
        server = address.split("/lab")[0]
        page = answer(lab, f"{server}/api/contents/work/00_start_here.ipynb?token=t")
        assert json.loads(page)["type"] == "notebook"
        assert b"/no/such/python" not in answer(lab, f"{server}/api/kernelspecs?token=t")


@POSIX
def test_a_home_that_cannot_be_written_is_no_obstacle(clone, tmp_path):
    """Not even root can make a folder in a file."""
    (tmp_path / "home").touch()
    with clone.lab("--ServerApp.port_retries=50", HOME=str(tmp_path / "home")) as (lab, address):
        assert b"jupyter-config-data" in answer(lab, address)


@POSIX
def test_a_taken_port_leads_to_another_and_a_signal_ends_all(clone):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        with clone.lab(f"--port={taken}") as (running, address):
            port = int(re.search(r":(\d+)/", address)[1])
            assert port != taken
            assert answer(running, address)
            running.terminate()
            running.wait(timeout=30)
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", port), timeout=5).close()


SMALL = """
mount -t tmpfs -o size={size}m tmpfs "$1" && cp -r "$2"/. "$1" && cd "$1" || exit 9
shift 2
"$@"
code=$?
test -e .venv && echo "something is left"
exit $code
"""
# the room is counted before anything is made; here it runs out later
AS_IF_EMPTY = """
import runpy, shutil, sys
real, first = shutil.disk_usage, []
def usage(path):
    found = real(path)
    if first:
        return found
    first.append(1)
    return found._replace(free=10**10)
shutil.disk_usage = usage
sys.argv = ["start.py", "fresh", "00"]
runpy.run_path("start.py", run_name="__main__")
"""


@POSIX
@pytest.mark.parametrize("size", [8, 30], ids=["in the environment", "in the packages"])
def test_a_disk_that_fills_up_is_named_and_left_as_it_was(size, upstream, tmp_path):
    source, small = tmp_path / "course", tmp_path / "small"
    source.mkdir()
    small.mkdir()
    for name in ("start.py", "pyproject.toml", "constraints.txt", "README.md", "LICENSE"):
        shutil.copy(upstream / name, source)
    shutil.copy(upstream / "LICENSE-lessons", source)
    (source / "gdcore").mkdir()
    (source / "gdcore" / "__init__.py").touch()
    around = [*alone("-m"), "bash", "-c", SMALL.format(size=size), "small", small, source]
    ran = subprocess.run(
        [str(part) for part in (*around, sys.executable, "-c", AS_IF_EMPTY)],
        env=clean() | {"HOME": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=PATIENCE,
    )
    assert ran.returncode == 1, ran.stdout
    assert "disk" in ran.stdout.lower() and "start again" in ran.stdout
    assert "Traceback" not in ran.stdout and "something is left" not in ran.stdout


def pin(text, name):
    """The version that constraints.txt gives a package."""
    return re.search(rf"^{name}==(\S+)", text, re.M)[1]


@POSIX
def test_after_a_pull_with_other_pins_it_installs_again_and_keeps_what_was_written(clone, upstream):
    """Last in this file: the clone follows the course to its next version."""
    pins = upstream / "constraints.txt"
    text = pins.read_text(encoding="utf-8")
    assert clone.version("tqdm") == pin(text, "tqdm") != "4.67.1"
    written = clone.folder / "work" / "03_gradient_descent.ipynb"
    written.write_text(MINE, encoding="utf-8")
    pins.write_text(text.replace(f"tqdm=={pin(text, 'tqdm')}", "tqdm==4.67.1"), encoding="utf-8")
    for name in ("03_gradient_descent", "04_learning_rate"):
        (upstream / "fresh" / f"{name}.ipynb").write_text("{}", encoding="utf-8")
        (upstream / "fresh" / f"{name}.alive.json").unlink()
    publish(upstream)

    git(clone.folder, "pull", "-q")
    with clone.lab("--ServerApp.port_retries=50"):
        said = (clone.home / "log").read_text(encoding="utf-8")
    assert "Setting up .venv" in said and clone.version("tqdm") == "4.67.1"
    assert written.read_text(encoding="utf-8") == MINE
    assert "start.py fresh 03" in said
    assert (clone.folder / "work" / "04_learning_rate.ipynb").read_text(encoding="utf-8") == "{}"
    assert git(clone.folder, "status", "--porcelain") == ""
