"""Other machines run submissions: Dask workers that hold this course's certificate.

`course grade --workers HOST:PORT` opens that port, for TLS alone: who has not the certificate in
workers.pem is not spoken to, and there is no other port. Marks are made and kept here. Whatever a
machine was at when it was lost is run again by another one.
"""

import asyncio
import logging
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from coursework import parcel, sandbox
from coursework.running import processes
from coursework.trouble import Trouble

CERTIFICATE = "workers.pem"
MADE = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 366 -subj /CN=gd"
HERE = "127.0.0.1:0"  # Dask's own web page: for nobody outside this machine
PORT = 8786
LOST = 5  # machines; a submission at which that many were lost is not graded
SILENT = "60s"  # after which a machine that says nothing is lost
AGAIN, PATIENCE = 3, 30  # seconds until a machine tries again; that it waits for an answer
QUIET = logging.CRITICAL


def certificate(course) -> Path:
    """The course's certificate with its key, made once; whoever holds it may be a worker."""
    path = course.root / CERTIFICATE
    if not path.exists():
        with tempfile.TemporaryDirectory(dir=course.root) as folder:
            key, made = Path(folder) / "key", Path(folder) / "made"
            try:
                words = [*MADE.split(), "-keyout", key, "-out", made]
                subprocess.run(words, check=True, capture_output=True)
            except (OSError, subprocess.CalledProcessError) as error:
                raise Trouble(f"No certificate could be made with openssl: {error}") from None
            made.write_bytes(key.read_bytes() + made.read_bytes())
            made.chmod(0o600)
            made.replace(path)
    return path


def _security(pem):
    from distributed.security import Security

    files = {
        f"tls_{role}_{part}": str(pem)
        for role in ("scheduler", "worker", "client")
        for part in ("cert", "key")
    }
    return Security(tls_ca_file=str(pem), require_encryption=True, **files)


def _address(text) -> tuple[str, int]:
    host, _, port = text.removeprefix("tls://").rpartition(":")
    if not host or not port.isdigit():
        raise Trouble(f"{text} is no address: expected HOST:PORT, for example 192.168.0.7:{PORT}")
    return host, int(port)


def elsewhere(course, name, todo, options) -> Iterator[dict]:
    """{student: Ran, or the reason why not} of whoever is done, until all are."""
    from distributed import Client, as_completed

    security, shared = _security(certificate(course)), parcel.of_set(course, name)
    plain = replace(options, students=(), workers=None)
    with opened(options.workers, security) as cluster, Client(cluster, security=security) as client:

        def sent(number, path):
            what = (shared, path.read_bytes(), path.suffix, name, plain)
            return client.submit(parcel.run, *what, key=f"{number}", pure=False)

        futures = {sent(k, todo[who]): who for k, who in enumerate(sorted(todo))}
        for batch in as_completed(futures).batches():
            yield {futures[each]: _answer(each) for each in batch}


@contextmanager
def opened(address, security) -> Iterator:
    """The port for workers, and behind it Dask's scheduler. Raises Trouble where it is taken."""
    import dask
    from distributed import LocalCluster

    host, port = _address(address)
    settings = {
        "distributed.scheduler.allowed-failures": LOST,
        "distributed.scheduler.worker-ttl": SILENT,
    }
    about = {"host": host, "scheduler_port": port, "protocol": "tls", "security": security}
    with dask.config.set(settings):
        try:
            cluster = LocalCluster(n_workers=0, dashboard_address=HERE, silence_logs=QUIET, **about)
        except (OSError, RuntimeError) as error:
            raise Trouble(f"{address} cannot be opened on this machine: {error}") from None
        with cluster:
            yield cluster


def _answer(future):
    try:
        return parcel.read(future.result())
    except Exception as error:  # KilledWorker, or what a broken machine sends
        return f"no machine could run it ({error!r:.200})"
    finally:
        future.release()


def work(pem, address, at_once):
    """Be a worker of the course that the certificate is of, until Ctrl-C."""
    if why := sandbox.trouble():
        raise Trouble(why)
    pem = Path(pem).expanduser()
    if not pem.is_file():
        raise Trouble(f"There is no {pem}. Copy {CERTIFICATE} from the course's folder to here.")
    processes()
    asyncio.run(forever(pem, address, at_once))


async def forever(pem, address, at_once):
    """One run after the other; between them there is nobody at the address."""
    host, port = _address(address)
    while True:
        if await _answers(host, port):
            with suppress(OSError, TimeoutError):  # it ended meanwhile
                await for_a_run(pem, address, at_once)
        await asyncio.sleep(AGAIN)


async def _answers(host, port):
    try:
        _, writer = await asyncio.open_connection(host, port)
    except OSError:
        return False
    writer.close()
    return True


async def for_a_run(pem, address, at_once):
    """Be a worker until the run at this address is over."""
    from distributed import Worker

    logging.getLogger("distributed").setLevel(QUIET)
    about = {"security": _security(pem), "dashboard_address": HERE, "death_timeout": PATIENCE}
    with tempfile.TemporaryDirectory(prefix="gd-worker-") as folder:
        to = "tls://{}:{}".format(*_address(address))
        async with Worker(to, nthreads=at_once, local_directory=folder, **about) as worker:
            await worker.finished()
