"""The meter counts what really passed."""

import numpy as np

from gdcore.batches import minibatches, whole
from gdcore.cost import Meter
from gdcore.descent import descend
from gdcore.losses import mse_gradient


def test_an_epoch_of_minibatches_reads_each_row_once():
    X, y = np.ones((10, 3)), np.ones(10)
    meter = Meter(minibatches(X, y, 4, np.random.default_rng(0)))
    descend(mse_gradient, np.zeros(3), meter, 0.01, 3)
    assert (meter.updates, meter.rows) == (3, 10)
    assert meter.bytes == X.nbytes + y.nbytes
    assert meter.peak_bytes == 4 * 4 * 8
    assert meter.flops == 4 * 10 * 3 + 10
    assert meter.seconds > 0


def test_a_meter_changes_nothing(noisy):
    X, y, start, _ = noisy
    plain = descend(mse_gradient, start, whole(X, y), 0.01, 20)
    metered = descend(mse_gradient, start, Meter(whole(X, y)), 0.01, 20)
    assert np.array_equal(plain.betas, metered.betas)


def test_the_seconds_run_from_the_first_batch_asked_for(noisy, monkeypatch):
    meter, clock = Meter(whole(noisy.X, noisy.y)), iter([5.0, 5.5, 7.0])
    monkeypatch.setattr("gdcore.cost.time.perf_counter", lambda: next(clock))
    seen = [(next(meter), meter.seconds)[1] for _ in range(3)]
    assert seen == [0.0, 0.5, 2.0]


def test_the_largest_batch_is_remembered():
    meter = Meter(iter([(np.ones((k, 2)), np.ones(k)) for k in (1, 5, 3)]))
    assert len(list(meter)) == 3 and meter.peak_bytes == 5 * 3 * 8


def test_a_meter_says_what_it_counted(noisy):
    meter = Meter(whole(noisy.X, noisy.y))
    assert repr(meter) == "Meter: 0 updates, 0 rows, 0 bytes, 0 flops, 0.000 s"
    descend(mse_gradient, noisy.start, meter, 0.01, 300)
    said = repr(meter).rpartition(", ")[0]
    assert said == "Meter: 300 updates, 1,200 rows, 38,400 bytes, 15,600 flops"
