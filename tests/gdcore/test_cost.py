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
    assert repr(Meter(whole(X, y))).startswith("Meter: 0 updates")
