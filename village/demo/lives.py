"""The lives of the demo's houses: two are being prepared, and two have closed once their last group had ended."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from village.network.models import House, Organisation
from village.territories.clocks import clock_of
from village.territories.register import commune

CLOSED = 2
TO_COME = (  # an invented name, a real commune, and in how many days it opens, if anyone knows
    ("La Criée", "29039", 75),
    ("Les Filaos", "97422", None),
)


def closings(groups: Sequence[Mapping[str, Any]]) -> dict[str, dt.date]:
    """The houses where the last group ended longest ago, and the day after it; none where a group still meets."""
    meeting = {row["house"] for row in groups if row["ended_on"] is None}
    last: dict[str, dt.date] = {}
    for row in groups:
        if row["house"] not in meeting:
            last[row["house"]] = max(row["ended_on"], last.get(row["house"], dt.date.min))
    oldest = sorted(last, key=lambda house: (last[house], house))[:CLOSED]
    return {house: last[house] + dt.timedelta(days=1) for house in oldest}


def houses_to_come(*, end: dt.date) -> list[House]:
    """Houses without a group yet, and without a team; `end` is the last day of the demo. Not saved."""
    houses = []
    for name, code, days in TO_COME:
        place = commune(code)
        assert place is not None, f"{code} is no longer a commune"
        houses.append(
            House(
                code=f"a-venir-{code.lower()}",
                name=name,
                holder=Organisation(
                    name=f"{name}, organisme inventé", kind=Organisation.Kind.COMMUNE
                ),
                host_site="Centre social",
                commune_code=code,
                commune_name=place.name,
                zone=place.zone,
                time_zone=clock_of(code),
                opened_on=None if days is None else end + dt.timedelta(days=days),
            )
        )
    return houses
