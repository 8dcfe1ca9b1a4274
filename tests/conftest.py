"""What every test shares: no display, and the data of the lecture."""

import matplotlib
import pytest

matplotlib.use("Agg")


@pytest.fixture
def lecture():
    from gdcore.data import lecture

    return lecture()


@pytest.fixture
def noisy():
    from gdcore.data import noisy

    return noisy()
