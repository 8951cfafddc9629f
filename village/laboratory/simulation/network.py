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

from village.core.canonical import canonical
from village.core.scales import Instrument
from village.core.waves import Battery
from village.laboratory.simulation import answering, calendar, following
from village.laboratory.simulation.births import Births, delayed, draw_births
from village.laboratory.simulation.design import CannotSimulate, Complications, Design
from village.laboratory.simulation.latents import Latents
from village.laboratory.simulation.truth import Attended, truth
from village.laboratory.simulation.truth_followed import truth_followed

TRUTH = "truth.json"
STEPS = 5
METHOD = "exact expectation of the discretised answers; nothing here was estimated from the draw"
GIVEN_CALENDAR = "; given the calendars of the parents asked, as drawn"
GIVEN_MEETINGS = "; given the number of meetings that the parents asked had come to, as drawn"


def simulate(
    folder: Path,
    *,
    instrument: Instrument,
    design: Design,
    battery: Battery | None = None,
    on_step: Callable[[str], None] = lambda step: None,
) -> None:
    """Write the records of an invented network to a new folder, and `truth.json`: the same design, the same bytes.

    With a `battery`, parents are asked by its calendar instead of the waves of the design. `on_step` hears of each of the `STEPS`. Raises `CannotSimulate`; then no folder is left behind.
    """
    _check(folder, instrument, design)
    unfinished = folder.with_name(f"{folder.name}.unfinished")
    unfinished.mkdir(parents=True)
    try:
        network = InventedNetwork(instrument, design, battery)
        for name, table in network.tables(on_step=on_step):
            pq.write_table(table, unfinished / f"{name}.parquet", compression="zstd")
        (unfinished / TRUTH).write_bytes(canonical(network.truth()) + b"\n")
        unfinished.rename(folder)
    except BaseException:
        shutil.rmtree(unfinished)
        raise


class InventedNetwork:
    """One draw of a design: its tables, and its truth."""

    def __init__(
        self, instrument: Instrument, design: Design, battery: Battery | None = None
    ) -> None:
        self.instrument = instrument
        self.battery = battery and following.asking_only(battery, instrument)
        self.design = following.followed_by(self.battery, design) if self.battery else design
        self.streams = [
            np.random.default_rng(s) for s in np.random.SeedSequence(design.seed).spawn(11)
        ]
        self.attended: Attended = {}
        self.followed: tuple[answering.AskedParents, Births] | None = None

    def tables(
        self, *, on_step: Callable[[str], None] = lambda step: None
    ) -> Iterator[tuple[str, pa.Table]]:
        """Each table by its name; what is drawn for one never moves another."""
        design, streams = self.design, self.streams
        on_step("houses")
        groups = calendar.draw_groups(design, streams[0])
        houses = calendar.house_table(design, groups, streams[1])
        codes = np.array(houses.column("house").to_pylist())
        yield "houses", houses
        yield "groups", calendar.group_table(groups, codes)
        on_step("parents")
        parents = calendar.draw_parents(design, groups, streams[2])
        births = self._births(groups, parents)
        yield "participants", self._participants(parents, codes, births)
        yield "enrolments", calendar.enrolment_table(groups, parents)
        on_step("meetings")
        held = calendar.draw_meetings(design, groups, parents, streams[4])
        meetings, attendance = calendar.meeting_tables(groups, parents, held)
        yield "meetings", meetings
        yield "attendance", attendance
        on_step("waves")
        asked, sheets = self._answer(parents, held, births)
        yield "waves", answering.wave_table(parents, asked, streams[6])
        on_step("answers")
        yield "answers", answering.answer_table(self.instrument, parents, asked, sheets)

    def _births(self, groups: calendar.Groups, parents: calendar.Parents) -> Births:
        births = draw_births(groups, parents, self.streams[3])
        if self.battery is None:
            return births
        return delayed(self.design, births, parents, self.streams[10])

    def _participants(
        self, parents: calendar.Parents, codes: calendar.Codes, births: Births
    ) -> pa.Table:
        is_known = births.noted_on <= np.datetime64(self.design.end)
        born_on = np.where(is_known, births.born_on, calendar.NEVER)
        return calendar.participant_table(
            parents, codes, expected_on=births.expected_on, born_on=born_on
        )

    def _answer(
        self, parents: calendar.Parents, held: calendar.Meetings, births: Births
    ) -> tuple[answering.AskedParents, answering.Sheets]:
        instrument, design, streams = self.instrument, self.design, self.streams
        if self.battery is None:
            asked = answering.ask(design, instrument, parents, streams[5])
        else:
            asked = following.ask_by_calendar(
                design, self.battery, instrument, parents, births, streams[5]
            )
            self.followed = asked, births
        latents = Latents(instrument, design, parents, streams[7], streams[8])
        attended = held.attended(parents, asked.parent, asked.opens_on)
        self.attended = {wave: np.bincount(attended[asked.wave == wave]) for wave in design.waves}
        sheets = answering.answer(instrument, design, parents, asked, latents, attended, streams[7])
        return answering.lose(instrument, design, asked, sheets, streams[9])

    def truth(self) -> dict[str, Any]:
        """What the evaluation should find, and every number it follows from; once the tables are drawn."""
        design = self.design
        parameters = asdict(design) | {"end": design.end.isoformat()}
        method = METHOD
        if design.complications == Complications():
            del parameters["complications"]
        if self.battery:
            method += GIVEN_CALENDAR
        if design.complications.per_meeting:
            method += GIVEN_MEETINGS
        return {
            "method": method,
            "reading": "mean_change is what a change since entry should find; natural_change would have come anyway",
            "instrument": {"name": self.instrument.name, "hash": self.instrument.hash},
            "design": parameters,
            "scales": self._scales(),
            **({"battery": self.battery.name} if self.battery else {}),
        }

    def _scales(self) -> dict[str, Any]:
        if self.followed is None:
            return truth(self.instrument, self.design, attended=self.attended)
        asked, births = self.followed
        return truth_followed(self.instrument, self.design, asked, births.is_antenatal)


def _check(folder: Path, instrument: Instrument, design: Design) -> None:
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
    _check_complications(instrument, design)


def _check_complications(instrument: Instrument, design: Design) -> None:
    how = design.complications
    if not 1 <= how.cohorts <= design.houses:
        raise CannotSimulate(
            f"There are from 1 to {design.houses} cohorts of houses, not {how.cohorts}."
        )
    known = {item.key for item in instrument.items}
    if strangers := sorted(how.dif.keys() - known):
        raise CannotSimulate(f"{instrument.name} has no item {strangers[0]!r}.")
