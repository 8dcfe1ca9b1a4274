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


def test_a_meter_says_what_it_counted(noisy):
    meter = Meter(whole(noisy.X, noisy.y))
    assert repr(meter) == "Meter: 0 updates, 0 rows, 0 bytes, 0 flops, 0.000 s"
    descend(mse_gradient, noisy.start, meter, 0.01, 300)
    said = repr(meter).rpartition(", ")[0]
    assert said == "Meter: 300 updates, 1,200 rows, 38,400 bytes, 15,600 flops"
