"""What every test shares: no display, and the data of the lecture."""

import hypothesis
import matplotlib
import pytest

matplotlib.use("Agg")

# A busy machine may take any time for one example: slowness is no failure.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")


@pytest.fixture
def lecture():
    from gdcore.data import lecture

    return lecture()


@pytest.fixture
def noisy():
    from gdcore.data import noisy

    return noisy()
