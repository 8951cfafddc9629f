"""Invented answers of many parents in groups in houses, written piece by piece: a hundred million rows fit on a disk.

    .venv/bin/python -m benchmarks.engine.rows FILE.parquet --houses 6000 [--csv FILE.csv]

Eight groups a house, ten parents a group, five waves; parents are lost for good on the way, 45 % of them by the last wave.
y = 20 + 0.15 t − 1.5 single + 0.3 over + 0.05 (age − 30) − 0.5 first − 0.05 t·single + house + group + parent + error.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

GROUPS, PARENTS = 8, 10
WAVES = np.array([0.0, 3.0, 6.0, 8.0, 12.0])  # months after entry
LOST = np.array([0.0, 0.195, 0.15, 0.11, 0.09])  # for good, before each wave
SD = {"house": 1.0, "group": 1.5, "parent": 3.0, "residual": 3.0}
PIECE = 1_000  # houses drawn at once


def answers(houses: int, seed: int = 1) -> Iterator[pa.Table]:
    """The rows, some houses at a time."""
    chance = np.random.default_rng(seed)
    for first in range(0, houses, PIECE):
        yield _piece(chance, first, min(PIECE, houses - first))


def _piece(chance: np.random.Generator, first: int, houses: int) -> pa.Table:
    groups, parents = houses * GROUPS, houses * GROUPS * PARENTS
    house = np.repeat(np.arange(houses), GROUPS * PARENTS)
    group = np.repeat(np.arange(groups), PARENTS)
    single, over, age, primiparous = (
        (chance.random(parents) < 0.2).astype(np.int8),
        np.repeat(chance.random(houses) < 0.1, GROUPS * PARENTS).astype(np.int8),
        np.round(chance.normal(31, 5, parents), 1),
        (chance.random(parents) < 0.5).astype(np.int8),
    )
    person = (
        chance.normal(0, SD["house"], houses)[house]
        + chance.normal(0, SD["group"], groups)[group]
        + chance.normal(0, SD["parent"], parents)
        + 20
        - 1.5 * single
        + 0.3 * over
        + 0.05 * (age - 30)
        - 0.5 * primiparous
    )
    stays = np.cumprod(chance.random((parents, len(WAVES))) >= LOST, axis=1).astype(bool)
    who, when = np.nonzero(stays)
    t = WAVES[when]
    y = person[who] + (0.15 - 0.05 * single[who]) * t + chance.normal(0, SD["residual"], len(who))
    return pa.table(
        {
            "house": (first + house[who]).astype(np.int32),
            "grp": (first * GROUPS + group[who]).astype(np.int32),
            "parent": (first * GROUPS * PARENTS + who).astype(np.int32),
            "wave": when.astype(np.int8),
            "t": t,
            "single": single[who],
            "over": over[who],
            "age": age[who],
            "first": primiparous[who],
            "y": y,
        }
    )


def write(path: Path, houses: int, csv: Path | None = None) -> int:
    """Write them; returns how many rows."""
    rows, pieces = 0, answers(houses)
    table = next(pieces)
    with pq.ParquetWriter(path, table.schema) as parquet:
        text = pyarrow.csv.CSVWriter(csv, table.schema) if csv else None
        while table is not None:
            parquet.write_table(table)
            if text:
                text.write_table(table)
            rows += table.num_rows
            table = next(pieces, None)
        if text:
            text.close()
    return rows


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("path", type=Path)
    parser.add_argument("--houses", type=int, required=True)
    parser.add_argument("--csv", type=Path)
    options = parser.parse_args()
    print(write(options.path, options.houses, options.csv))
