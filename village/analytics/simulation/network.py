"""Draw a network and write it with its truth beside it."""

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from village.analytics.manifest import canonical
from village.analytics.simulation import answering, calendar
from village.analytics.simulation.design import CannotSimulate, Design
from village.analytics.simulation.truth import truth
from village.core.scales import Instrument

TRUTH = "truth.json"
STEPS = 5


def simulate(
    folder: Path,
    *,
    instrument: Instrument,
    design: Design,
    on_step: Callable[[str], None] = lambda step: None,
) -> None:
    """Write the records of an invented network to a new folder, and `truth.json`: the same design, the same bytes.

    `on_step` hears of each of the `STEPS`. Raises `CannotSimulate`; then no folder is left behind.
    """
    _check(folder, design)
    unfinished = folder.with_name(f"{folder.name}.unfinished")
    unfinished.mkdir(parents=True)
    try:
        for name, table in draw(instrument, design, on_step=on_step):
            pq.write_table(table, unfinished / f"{name}.parquet", compression="zstd")
        (unfinished / TRUTH).write_bytes(canonical(_truth(instrument, design)) + b"\n")
        unfinished.rename(folder)
    except BaseException:
        shutil.rmtree(unfinished)
        raise


def draw(
    instrument: Instrument, design: Design, *, on_step: Callable[[str], None] = lambda step: None
) -> Iterator[tuple[str, pa.Table]]:
    """The tables of `records`, one after the other, drawn from independent streams of the seed."""
    streams = [np.random.default_rng(s) for s in np.random.SeedSequence(design.seed).spawn(8)]
    on_step("houses")
    groups = calendar.draw_groups(design, streams[0])
    houses = calendar.house_table(design, groups, streams[1])
    codes = np.array(houses.column("house").to_pylist())
    yield "houses", houses
    yield "groups", calendar.group_table(groups, codes)
    on_step("parents")
    parents = calendar.draw_parents(design, groups, streams[2])
    yield "participants", calendar.participant_table(design, groups, parents, codes, streams[3])
    yield "enrolments", calendar.enrolment_table(groups, parents)
    on_step("meetings")
    meetings, attendance = calendar.meeting_tables(design, groups, parents, streams[4])
    yield "meetings", meetings
    yield "attendance", attendance
    on_step("waves")
    asked = answering.ask(design, parents, streams[5])
    yield "waves", answering.wave_table(design, parents, asked, streams[6])
    on_step("answers")
    yield "answers", answering.answer_table(instrument, design, parents, asked, streams[7])


def _check(folder: Path, design: Design) -> None:
    if folder.exists():
        raise CannotSimulate(f"{folder} already exists: name a new folder.")
    if design.seed < 0:
        raise CannotSimulate(f"The seed is a whole number from 0 up, not {design.seed}.")
    if design.houses < 1:
        raise CannotSimulate(f"A network has at least one house, not {design.houses}.")
    if design.parents_per_house < 1:
        raise CannotSimulate(f"A house has at least one parent, not {design.parents_per_house}.")
    if design.end < dt.date(1973, 1, 1):
        raise CannotSimulate(f"The network cannot end on {design.end}: that is too long ago.")


def _truth(instrument: Instrument, design: Design) -> dict[str, Any]:
    """What the evaluation should find, and every number it follows from."""
    parameters = asdict(design) | {"end": design.end.isoformat()}
    return {
        "method": "exact expectation of the discretised answers; nothing here was estimated from the draw",
        "reading": "mean_change is what a change since entry should find; natural_change would have come anyway",
        "instrument": {"name": instrument.name, "hash": instrument.hash},
        "design": parameters,
        "scales": truth(instrument, design),
    }
