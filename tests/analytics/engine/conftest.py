"""What the tests of the engines share: one Spark for all of them, since it takes ten seconds to wake."""

import warnings
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session")
def _awake() -> Iterator[None]:
    from village.statistics.engine import spark

    # pyspark 4.0 and what it stands on warn of one another's futures, and it leaves its sockets to Python's end.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with spark.connect():
            yield


@pytest.fixture
def spark(_awake: None) -> Iterator[None]:
    """A local Spark that stays awake from test to test: whoever connects finds it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
