"""Houses, groups, parents, meetings: who is where, from when to when, and who comes. Drawn, with their dates."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from village.laboratory.simulation.design import Design
from village.laboratory.simulation.places import Place, places
from village.laboratory.simulation.records import fill

Days = npt.NDArray[np.datetime64]
Indexes = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.str_]

GROUP_SIZES = (8, 12)
DAYS_BETWEEN_MEETINGS = 14
MEETINGS = 26  # a year, twice a month
NEVER = np.datetime64("NaT", "D")


@dataclass(frozen=True, slots=True)
class Groups:
    """Peer groups: whose, of which kind, from when to when (`ended_on` NaT: still meeting)."""

    codes: Codes
    house: Indexes
    size: Indexes
    is_antenatal: Flags
    started_on: Days
    ended_on: Days


@dataclass(frozen=True, slots=True)
class Parents:
    """Participants and their time in their group (`left_on` NaT: still there)."""

    codes: Codes
    group: Indexes
    house: Indexes
    joined_on: Days
    left_on: Days
    language: Codes
    agrees_evaluation: Flags
    agrees_national: Flags


def draw_groups(design: Design, rng: np.random.Generator) -> Groups:
    """Share groups out between houses, unequally, and start them at any time of the period."""
    ordinary = design.houses - design.has_smallest_house
    wanted = max(round(ordinary * design.parents_per_house / np.mean(GROUP_SIZES)), ordinary)
    weights = rng.gamma(4.0, size=ordinary)
    more = rng.multinomial(wanted - ordinary, weights / weights.sum())
    house = np.repeat(np.arange(ordinary), 1 + more)
    size = rng.integers(*GROUP_SIZES, size=len(house), endpoint=True)
    if design.has_smallest_house:
        house, size = np.append(house, ordinary), np.append(size, design.smallest_house)
    first_day = np.datetime64(design.end) - design.days
    wait = rng.integers(0, max(design.days - 30, 1), len(house))
    if design.complications.cohorts > 1:
        wait = _after_opening(design, house, wait)
    started_on = _weekday(first_day + wait)
    order = np.lexsort((started_on, house))
    last_meeting = started_on[order] + (MEETINGS - 1) * DAYS_BETWEEN_MEETINGS
    return Groups(
        codes=_numbered("g", len(house)),
        house=house[order],
        size=size[order],
        is_antenatal=rng.random(len(house)) < 0.35,
        started_on=started_on[order],
        ended_on=np.where(last_meeting <= np.datetime64(design.end), last_meeting, NEVER),
    )


def _after_opening(design: Design, house: Indexes, wait: Indexes) -> Indexes:
    """The same waits, squeezed into what is left of the period once the cohort of each house has opened."""
    period = max(design.days - 30, 1)
    cohorts = design.complications.cohorts
    closed = (house % cohorts) * period // cohorts
    squeezed: Indexes = closed + wait * (period - closed) // period
    return squeezed


def house_table(design: Design, groups: Groups, rng: np.random.Generator) -> pa.Table:
    """Open each house a little before its first group; beyond 62, a commune has several houses."""
    chosen = _choose_places(design)
    first = np.full(design.houses, np.datetime64(design.end))
    np.minimum.at(first, groups.house, groups.started_on)
    return fill(
        "houses",
        house=_house_codes(chosen),
        name=[place.house for place in chosen],
        commune_code=[place.code for place in chosen],
        commune_name=[place.name for place in chosen],
        departement=[place.departement for place in chosen],
        zone=[place.zone for place in chosen],
        time_zone=[place.time_zone for place in chosen],
        opened_on=first - rng.integers(20, 120, design.houses),
    )


def _choose_places(design: Design) -> list[Place]:
    known = places()
    chosen = [known[i % len(known)] for i in range(design.houses)]
    if design.has_smallest_house:
        chosen[-1] = known[-1]
    return chosen


def _house_codes(chosen: list[Place]) -> list[str]:
    seen: Counter[str] = Counter()
    codes = []
    for place in chosen:
        seen[place.slug] += 1
        codes.append(place.slug if seen[place.slug] == 1 else f"{place.slug}-{seen[place.slug]}")
    return codes


def group_table(groups: Groups, house_codes: Codes) -> pa.Table:
    """The groups as records."""
    return fill(
        "groups",
        group=groups.codes,
        house=house_codes[groups.house],
        kind=np.where(groups.is_antenatal, "antenatal", "postnatal"),
        nominal_size=np.maximum(groups.size, 8),
        started_on=groups.started_on,
        ended_on=groups.ended_on,
    )


def draw_parents(design: Design, groups: Groups, rng: np.random.Generator) -> Parents:
    """Fill each group: most join at the first meeting, some later; some leave before the end."""
    group = np.repeat(np.arange(len(groups.codes)), groups.size)
    n = len(group)
    end = np.datetime64(design.end)
    started_on = groups.started_on[group]
    lag = np.where(rng.random(n) < design.late_entry, rng.integers(1, 150, n), 0)
    joined_on = np.where(started_on + lag <= end, started_on + lag, started_on)
    stay = np.ceil(rng.exponential(30.44 / design.leaving_each_month, n)).astype(np.int64)
    last_day = np.fmin(groups.ended_on[group], end)
    left_early = joined_on + stay < last_day
    agrees = rng.random(n) < design.consent_evaluation
    return Parents(
        codes=_numbered("p", n),
        group=group,
        house=groups.house[group],
        joined_on=joined_on,
        left_on=np.where(left_early, joined_on + stay, groups.ended_on[group]),
        language=np.where(rng.random(n) < 1 - design.complications.other_language, "fr", "en"),
        agrees_evaluation=agrees,
        agrees_national=agrees & (rng.random(n) < design.consent_national),
    )


def participant_table(
    parents: Parents, house_codes: Codes, *, expected_on: Days, born_on: Days
) -> pa.Table:
    """The parents as records, each with one child, born or expected (NaT: not), known by its month."""
    return fill(
        "participants",
        participant=parents.codes,
        house=house_codes[parents.house],
        language=parents.language,
        entered_on=parents.joined_on,
        expected_month=_first_of_month(expected_on),
        birth_month=_first_of_month(born_on),
        agrees_evaluation=parents.agrees_evaluation,
        agrees_national=parents.agrees_national,
    )


def enrolment_table(groups: Groups, parents: Parents) -> pa.Table:
    """One enrolment per parent."""
    return fill(
        "enrolments",
        participant=parents.codes,
        group=groups.codes[parents.group],
        joined_on=parents.joined_on,
        left_on=parents.left_on,
    )


@dataclass(frozen=True, slots=True)
class Meetings:
    """The meetings of each group, (groups, 26), and of each parent's group, (parents, 26)."""

    days: Days
    held: Flags
    noted: Flags  # the parent was in the group that day, and somebody noted who came
    came: Flags

    def attended(self, parents: Parents, who: Indexes, before: Days) -> Indexes:
        """How many meetings each of these parents had come to before a day."""
        days = self.days[parents.group[who]]
        counted: Indexes = (
            (self.noted[who] & self.came[who] & (days < before[:, None]))
            .sum(axis=1)
            .astype(np.int64)
        )
        return counted


def draw_meetings(
    design: Design, groups: Groups, parents: Parents, rng: np.random.Generator
) -> Meetings:
    """Twice a month up to the end, a few cancelled; each parent has a habit of coming."""
    end = np.datetime64(design.end)
    days = groups.started_on[:, None] + DAYS_BETWEEN_MEETINGS * np.arange(MEETINGS)[None, :]
    held = (days <= end) & (rng.random(days.shape) >= 0.04)
    held[:, 0] = True  # a group starts with a meeting
    noted = (
        held[parents.group]
        & (days[parents.group] >= parents.joined_on[:, None])
        & ~(days[parents.group] > parents.left_on[:, None])
        & (rng.random((len(parents.codes), MEETINGS)) >= 0.02)
    )
    habit = rng.beta(6 * design.presence, 6 * (1 - design.presence), len(parents.codes))
    return Meetings(days, held, noted, rng.random(noted.shape) < habit[:, None])


def meeting_tables(
    groups: Groups, parents: Parents, meetings: Meetings
) -> tuple[pa.Table, pa.Table]:
    """The meetings as records, and who came, except where nobody noted it."""
    days, held = meetings.days, meetings.held
    number = np.cumsum(held).reshape(held.shape) - 1
    codes = _numbered("m", int(held.sum()))
    planned = fill(
        "meetings",
        meeting=codes,
        group=np.repeat(groups.codes, held.sum(axis=1)),
        held_on=days[held],
        minutes=np.full(len(codes), 90),
    )
    who, which = np.nonzero(meetings.noted)
    attendance = fill(
        "attendance",
        meeting=codes[number[parents.group[who], which]],
        participant=parents.codes[who],
        present=meetings.came[meetings.noted],
    )
    return planned, attendance


def add_months(days: Days, months: int) -> Days:
    """The same day some months later, or the last day of that month.

    >>> add_months(np.array(["2025-11-30"], "datetime64[D]"), 3).astype(str).tolist()
    ['2026-02-28']
    """
    month = days.astype("datetime64[M]")
    later = month + months
    last = (later + 1).astype("datetime64[D]") - 1
    moved: Days = np.minimum(
        later.astype("datetime64[D]") + (days - month.astype("datetime64[D]")), last
    )
    return moved


def _numbered(letter: str, count: int) -> Codes:
    width = max(5, len(str(count)))
    return np.array([f"{letter}{i:0{width}d}" for i in range(1, count + 1)], dtype=np.str_)


def _weekday(days: Days) -> Days:
    """Sundays become Mondays (1 January 1970 was a Thursday)."""
    is_sunday = (days.astype("datetime64[D]").astype(np.int64) + 4) % 7 == 0
    moved: Days = days + is_sunday.astype(np.int64)
    return moved


def _first_of_month(days: Days) -> Days:
    first: Days = days.astype("datetime64[M]").astype("datetime64[D]")
    return first
