"""The people of a snapshot one by one, with all that they answered: for those who may have rows."""

from collections.abc import Iterator, Mapping, Sequence
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import Any

from village.analytics.engine import Snapshot
from village.core.errors import InvalidSnapshot
from village.core.respondents import Respondent, Returned

Row = Mapping[str, Any]


def respondents(opened: Snapshot) -> Iterator[Respondent]:
    """Everyone, in the order of pseudonyms, one person in memory at a time; raises `InvalidSnapshot` for another order."""
    tables = [_tagged(opened, name) for name in ("participants", "invitations", "answers")]
    for pseudonym, group in groupby(merge(*tables, key=itemgetter(0)), key=itemgetter(0)):
        rows: dict[str, list[Row]] = {}
        for _, name, row in group:
            rows.setdefault(name, []).append(row)
        if len(rows.get("participants", ())) != 1:
            raise InvalidSnapshot(
                f"{opened.folder}: the rows of {pseudonym} are not where a snapshot has them, in the order of pseudonyms."
            )
        yield _respondent(rows)


def _tagged(opened: Snapshot, name: str) -> Iterator[tuple[str, str, Row]]:
    return ((row["participant"], name, row) for row in opened.rows(name))


def _respondent(rows: Mapping[str, Sequence[Row]]) -> Respondent:
    (person,) = rows["participants"]
    days: dict[str, list[int]] = {}
    for invitation in rows.get("invitations", ()):
        if invitation["answered_after_days"] is not None:
            days.setdefault(invitation["wave"], []).append(invitation["answered_after_days"])
    return Respondent(
        pseudonym=person["participant"],
        house=person["house"],
        entry=person["entry"],
        language=person["language"],
        entered_in=person["entered_in"],
        returned=tuple(_returned(rows.get("answers", ()), days)),
    )


def _returned(answers: Sequence[Row], days: Mapping[str, Sequence[int]]) -> Iterator[Returned]:
    sheets: dict[tuple[str, str], list[list[Row]]] = {}
    for name, run in groupby(answers, key=_name):
        turns = sheets.setdefault(name, [])
        seen: set[str] = set()
        turns.append([])
        for row in run:
            if row["item"] in seen:  # the same question again: another sheet
                turns.append([])
                seen = set()
            seen.add(row["item"])
            turns[-1].append(row)
    for (wave, instrument), turns in sheets.items():
        known = days.get(wave, ())
        for turn, rows in enumerate(turns, 1):
            first = rows[0]
            yield Returned(
                wave=wave,
                turn=turn,
                instrument=instrument,
                answers={row["item"]: row["value"] for row in rows},
                language=first["language"],
                mode=first["mode"],
                is_plain=first["plain"],
                wording=first["wording"],
                words=first["words"],
                answered_after_days=known[turn - 1] if len(known) == len(turns) else None,
            )


def _name(row: Row) -> tuple[str, str]:
    return row["wave"], f"{row['instrument']}@{row['version']}"
