"""An invented network as a snapshot of it would be: the same tables, for `village evaluate`, without a site.

A site takes its own (`village.snapshots`), from records it seals and pseudonyms it keeps; here nobody exists, and codes
stand as they are. Scores, days rounded to the month and words are by the same rules.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa

from village.analytics.manifest import describe_battery
from village.analytics.scale_notes import describe_instrument
from village.analytics.tables import HOUSES
from village.core.months import to_the_month
from village.core.scales import Instrument
from village.core.scoring import score_all
from village.core.version import code_version
from village.core.waves import Battery
from village.core.wording import VALIDATED

Records = Mapping[str, pa.Table]
Row = dict[str, Any]
Columns = dict[str, list[Any]]
PURPOSE, TAKEN_AT = "national", dt.time(23, tzinfo=dt.UTC)


class Photograph:
    """The snapshot of the records of one invented network, on its last day, of those who agree to national figures."""

    def __init__(
        self, records: Records, *, instrument: Instrument, battery: Battery, end: dt.date
    ) -> None:
        self.instrument, self.battery, self.end = instrument, battery, end
        rows = {name: table.to_pylist() for name, table in records.items()}
        self.rows = rows
        self.groups = {row["group"]: row for row in rows["groups"]}
        self.people = {r["participant"]: r for r in rows["participants"] if r["agrees_national"]}
        self.belongs = {r["participant"]: r for r in rows["enrolments"]}

    @property
    def manifest(self) -> dict[str, Any]:
        """What it says of itself, but for its tables."""
        return {
            "purpose": PURPOSE,
            "as_of": dt.datetime.combine(self.end, TAKEN_AT).isoformat(),
            "code_version": code_version(),
            "instruments": {self.instrument.name: describe_instrument(self.instrument)},
            "batteries": {self.battery.name: describe_battery(self.battery)},
        }

    def tables(self) -> dict[str, Columns]:
        """Every table of a snapshot, by columns."""
        answers, scores = self._sheets()
        return {
            "houses": _columns(
                {name: row.get(name) for name in HOUSES.names}  # none of them closes
                for row in self.rows["houses"]
            ),
            "participants": _columns(self._participants()),
            "enrolments": _columns(self._enrolments()),
            "attendance": _columns(self._attendance()),
            "invitations": _columns(self._invitations()),
            "answers": _columns(answers),
            "scores": _columns(scores),
        }

    def _participants(self) -> Iterator[Row]:
        for code, row in self.people.items():
            yield {
                "participant": code,
                "house": row["house"],
                "entry": self._group(code)["kind"],
                "language": row["language"],
                "entered_in": row["entered_on"].replace(day=1),
            }

    def _enrolments(self) -> Iterator[Row]:
        for code, row in self.people.items():
            left_on, joined_on = (self.belongs[code][name] for name in ("left_on", "joined_on"))
            yield {
                "participant": code,
                "house": row["house"],
                "group": self._group(code)["group"],
                "kind": self._group(code)["kind"],
                "left_after_days": None if left_on is None else (left_on - joined_on).days,
            }

    def _attendance(self) -> Iterator[Row]:
        held_on = {row["meeting"]: row["held_on"] for row in self.rows["meetings"]}
        for row in self.rows["attendance"]:
            if row["participant"] in self.people:
                since = held_on[row["meeting"]] - self.belongs[row["participant"]]["joined_on"]
                yield {
                    **row,
                    "group": self._group(row["participant"])["group"],
                    "days_since_entry": since.days,
                }

    def _invitations(self) -> Iterator[Row]:
        from_birth = {wave.key for wave in self.battery.waves if wave.anchor == "birth"}
        for row in self._asked():
            entry = self.belongs[row["participant"]]["joined_on"]
            opens, closes = ((row[name] - entry).days for name in ("opens_on", "closes_on"))
            if row["wave"] in from_birth:
                opens, closes = to_the_month(opens), to_the_month(closes)
            answered_on = row["answered_on"]
            lapsed = "open" if self.end <= row["closes_on"] else "lapsed"
            yield {
                **self._where(row),
                "battery": self.battery.key,
                "opens_after_days": opens,
                "closes_after_days": closes,
                "status": "answered" if answered_on else lapsed,
                "answered_after_days": (answered_on - entry).days if answered_on else None,
            }

    def _sheets(self) -> tuple[list[Row], list[Row]]:
        """The answers, and the scores of the scales of which everything was asked."""
        given: dict[tuple[str, str], dict[str, int | None]] = defaultdict(dict)
        for row in self.rows["answers"]:
            given[row["participant"], row["wave"]][row["item"]] = row["value"]
        source = {"instrument": self.instrument.key, "version": self.instrument.version}
        answers, scores = [], []
        for row in self._asked():
            sheet = given.get((row["participant"], row["wave"]), {})
            where = self._where(row)
            wording = self.instrument.wordings[row["language"]].status
            words = {"validated": wording == VALIDATED, "wording": wording, "plain": False}
            how = {"language": row["language"], "mode": row["mode"], **words, "words": None}
            answers += [{**where, **source, **how, "item": i, "value": v} for i, v in sheet.items()]
            scored = score_all(self.instrument, sheet).scores if sheet else {}
            scores += [
                {
                    **where,
                    **source,
                    "scale": scale.key,
                    "value": None if one.value is None else float(one.value),
                    "missing": one.missing,
                }
                for scale in self.instrument.scales
                if scored and all(item.key in sheet for item in scale.items)
                for one in [scored[scale.key]]
            ]
        return answers, scores

    def _asked(self) -> Iterator[Row]:
        return (row for row in self.rows["waves"] if row["participant"] in self.people)

    def _where(self, row: Row) -> Row:
        code = row["participant"]
        house, group = self.people[code]["house"], self._group(code)["group"]
        return {"participant": code, "house": house, "group": group, "wave": row["wave"]}

    def _group(self, participant: str) -> Row:
        found: Row = self.groups[self.belongs[participant]["group"]]
        return found


def _columns(rows: "Iterator[Row] | list[Row]") -> Columns:
    columns: Columns = defaultdict(list)
    for row in rows:
        for name, value in row.items():
            columns[name].append(value)
    return columns
