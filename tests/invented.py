"""One invented network for all tests of the numbers: drawn once, scored by SQL that is not ours."""

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow as pa
import pytest

from tests.snapshot_folder import snapshot_of
from village.analytics.engine import Snapshot, open_snapshot
from village.core.instruments import load_instrument
from village.core.scales import Instrument
from village.laboratory.simulation.design import Design
from village.laboratory.simulation.network import InventedNetwork

INSTRUMENT = Path(__file__).parents[1] / "instruments/village-16/1"


@pytest.fixture(scope="session")
def instrument() -> Instrument:
    return load_instrument(INSTRUMENT)


@pytest.fixture(scope="session")
def design() -> Design:
    return Design(seed=1, end=dt.date(2026, 11, 15))


@pytest.fixture(scope="session")
def records(instrument: Instrument, design: Design) -> Mapping[str, pa.Table]:
    return dict(InventedNetwork(instrument, design).tables())


@pytest.fixture(scope="session")
def network(
    records: Mapping[str, pa.Table],
    instrument: Instrument,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """The folder of the snapshot of that network."""
    return snapshot_of(records, instrument, tmp_path_factory.mktemp("network") / "snapshot")


@pytest.fixture
def snapshot(network: Path) -> Iterator[Snapshot]:
    with open_snapshot(network) as opened:
        yield opened
