"""The sum over partitions on worker processes is the sum, also when a worker dies on the way."""

import os
import sys
import tempfile
from itertools import repeat

import numpy as np
import pytest

pytest.importorskip("distributed", reason="the cluster extra is not installed")
import psutil

from gdcore.data import make
from gdcore.descent import descend
from gdcore.scale import fast
from gdcore.scale.cluster import Cluster, Partitions, add, gradient_on_cluster, sum_and_count
from gdcore.scale.disk import write_rows

DATA = make(300, 4, noise=1.0)
BETA = np.array([0.5, -1, 2, 0.25])
WEIGHT = {"half_sse": 1, "sse": 2, "mse": 2 / 300}
LR, T, KILLED_AT = 0.05, 12, 5


def plain(beta, weight):
    """w X^T (X beta - y), as slide 11 writes it."""
    return weight * DATA.X.T @ (DATA.X @ beta - DATA.y)


def walked():
    """The lecture's loop on one machine."""
    beta = np.zeros(4)
    for _ in range(T):
        beta = beta - LR * plain(beta, WEIGHT["mse"])
    return beta


def worker_processes():
    """Children of this process that a cluster started."""
    children = psutil.Process().children(recursive=True)
    return [p.pid for p in children if "spawn_main" in " ".join(p.cmdline())]


@pytest.fixture(scope="module")
def two():
    with Cluster(workers=2, seconds=120) as cluster:
        yield cluster


@pytest.fixture
def cluster(two):
    """Two workers, both there: a test before may have killed one."""
    two.wait_for(2)
    return two


@pytest.fixture
def on_disk(tmp_path):
    pieces = ((DATA.X[a : a + 70], DATA.y[a : a + 70]) for a in range(0, 300, 70))
    return write_rows(tmp_path / "rows", pieces, 300, (4,), "float64")


@pytest.mark.parametrize("parts", [None, 1, 3, 8])
@pytest.mark.parametrize("loss", WEIGHT)
def test_two_workers_give_the_gradient_to_twelve_digits(cluster, loss, parts):
    X = Partitions(cluster, DATA.X, DATA.y, parts)
    got = gradient_on_cluster(BETA, X, loss=loss)
    assert got == pytest.approx(plain(BETA, WEIGHT[loss]), rel=1e-12)
    assert len(X) == (parts or 2)


@pytest.mark.skipif(not fast.available(), reason="the fast extra is not installed")
def test_the_fused_loop_runs_on_the_workers(cluster, on_disk):
    for X in (Partitions(cluster, DATA.X, DATA.y), Partitions(cluster, on_disk, keep=False)):
        got = gradient_on_cluster(BETA, X, engine="fused")
        assert got == pytest.approx(plain(BETA, WEIGHT["mse"]), rel=1e-12)


def test_one_worker_gives_the_gradient_to_twelve_digits():
    with Cluster(workers=1) as cluster:
        X = Partitions(cluster, DATA.X, DATA.y, parts=3)
        for loss, weight in WEIGHT.items():
            got = gradient_on_cluster(BETA, X, loss=loss)
            assert got == pytest.approx(plain(BETA, weight), rel=1e-12)


@pytest.mark.parametrize("keep", [True, False])
def test_rows_on_disk_are_summed_where_they_are_read(cluster, on_disk, keep):
    X = Partitions(cluster, on_disk, parts=4, keep=keep)
    assert repr(X) == "Partitions: 300 rows of 4 numbers in 4 parts"
    for beta in (BETA, -BETA):
        got = gradient_on_cluster(beta, X)
        assert got == pytest.approx(plain(beta, WEIGHT["mse"]), rel=1e-12)


def test_gradient_descent_arrives_where_it_does_on_one_machine(cluster):
    X = Partitions(cluster, DATA.X, DATA.y, parts=3)
    path = descend(gradient_on_cluster, np.zeros(4), repeat((X, None)), LR, T)
    assert path.end == pytest.approx(walked(), rel=1e-12)


@pytest.mark.parametrize("source", ["arrays", "kept", "read anew"])
def test_a_worker_killed_between_two_steps_does_not_change_the_answer(cluster, on_disk, source):
    if source == "arrays":
        X = Partitions(cluster, DATA.X, DATA.y, parts=3)
    else:
        X = Partitions(cluster, on_disk, parts=3, keep=source == "kept")
    killed, steps = [], []

    def gradient(beta, X, y):
        steps.append(beta)
        if len(steps) == KILLED_AT:
            killed.append(cluster.kill())
        return gradient_on_cluster(beta, X, y)

    path = descend(gradient, np.zeros(4), repeat((X, None)), LR, T)
    assert len(killed) == 1 and not psutil.pid_exists(killed[0])
    assert path.T == T and path.end == pytest.approx(walked(), rel=1e-12)


@pytest.mark.parametrize("source", ["arrays", "rows on disk"])
def test_a_worker_that_dies_in_the_middle_of_its_sum_does_not_change_it(
    cluster, on_disk, tmp_path, source
):
    """Whoever is first to make the file ends its own process; the sum is then made elsewhere."""
    X = Partitions(cluster, *((DATA.X, DATA.y) if source == "arrays" else (on_disk,)), parts=3)
    mark = tmp_path / "died"

    def part(beta, X, y):
        try:
            mark.touch(exist_ok=False)
        except FileExistsError:
            return sum_and_count(beta, X, y)
        os._exit(1)

    total, n = X.reduce(part, add, BETA)
    assert mark.exists() and n == 300
    assert total == pytest.approx(plain(BETA, 1), rel=1e-12)


def test_the_killed_worker_is_replaced(cluster):
    before = cluster.processes()
    pid = cluster.kill()
    cluster.wait_for(2)
    after = set(cluster.processes().values())
    assert pid in before.values() and pid not in after and len(after) == 2


def test_the_parts_are_combined_in_their_order(cluster):
    def first_target(beta, X, y):
        return [float(y[0])]

    X = Partitions(cluster, np.ones((10, 1)), np.arange(10.0), parts=5)
    assert X.reduce(first_target, list.__add__, None) == [0, 2, 4, 6, 8]


def moved_in_a_step(cluster, n, d):
    """Bytes of messages and results in the mean of eight steps, two parts."""
    X = Partitions(cluster, np.ones((n, d)), np.ones(n), parts=2)
    gradient_on_cluster(np.ones(d), X)
    before = cluster.traffic()
    for _ in range(8):
        gradient_on_cluster(np.ones(d), X)
    moved = cluster.traffic() - before
    return moved.messages / 8, moved.results / 8


def test_a_step_moves_some_vectors_of_d_numbers_whatever_n_is(cluster):
    d, vector = 5000, 5000 * 8
    few, many = (moved_in_a_step(cluster, n, d) for n in (20, 400))
    for messages, results in (few, many):
        assert 2 * vector < messages < 5 * vector  # beta to each part, and words
        assert vector < results < 3 * vector  # a sum to the other worker, the total to us
    assert sum(many) == pytest.approx(sum(few), rel=0.1)
    assert sum(many) < 400 * vector / 20


def test_rows_that_were_sent_lie_where_blas_reads_them_without_a_copy(cluster):
    def aligned(beta, X, y):
        return [X.flags.aligned and y.flags.aligned]

    X = Partitions(cluster, DATA.X, DATA.y, parts=4)
    assert X.reduce(aligned, list.__add__, None) == [True] * 4


def test_rows_stay_with_the_worker_that_has_them(cluster):
    """Eight steps move fewer bytes than a single part of the rows would be."""
    X = Partitions(cluster, np.ones((4000, 50)), np.ones(4000), parts=4)
    before = cluster.traffic()
    for _ in range(8):
        gradient_on_cluster(np.ones(50), X)
    assert (cluster.traffic() - before).results < 1000 * 50 * 8


@pytest.mark.parametrize("keep", [True, False])
@pytest.mark.parametrize("loss", ["rmse", "l2"])
def test_a_root_over_partitions_is_that_of_all_rows(cluster, on_disk, loss, keep):
    r = DATA.X @ BETA - DATA.y
    wanted = DATA.X.T @ r / np.linalg.norm(r) / (len(r) ** 0.5 if loss == "rmse" else 1)
    X = Partitions(cluster, on_disk, parts=3, keep=keep)
    assert gradient_on_cluster(BETA, X, loss=loss) == pytest.approx(wanted, rel=1e-12)


def test_an_error_on_a_worker_is_raised_here(cluster):
    def part(beta, X, y):
        raise LookupError("of this part")

    with pytest.raises(LookupError, match="of this part"):
        Partitions(cluster, DATA.X, DATA.y).reduce(part, add, BETA)


@pytest.mark.parametrize("keep", [True, False])
def test_a_part_that_writes_into_its_rows_is_told_so_and_spoils_no_later_sum(
    cluster, on_disk, keep
):
    def part(beta, X, y):
        y -= X @ beta
        return -2 * X.T @ y, len(y)

    X = Partitions(cluster, on_disk, keep=keep)
    before = gradient_on_cluster(BETA, X)
    with pytest.raises(ValueError, match=r"function part must leave .* it changed its argument"):
        X.reduce(part, add, BETA)
    assert np.array_equal(gradient_on_cluster(BETA, X), before)


def test_neither_beta_nor_an_answer_can_be_written_to(cluster):
    X = Partitions(cluster, DATA.X, DATA.y, parts=3)

    def greedy(beta, X, y):
        beta += 1
        return beta

    def piled(a, b):
        a += b
        return a

    with pytest.raises(ValueError, match=r"function part .* changed its argument"):
        X.reduce(greedy, np.add, BETA)
    with pytest.raises(ValueError, match=r"function combine .* changed its argument"):
        X.reduce(lambda beta, X, y: X.sum(axis=0), piled, BETA)


def test_one_row_is_one_part_however_many_workers(cluster):
    X = Partitions(cluster, DATA.X[:1], DATA.y[:1])
    assert len(X) == 1
    wanted = 2 * (DATA.X[0] @ BETA - DATA.y[0]) * DATA.X[0]
    assert gradient_on_cluster(BETA, X) == pytest.approx(wanted, rel=1e-12)


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda c, rows: Partitions(c, DATA.X, DATA.y, parts=301), "parts must be from 1 to 300"),
        (lambda c, rows: Partitions(c, DATA.X, DATA.y, parts=0), "parts must be from 1 to 300"),
        (lambda c, rows: Partitions(c, DATA.X, DATA.y[:, None]), "ravel"),
        (lambda c, rows: Partitions(c, rows, DATA.y), "bring their own y"),
        (
            lambda c, rows: gradient_on_cluster(BETA, DATA.X, DATA.y),
            "X must be Partitions, and no y",
        ),
        (lambda c, rows: gradient_on_cluster(BETA[:3], Partitions(c, rows)), r"shape \(4,\)"),
        (lambda c, rows: gradient_on_cluster(BETA, Partitions(c, rows), loss="m"), "loss must be"),
        (lambda c, rows: Cluster(8786), "address must be that of a scheduler, got 8786"),
        (lambda c, rows: Cluster(workers=0), "workers must be at least 1"),
        (lambda c, rows: Cluster(seconds=0), "seconds must be a positive"),
    ],
)
def test_bad_input_is_told(cluster, on_disk, call, words):
    with pytest.raises(ValueError, match=words):
        call(cluster, on_disk)


def test_images_are_no_rows_of_a_matrix(cluster, tmp_path):
    piece = np.zeros((3, 2, 2, 1), np.uint8), np.zeros(3, np.float32)
    images = write_rows(tmp_path / "images", [piece], 3, (2, 2, 1), "uint8")
    with pytest.raises(ValueError, match="must be vectors"):
        Partitions(cluster, images)


def test_a_cluster_is_reached_by_its_address(cluster):
    address = cluster.client.scheduler.address
    with Cluster(address) as other:
        assert repr(other) == f"Cluster of 2 workers at {address}"
        got = gradient_on_cluster(BETA, Partitions(other, DATA.X, DATA.y))
        assert got == pytest.approx(plain(BETA, WEIGHT["mse"]), rel=1e-12)
        with pytest.raises(ValueError, match="one whose workers were started here"):
            other.kill()
    assert len(cluster.workers) == 2  # who leaves does not take it along


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nonsense"])
def test_where_no_scheduler_answers_an_address_is_explained(address):
    with pytest.raises(ConnectionError, match=r"no scheduler answered at .*looks like \"tcp://"):
        Cluster(address, seconds=0.5)


def test_a_scheduler_without_workers_is_told():
    from distributed import LocalCluster

    with LocalCluster(n_workers=0, dashboard_address=None, host="127.0.0.1") as empty:
        with pytest.raises(ConnectionError, match=r"0 of 1 workers came within 0\.5 s"):
            Cluster(empty.scheduler_address, seconds=0.5)


def test_without_dask_a_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ImportError, match="pip install dask distributed"):
        Cluster()


def test_closing_ends_every_process_and_folder_and_a_closed_cluster_says_so(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    others = worker_processes()
    cluster = Cluster(workers=1)
    X = Partitions(cluster, DATA.X, DATA.y)
    assert len(worker_processes()) > len(others) and list(tmp_path.iterdir())
    cluster.close()
    cluster.close()
    assert worker_processes() == others and list(tmp_path.iterdir()) == []
    assert repr(cluster) == "Cluster, closed"
    calls = (
        lambda: gradient_on_cluster(BETA, X),
        lambda: Partitions(cluster, DATA.X, DATA.y),
        lambda: cluster.workers,
        cluster.traffic,
        cluster.kill,
    )
    for call in calls:
        with pytest.raises(ConnectionError, match="closed, or its scheduler is gone; open it anew"):
            call()


def test_a_scheduler_that_goes_away_is_told():
    with Cluster(workers=1) as host, Cluster(host.client.scheduler.address, seconds=1) as guest:
        X = Partitions(guest, DATA.X, DATA.y)
        host.close()
        with pytest.raises(ConnectionError, match="closed, or its scheduler is gone"):
            gradient_on_cluster(BETA, X)


def test_an_interrupt_while_workers_start_leaves_nothing(monkeypatch, tmp_path):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(Cluster, "wait_for", interrupted)
    others = worker_processes()
    with pytest.raises(KeyboardInterrupt):
        Cluster(workers=1)
    assert worker_processes() == others and list(tmp_path.iterdir()) == []


def test_a_worker_that_dies_again_and_again_keeps_its_place():
    """The engine would give its place away 15 s after a death, if it is empty just then."""
    import dask

    setting = "distributed.deploy.lost-worker-timeout"
    before = dask.config.get(setting)
    with Cluster(workers=1) as cluster:
        assert dask.config.get(setting) == "1 day"
        first = cluster.kill()
        cluster.wait_for(1)
        assert cluster.kill() != first
        cluster.wait_for(1)
    assert dask.config.get(setting) == before
