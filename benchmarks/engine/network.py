"""The snapshot of an invented network, scored and written by the tests' own SQL.

.venv/bin/python -m benchmarks.engine.network FOLDER --houses 1000
"""

import argparse
import datetime as dt
from pathlib import Path

from tests.snapshot_folder import snapshot_of
from village.core.instruments import load_instrument
from village.laboratory.simulation.design import Design
from village.laboratory.simulation.network import InventedNetwork

INSTRUMENT = Path(__file__).parents[2] / "instruments" / "village-16" / "1"


def main() -> None:
    """Draw it and write it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--houses", type=int, required=True)
    options = parser.parse_args()
    instrument = load_instrument(INSTRUMENT)
    design = Design(seed=1, end=dt.date(2026, 11, 15), houses=options.houses)
    snapshot_of(dict(InventedNetwork(instrument, design).tables()), instrument, options.folder)


if __name__ == "__main__":
    main()
