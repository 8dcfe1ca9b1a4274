"""Other machines run submissions: the same marks; no name leaves; only who has the certificate."""

import asyncio
import io
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path

import nbformat
import psutil
import pytest

from coursework import machines, nb, parcel, running
from coursework.grade import Options, grade_set
from coursework.job import Ran
from coursework.marks import FAILED, WAITING
from coursework.records import GRADED, NOT_GRADED, Record, load
from coursework.rehearsal import hostile
from coursework.trouble import Trouble
from tests.helpers.toys import hand_in, marks

pytest.importorskip("distributed")
needs_openssl = pytest.mark.skipif(not shutil.which("openssl"), reason="makes certificates")


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@pytest.fixture
def mixed(course):
    """One right answer but for a sign, one file that is none; a third student is on the roster."""
    kinds = hostile.kinds(course.root, 1)
    hand_in(course, {name: kinds[name] for name in ("c_wrong_sign", "r_cut_json")})
    with nb.gradebook(course) as book:
        book.add_student("absent", first_name="Yuna")
    return course


def test_a_parcel_tells_of_no_student_and_not_the_seed(mixed):
    with nb.gradebook(mixed) as book:
        book.update_or_create_submission("toy", "absent")
    with zipfile.ZipFile(io.BytesIO(parcel.of_set(mixed, "toy"))) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    for secret in (b"absent", b"Yuna", mixed.seed().encode()):
        assert secret not in everything
    assert b"gradient" in everything


@needs_openssl
def test_what_other_machines_run_gets_the_same_marks(mixed, monkeypatch):
    address = f"127.0.0.1:{free_port()}"
    pem = machines.certificate(mixed)
    assert pem.stat().st_mode & 0o077 == 0

    async def once():
        while not await machines._answers(*machines._address(address)):
            await asyncio.sleep(0.1)
        await machines.for_a_run(pem, address, 2)

    worker = threading.Thread(target=asyncio.run, args=(once(),), daemon=True)
    worker.start()
    options = Options(boxed=False, cell_timeout=20, workers=address)
    assert {each.student for each in grade_set(mixed, "toy", options)} == {
        "c_wrong_sign",
        "r_cut_json",
    }
    worker.join(60)
    assert not worker.is_alive()
    got = marks(mixed)
    assert got["c_wrong_sign"].reason == ""
    assert (got["c_wrong_sign"].state, got["c_wrong_sign"].so_far) == (WAITING, 2)
    assert got["r_cut_json"].state == FAILED and "cut off" in got["r_cut_json"].reason
    assert "the sign is flipped" in mixed.autograded("toy", "c_wrong_sign").read_text()
    assert grade_set(mixed, "toy", options) == []  # and no port is opened for nothing


def test_what_no_machine_could_run_has_a_record(mixed, monkeypatch):
    lost = [{"c_wrong_sign": "no machine could run it (KilledWorker)"}]
    monkeypatch.setattr(machines, "elsewhere", lambda *about: iter(lost))
    options = Options(students=("c_wrong_sign",), workers="127.0.0.1:1")
    (record,) = grade_set(mixed, "toy", options)
    assert record == load(mixed, "toy", "c_wrong_sign") and "KilledWorker" in record.reason
    assert marks(mixed)["c_wrong_sign"].state == FAILED


def test_a_machine_with_other_cells_makes_no_marks(mixed):
    record = Record("student", GRADED)
    book = nbformat.read(mixed.release("toy"), as_version=4)
    book.cells[-1].source = "assert True"
    ran = {"c_wrong_sign": Ran(record, nbformat.writes(book))}
    path = next((mixed.downloaded("toy") / "c_wrong_sign").glob("*.ipynb"))
    (got,) = running.run(mixed, "toy", {"c_wrong_sign": path}, Options(), quiet=True, ran=ran)
    assert got.state == NOT_GRADED and "another version" in got.reason


@needs_openssl
def test_nobody_without_the_certificate_is_spoken_to(mixed, tmp_path):
    from distributed import Client

    other = machines.certificate(type(mixed)(tmp_path / "course"))
    other = other.rename(tmp_path / "other.pem")
    address = f"127.0.0.1:{free_port()}"
    with machines.opened(address, machines._security(machines.certificate(mixed))):
        for way in (
            {"address": f"tls://{address}", "security": machines._security(other)},
            {"address": f"tcp://{address}"},
        ):
            with pytest.raises(OSError):
                Client(timeout=2, **way)
        listening = [c for c in psutil.Process().net_connections() if c.status == "LISTEN"]
        assert all(c.laddr.ip in ("127.0.0.1", "::1") for c in listening)
        with (
            pytest.raises(Trouble, match="cannot be opened"),
            machines.opened(address, machines._security(other)),
        ):
            pass


@pytest.mark.parametrize("text", ["here", "8786", ":8786", "host:port"])
def test_an_address_is_a_host_and_a_port(text):
    with pytest.raises(Trouble, match="HOST:PORT"):
        machines._address(text)


HOSTS = {"gd-one": "10.83.7.2", "gd-two": "10.83.7.3"}  # network namespaces, and this machine:
BRIDGE, HOME = "gd-bridge", "10.83.7.1"


@pytest.fixture
def hosts():
    """Two hosts with networks of their own, wired to this one."""
    if os.geteuid() or not shutil.which("ip"):
        pytest.skip("making hosts takes root and iproute2")

    def ip(*words):
        subprocess.run(["ip", *words], check=True, capture_output=True)

    try:
        ip("link", "add", BRIDGE, "type", "bridge")
        ip("addr", "add", f"{HOME}/24", "dev", BRIDGE)
        ip("link", "set", BRIDGE, "up")
        for name, address in HOSTS.items():
            ip("netns", "add", name)
            ip("link", "add", name, "type", "veth", "peer", "name", "eth0", "netns", name)
            ip("link", "set", name, "master", BRIDGE, "up")
            ip("-n", name, "addr", "add", f"{address}/24", "dev", "eth0")
            for device in ("lo", "eth0"):
                ip("-n", name, "link", "set", device, "up")
        yield list(HOSTS)
    finally:
        for name in HOSTS:
            subprocess.run(["ip", "netns", "del", name], check=False, capture_output=True)
        subprocess.run(["ip", "link", "del", BRIDGE], check=False, capture_output=True)


def busy(process):
    """Whether the worker, or a process of its family, has a box open."""
    try:
        return any("bwrap" in each.name() for each in process.children(recursive=True))
    except (psutil.Error, OSError):  # one of them ended while it was looked at
        return False


@pytest.mark.slow
@pytest.mark.usefixtures("boxed")
def test_two_hosts_grade_a_class_and_one_is_lost_in_the_middle(course, hosts):
    kind = hostile.kinds(course.root, 1)["c_wrong_sign"]
    hand_in(course, {f"student{k:02}": kind for k in range(8)})
    pem, address = machines.certificate(course), f"{HOME}:{free_port()}"
    words = [sys.executable, "-m", "coursework", "work", str(pem), address]
    place = Path(machines.__file__).parents[1]
    workers = [subprocess.Popen(["ip", "netns", "exec", host, *words], cwd=place) for host in hosts]
    lost = psutil.Process(workers[0].pid)
    held = []

    def kill_in_the_middle():
        while not busy(lost):
            time.sleep(0.05)
        held.append(len(list(course.records("toy").glob("*.json"))))
        for each in [*lost.children(recursive=True), lost]:
            each.kill()

    killer = threading.Thread(target=kill_in_the_middle, daemon=True)
    killer.start()
    try:
        records = grade_set(course, "toy", Options(workers=address))
    finally:
        for each in workers:
            each.kill()
            each.wait()
    assert held and held[0] < 8  # it was lost while there was work
    assert sorted(each.student for each in records) == [f"student{k:02}" for k in range(8)]
    assert {each.state for each in records} == {GRADED}
    assert {each.so_far for each in marks(course).values()} == {2}
